// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the results directory of a run; see results.h. What a line holds is
 * parse_record.c's.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "lookup.h"
#include "meta_file.h"
#include "packed.h"
#include "parse_meta.h"
#include "parse_record.h"
#include "record.h"
#include "results.h"

/*
 * Exit reasons of many records, one behind the other: a million blocks of malloc()
 * would take a fifth more.
 */
#define BLOCK_LEAST (1 << 20)

struct reasons_block {
	struct reasons_block *before;
	size_t len, room;
	unsigned char bytes[];
};

/* A record that may be added, and those it must differ from. */
struct newcomer {
	const struct results *res;
	const struct record *rec;
};

static bool same_cell_and_rep(const void *data, size_t entry)
{
	const struct newcomer *newcomer = data;
	const struct record *a = newcomer->rec;
	const struct record *b = &newcomer->res->records[entry];
	const struct record_texts *x = a->texts, *y = b->texts;

	return a->rep == b->rep && a->paging == b->paging &&
	       !strcmp(x->workload, y->workload) &&
	       !strcmp(x->machine, y->machine) &&
	       !strcmp(x->kernel, y->kernel) && !strcmp(x->params, y->params);
}

/* A repetition that went well counts once; @seen are those so far. */
static int check_once(const struct results *res, const struct record *rec,
		      struct lookup *seen, struct sentence *why)
{
	const struct record_texts *texts = rec->texts;
	struct newcomer newcomer = { res, rec };
	uint64_t hash = LOOKUP_SEED;
	size_t other;

	if (rec->status != STATUS_OK)
		return 0;
	hash = lookup_text(lookup_text(hash, texts->workload), texts->params);
	hash = lookup_text(lookup_text(hash, texts->machine), texts->kernel);
	hash = lookup_number(lookup_number(hash, rec->rep), rec->paging);
	other = lookup_find(seen, hash, same_cell_and_rep, &newcomer);
	if (other != LOOKUP_NONE)
		return sentence_set(why, -EBADMSG, "the same cell and repetition as line %" PRIu32,
				    res->records[other].line);
	return lookup_add(seen, hash, res->n_records);
}

/* All of one rig and vendor, that of meta.json where it says so. */
static int check_rig(const struct results *res, const struct record *rec,
		     const char *path)
{
	const char *rig = rec->texts->rig, *mine = vendor_name(rec->vendor);
	const char *vendor = mine;

	if (res->n_records) {
		rig = res->records[0].texts->rig;
		vendor = vendor_name(res->records[0].vendor);
	}
	rig = res->meta.rig ?: rig;
	vendor = res->meta.vendor ?: vendor;
	if (!strcmp(rig, rec->texts->rig) && !strcmp(vendor, mine))
		return 0;
	fprintf(stderr, "exitbench: %s:%" PRIu32 ": a record of rig '%s' (%s) in a run "
		"of rig '%s' (%s): rigs are never mixed in one comparison; "
		"give each its own results directory\n", path, rec->line,
		rec->texts->rig, mine, rig, vendor);
	return -EINVAL;
}

