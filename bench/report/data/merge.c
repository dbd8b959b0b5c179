// SPDX-License-Identifier: GPL-2.0
/* Parts of a run put together again; see merge.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lines.h"
#include "lookup.h"
#include "merge.h"
#include "meta_file.h"
#include "parse_merge.h"
#include "text.h"

/* Longest line of records.jsonl, as for a reader. */
#define LINE_MAX_BYTES (16 << 20)

#define MISSING_NAMED 20

/*
 * The place of a record in the merged file, and of its line, without its end, in the
 * part's own. A run may have a million, which are not all kept in memory.
 */
struct place {
	uint32_t mode, workload, run, index;
	uint32_t len;
	off_t at;
};

static int differ(const char *what, const struct results *a, const char *of_a,
		  const struct results *b, const char *of_b,
		  struct sentence *why)
{
	return sentence_set(why, -EINVAL, "%s of '%s' is %s, of '%s' %s: parts of one run have the same",
			    what, results_name(a), of_a ? of_a : "not known",
			    results_name(b), of_b ? of_b : "not known");
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static int check_texts(const struct results *a, const struct results *b,
		       struct sentence *why)
{
	const struct run_meta *x = &a->meta, *y = &b->meta;
	const struct { const char *what, *of_a, *of_b; } texts[] = {
		{ "the rig", x->rig, y->rig },
		{ "the vendor", x->vendor, y->vendor },
		{ "the revision", x->git, y->git },
		{ "the kernel", x->kernel, y->kernel },
		{ "the guest's machine", x->machine, y->machine },
		{ "what cycles are", x->cycles_note, y->cycles_note },
		{ "the command", x->command, y->command },
		{ "the emulator", x->emulator, y->emulator },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!same(texts[i].of_a, texts[i].of_b))
			return differ(texts[i].what, a, texts[i].of_a, b,
				      texts[i].of_b, why);
	if (x->reps != y->reps || x->warmup != y->warmup)
		return sentence_set(why, -EINVAL, "'%s' has %" PRIu64 " repetitions and %" PRIu64 " warm-ups, '%s' %" PRIu64 " and %" PRIu64 ": parts of one run have the same",
				    results_name(a), x->reps, x->warmup,
				    results_name(b), y->reps, y->warmup);
	return 0;
}

/*
 * What a part has of its own: its cells, its patience, and names of files, of which
 * the hashes count.
 */
static bool is_own(const char *setting)
{
	static const char *const own[] = {
		"workload", "mode", "shard", "stall", "files", "qemu", "bochs",
		"modules", "submission",
	};

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strcmp(own[i], setting))
			return true;
	return false;
}

static int check_setting(const struct results *a, const struct results *b,
			 const char *name, struct sentence *why)
{
	const char *x = meta_text(&a->meta.settings, name);
	const char *y = meta_text(&b->meta.settings, name);

	if (is_own(name) || same(x, y))
		return 0;
	return sentence_set(why, -EINVAL, "--%s of '%s' is %s, of '%s' %s: parts of one run have the same",
			    name, results_name(a), x ? x : "not given",
			    results_name(b), y ? y : "not given");
}

static int check_settings(const struct results *a, const struct results *b,
			  struct sentence *why)
{
	const struct meta_items *x = &a->meta.settings, *y = &b->meta.settings;
	int err = 0;

	for (size_t i = 0; !err && i < x->n; i++)
		err = check_setting(a, b, x->item[i].key, why);
	for (size_t i = 0; !err && i < y->n; i++)
		err = check_setting(a, b, y->item[i].key, why);
	return err;
}

/* @x of @a, @y of @b: of files, or of the emulator and what ran the guests. */
static int check_hashes(const struct results *a, const struct meta_items *x,
			const struct results *b, const struct meta_items *y,
			struct sentence *why)
{
	char *what;
	int err = 0;

	for (size_t i = 0; !err && i < x->n; i++) {
		const char *other = meta_text(y, x->item[i].key);

		if (same(x->item[i].text, other))
			continue;
		what = text_format("the hash of %s", x->item[i].key);
		err = what ? differ(what, a, x->item[i].text, b, other, why) :
		      -ENOMEM;
		free(what);
	}
	for (size_t i = 0; !err && i < y->n; i++)
		if (!meta_text(x, y->item[i].key))
			err = differ(y->item[i].key, a, NULL, b,
				     y->item[i].text, why);
	return err;
}

static int check_whole(const struct results *run, struct sentence *why)
{
	if (!run->meta.usable)
		return sentence_set(why, -EINVAL, "'%s' has no meta.json that can be used: what it ran on is not known",
				    results_name(run));
	if (run->damaged)
		return sentence_set(why, -EINVAL, "'%s' has %lu damaged lines: run that part again",
				    results_name(run), run->damaged);
	if (run->n_records == run->meta.cells)
		return 0;
	return sentence_set(why, -EINVAL, "'%s' has %zu of its %" PRIu64 " records: run that part again",
			    results_name(run), run->n_records, run->meta.cells);
}

static int by_shard(const void *a, const void *b)
{
	const struct results *const *x = a, *const *y = b;

	return ((*x)->meta.shard > (*y)->meta.shard) -
	       ((*x)->meta.shard < (*y)->meta.shard);
}

/* Names the first of those that are missing of the sorted @runs. */
static int missing(const struct results **runs, size_t n, struct sentence *why)
{
	uint64_t shards = runs[0]->meta.shards, shard;
	char names[MISSING_NAMED * sizeof("1000000000, ")];
	unsigned int count = 0;
	size_t i = 0, len = 0;

	for (shard = 1; shard <= shards && count < MISSING_NAMED; shard++) {
		while (i < n && runs[i]->meta.shard < shard)
			i++;
		if (i == n || runs[i]->meta.shard != shard)
			len += snprintf(names + len, sizeof(names) - len,
					"%s%" PRIu64, count++ ? ", " : "",
					shard);
	}
	sentence_set(why, 0, "shard%s %s of %" PRIu64 " %s missing: run line%s %s of the plan again%s",
		     count > 1 ? "s" : "", names, shards,
		     count > 1 ? "are" : "is", count > 1 ? "s" : "", names,
		     shard <= shards ? "; there may be more" : "");
	return -ENODATA;
}

/* All parts of as many as there are, each once. Runs without a number have none. */
static int check_shards(const struct results **runs, size_t n,
			struct sentence *why)
{
	uint64_t shards = runs[0]->meta.shards;

	for (size_t i = 0; i < n; i++) {
		const struct run_meta *meta = &runs[i]->meta;

		if (meta->shards != shards)
			return sentence_set(why, -EINVAL, "'%s' is one of %" PRIu64 " shards, '%s' one of %" PRIu64,
					    results_name(runs[0]), shards,
					    results_name(runs[i]), meta->shards);
		if (!shards)
			continue;
		if (i && meta->shard == runs[i - 1]->meta.shard)
			return sentence_set(why, -EINVAL, "'%s' and '%s' are both shard %" PRIu64 " of %" PRIu64,
					    results_name(runs[i - 1]),
					    results_name(runs[i]), meta->shard,
					    shards);
		if (meta->shard != i + 1)
			return missing(runs, n, why);
	}
	return !shards || n == shards ? 0 : missing(runs, n, why);
}

struct cells {
	const struct results **runs;
	const struct place *places;
	const struct record *rec;
};

static bool same_group(const struct record *a, const struct record *b)
{
	const struct record_texts *x = a->texts, *y = b->texts;

	return a->paging == b->paging && !strcmp(x->workload, y->workload) &&
	       !strcmp(x->params, y->params);
}

static bool same_cell(const void *data, size_t entry)
{
	const struct cells *c = data;
	const struct place *p = &c->places[entry];
	const struct record *a = &c->runs[p->run]->records[p->index], *b = c->rec;

	return a->rep == b->rep && same_group(a, b);
}

static int check_cells(const struct results **runs, const struct place *places,
		       size_t n, struct sentence *why)
{
	struct lookup seen = { 0 };
	int err = 0;

	for (size_t i = 0; !err && i < n; i++) {
		const struct results *run = runs[places[i].run];
		const struct record *rec = &run->records[places[i].index];
		struct cells cells = { runs, places, rec };
		uint64_t hash = lookup_text(lookup_text(LOOKUP_SEED,
							rec->texts->workload),
					    rec->texts->params);
		size_t other;

		hash = lookup_number(lookup_number(hash, rec->rep), rec->paging);
		other = lookup_find(&seen, hash, same_cell, &cells);
		err = other == LOOKUP_NONE ? lookup_add(&seen, hash, i) :
		      sentence_set(why, -EEXIST, "'%s' and '%s' both have repetition %" PRIu64 " of %s %s under %s",
				   results_name(runs[places[other].run]),
				   results_name(run), rec->rep,
				   rec->texts->workload, rec->texts->params_text,
				   paging_name(rec->vendor, rec->paging));
	}
	lookup_free(&seen);
	return err;
}

static FILE *open_records(const struct results *run)
{
	char *path = text_format("%s/records.jsonl", run->dir);
	FILE *in = NULL;
	int err = path ? lines_open(&in, path) : -ENOMEM;

	free(path);
	if (err)
		errno = -err;
	return in;
}

/* In a file records are together by mode and workload; shards took these in turns. */
static int place_run(const struct results *run, uint32_t number,
		     struct place *places, struct sentence *why)
{
	struct lines lines = { .in = open_records(run), .most = LINE_MAX_BYTES };
	uint32_t group = 0;
	off_t at = 0;
	int err = 0;