/* Makes room for one record more, each time twice as much. */
static int grow_records(struct results *res)
{
	size_t room = res->n_records;
	struct record *grown;

	if (room & (room - 1))		/* no power of two: there is room */
		return 0;
	grown = reallocarray(res->records, room ? 2 * room : 1,
			     sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	res->records = grown;
	return 0;
}

/* Moves the reasons of @rec into a block. */
static int keep_reasons(struct results *res, struct record *rec)
{
	struct reasons_block *block = res->blocks;
	size_t size = packed_size(rec);

	if (!size)
		return 0;
	if (!block || block->room - block->len < size) {
		size_t room = size > BLOCK_LEAST ? size : BLOCK_LEAST;

		block = malloc(sizeof(*block) + room);
		if (!block)
			return -ENOMEM;
		*block = (struct reasons_block){ .before = res->blocks,
						 .room = room };
		res->blocks = block;
	}
	memcpy(block->bytes + block->len, rec->reasons, size);
	free(rec->reasons);
	rec->reasons = block->bytes + block->len;
	block->len += size;
	return 0;
}

int results_add(struct results *res, struct record *rec)
{
	int err = grow_records(res) ?: keep_reasons(res, rec);

	if (err)
		return err;
	res->detailed |= extras(rec)->details != NULL;
	res->records[res->n_records++] = *rec;
	return 0;
}

/* The same, if it is usable; -EBADMSG: it is not, see @why. */
static int add_record(struct results *res, struct lookup *seen,
		      const char *path, struct record *rec,
		      struct sentence *why)
{
	return check_rig(res, rec, path) ?: check_once(res, rec, seen, why) ?:
	       results_add(res, rec);
}

/* Adds what came of @line, which is number @number of @path. */
static int add_line(struct results *res, struct lookup *seen, const char *path,
		    struct batch_line *line, unsigned long number)
{
	int err = line->err;

	if (!err) {
		line->rec.line = number;
		err = add_record(res, seen, path, &line->rec, &line->why);
		if (err)
			parse_free(&line->rec);
	}
	if (err == -EBADMSG) {
		fprintf(stderr, "exitbench: %s:%lu: %s; line left out\n", path,
			number, line->why.text);
		res->damaged++;
		err = 0;
	} else if (err && err != -EINVAL) {
		fprintf(stderr, "exitbench: %s:%lu: %s: it and all lines after it were not read\n",
			path, number, strerror(-err));
	}
	return err;
}

static int load_lines(struct results *res, struct lines *lines,
		      struct batch *batch, const char *path)
{
	struct lookup seen = { 0 };
	unsigned long number = 0;
	int read, err = 0;

	do {
		read = batch_read(batch, lines);
		batch_parse(batch);
		for (size_t i = 0; i < batch->n; i++) {
			struct batch_line *line = &batch->line[i];

			number++;
			if (!err)
				err = add_line(res, &seen, path, line, number);
			else if (!line->err)
				parse_free(&line->rec);
		}
	} while (!err && !read && batch->n);
	lookup_free(&seen);
	if (err || !read)
		return err;
	fprintf(stderr, "exitbench: %s:%lu: %s: it and all lines after it were not read\n",
		path, number + 1, strerror(-read));
	return read;
}

static int load_records(struct results *res)
{
	struct lines lines = { .most = RECORD_LINE_MAX };
	struct batch *batch = calloc(1, sizeof(*batch));
	char *path = NULL;
	int err = -ENOMEM;

	if (!batch || asprintf(&path, "%s/records.jsonl", res->dir) < 0) {
		fprintf(stderr, "exitbench: reading run '%s': %s\n", res->dir,
			strerror(ENOMEM));
		goto out;
	}
	err = lines_open(&lines.in, path);
	if (err) {
		fprintf(stderr, "exitbench: opening records '%s': %s\n", path,
			err == -EINVAL ? "no regular file" : strerror(-err));
		goto out;
	}
	err = load_lines(res, &lines, batch, path);
	lines_close(&lines);
	batch_free(batch);
out:
	free(path);
	free(batch);
	return err;
}

/* Reads @path into res->meta. -EBADMSG: it cannot, for the reason in @why. */
static int read_meta(struct results *res, const char *path, struct sentence *why)
{
	FILE *in;
	int err = lines_open(&in, path);

	if (err)
		return sentence_set(why, -EBADMSG, "%s", err == -EINVAL ?
				    "no regular file" : strerror(-err));
	err = meta_file_read(in, &res->meta.obj, why) ?:
	      parse_meta(&res->meta, why);
	fclose(in);
	return err;
}

/* A run without a usable meta.json is still worth a report, if a poorer one. */
static int load_meta(struct results *res)
{
	struct sentence why = { "" };
	char *path;
	int err;

	if (asprintf(&path, "%s/meta.json", res->dir) < 0)
		return -ENOMEM;
	err = read_meta(res, path, &why);
	if (err == -EBADMSG) {
		fprintf(stderr, "exitbench: reading '%s': %s; going on with the records alone\n",
			path, why.text);
		parse_meta_free(&res->meta);
		err = 0;
	}
	free(path);
	return err;
}

int results_load(struct results *res, const char *dir)
{
	int err = -ENOMEM;

	*res = (struct results){ .dir = strdup(dir) };
	if (res->dir)
		err = load_meta(res);
	if (!err)
		err = load_records(res);
	else
		fprintf(stderr, "exitbench: reading run '%s': %s\n", dir,
			strerror(-err));
	if (!err && !res->n_records && !res->damaged) {
		fprintf(stderr, "exitbench: reading run '%s': there are no records in it\n",
			dir);
		err = -ENODATA;
	}
	if (err)
		results_free(res);
	return err;
}

void results_drop_reasons(struct results *res)
{
	struct reasons_block *block;

	while ((block = res->blocks)) {
		res->blocks = block->before;
		free(block);
	}
	for (size_t i = 0; i < res->n_records; i++) {
		res->records[i].reasons = NULL;
		res->records[i].n_reasons = 0;
	}
}

void results_keep_workload(struct results *res, const char *workload)
{
	struct record *fewer;
	size_t n = 0;

	/* Where meta.json does not say so, they did. */
	if (res->n_records && !res->meta.rig)
		res->meta.rig = res->records[0].texts->rig;
	if (res->n_records && !res->meta.vendor)
		res->meta.vendor = vendor_name(res->records[0].vendor);
	for (size_t i = 0; i < res->n_records; i++) {
		struct record *rec = &res->records[i];

		if (!strcmp(rec->texts->workload, workload)) {
			res->records[n++] = *rec;
			continue;
		}
		rec->reasons = NULL;	/* its block's */
		parse_free(rec);
	}
	res->n_records = n;
	fewer = n ? realloc(res->records, n * sizeof(*fewer)) : NULL;
	res->records = fewer ?: res->records;
}

void results_free(struct results *res)
{
	results_drop_reasons(res);
	for (size_t i = 0; i < res->n_records; i++)
		parse_free(&res->records[i]);
	free(res->records);
	parse_meta_free(&res->meta);
	free(res->dir);
	*res = (struct results){ 0 };
}

const char *results_name(const struct results *res)
{
	const char *slash = strrchr(res->dir, '/');

	return res->meta.run ?: slash && slash[1] ? slash + 1 : res->dir;
}