	if (!lines.in)
		return sentence_set(why, -errno, "reading '%s': %s",
				    results_name(run), strerror(errno));
	for (size_t i = 0; !err && i < run->n_records; i++) {
		const struct record *rec = &run->records[i];

		if (i && rec[-1].paging != rec->paging)
			group = 0;
		else if (i && !same_group(&rec[-1], rec))
			group++;
		if (lines_next(&lines) <= 0) {
			err = sentence_set(why, -EIO, "reading '%s': it changed, or memory ran out",
					   results_name(run));
			break;
		}
		places[i] = (struct place){
			.mode = rec->paging, .workload = group, .run = number,
			.index = i, .len = strcspn(lines.text, "\r"), .at = at,
		};
		at += lines.len + 1;
	}
	lines_close(&lines);
	return err;
}

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	const uint32_t keys[][2] = {
		{ x->mode, y->mode }, { x->workload, y->workload },
		{ x->run, y->run }, { x->index, y->index },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

/* The records.jsonl that lines are taken from, and where in it. */
struct source {
	FILE *in;
	uint32_t run;
	off_t at;
	char *line;
};

/* What stands at @place. Parts are read in turns, each mostly from line to line. */
static int read_line(struct source *from, const struct results **runs,
		     const struct place *place)
{
	if (from->in && from->run != place->run) {
		fclose(from->in);
		from->in = NULL;
	}
	if (!from->in) {
		from->in = open_records(runs[place->run]);
		from->run = place->run;
		from->at = 0;
	}
	if (!from->in ||
	    (from->at != place->at && fseeko(from->in, place->at, SEEK_SET)))
		return -errno;
	if (fread(from->line, 1, place->len, from->in) != place->len)
		return -EIO;
	from->at = place->at + place->len;
	/* The newline, unless a carriage return is before it. */
	if (getc(from->in) == '\n')
		from->at++;
	else
		from->at = -1;
	return 0;
}

static int write_lines(FILE *out, const struct results **runs,
		       const struct place *places, size_t n)
{
	struct source from = { .line = malloc(LINE_MAX_BYTES) };
	int err = from.line ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < n; i++) {
		err = read_line(&from, runs, &places[i]);
		if (!err && (fwrite(from.line, 1, places[i].len, out) !=
			     places[i].len || putc('\n', out) == EOF))
			err = -EIO;
	}
	if (from.in)
		fclose(from.in);
	free(from.line);
	return err;
}

static int write_files(const struct results **runs, const char *dir,
		       json_t *meta, const struct place *places, size_t n)
{
	char *records = text_format("%s/records.jsonl", dir);
	char *path = text_format("%s/meta.json", dir);
	FILE *out = records ? fopen(records, "wxe") : NULL;
	int err = out && path ? 0 : -errno;

	err = err ?: write_lines(out, runs, places, n);
	if (out && fclose(out) && !err)
		err = -errno;
	if (!err)
		err = meta_file_write(path, meta);
	if (err && records)
		unlink(records);
	if (err && path)
		unlink(path);
	free(records);
	free(path);
	return err;
}

static int write_run(const struct results **runs, size_t n,
		     const struct place *places, size_t n_places,
		     const char *dir, struct sentence *why)
{
	const char *slash = strrchr(dir, '/');
	json_t *meta = parse_merge(runs, n, slash ? slash + 1 : dir);
	int err = meta ? 0 : -ENOMEM;

	if (!err && mkdir(dir, 0777))
		err = -errno;
	if (!err) {
		err = write_files(runs, dir, meta, places, n_places);
		if (err)
			rmdir(dir);
	}
	json_decref(meta);
	return err ? sentence_set(why, err, "writing '%s': %s", dir,
				  strerror(-err)) : 0;
}

int merge_runs(const struct results **runs, size_t n, const char *dir,
	       struct sentence *why)
{
	struct place *places;
	size_t all = 0, at = 0;
	int err = 0;

	for (size_t i = 0; !err && i < n; i++) {
		all += runs[i]->n_records;
		err = check_whole(runs[i], why) ?:
		      check_texts(runs[0], runs[i], why) ?:
		      check_settings(runs[0], runs[i], why) ?:
		      check_hashes(runs[0], &runs[0]->meta.programs, runs[i],
				   &runs[i]->meta.programs, why) ?:
		      check_hashes(runs[0], &runs[0]->meta.hashes, runs[i],
				   &runs[i]->meta.hashes, why);
	}
	qsort(runs, n, sizeof(*runs), by_shard);
	err = err ?: check_shards(runs, n, why);
	if (err)
		return err;
	places = calloc(all, sizeof(*places));
	if (!places)
		return sentence_set(why, -ENOMEM, "%s", strerror(ENOMEM));
	for (size_t i = 0; !err && i < n; i++) {
		err = place_run(runs[i], i, places + at, why);
		at += runs[i]->n_records;
	}
	err = err ?: check_cells(runs, places, all, why);
	if (!err) {
		qsort(places, all, sizeof(*places), by_place);
		err = write_run(runs, n, places, all, dir, why);
	}
	free(places);
	return err;
}
