// SPDX-License-Identifier: GPL-2.0
/*
 * Runs out of the database; see database_load.h. Whoever made the file may have
 * written anything into its tables: what could not have come from records is refused.
 */
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "database_file.h"
#include "database_load.h"
#include "kept.h"
#include "packed.h"
#include "parse_record.h"

/* What is read, and the statements that are asked again and again. */
struct loader {
	sqlite3 *lib;
	sqlite3_stmt *reasons, *buckets, *phases;	/* NULL: not wanted */
	const struct threshold *what;
	const char *const *names;
	size_t n_names;
	bool *used;		/* by name: some run has it */
	sqlite3_int64 *ids;	/* run_id, by run */
	struct database_runs *runs;
	struct sentence *why;
};

static int damaged(const struct loader *l, const char *table)
{
	return sentence_set(l->why, -EBADMSG, "its table '%s' has what no run can have; make a new one from the runs",
			    table);
}

static int prepare(const struct loader *l, sqlite3_stmt **stmt, const char *sql)
{
	return sqlite3_prepare_v2(l->lib, sql, -1, stmt, NULL) ?
	       database_file_error(l->lib, l->why) : 0;
}

/* Whether there is another row; a failure goes to *@err. */
static bool next_row(const struct loader *l, sqlite3_stmt *stmt, int *err)
{
	int ret = sqlite3_step(stmt);

	if (ret == SQLITE_ROW)
		return true;
	if (ret != SQLITE_DONE)
		*err = database_file_error(l->lib, l->why);
	return false;
}

/* NULL of NULL, of what is no UTF-8 as all of JSON is, or without memory. */
static const char *text_at(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	json_t *json = text ? json_string(text) : NULL;

	json_decref(json);
	return json ? kept(text) : NULL;
}

/* What does not fit in 63 bits is a floating-point number. */
static uint64_t count_at(sqlite3_stmt *row, int column)
{
	double value;

	if (sqlite3_column_type(row, column) != SQLITE_FLOAT)
		return sqlite3_column_int64(row, column);
	value = sqlite3_column_double(row, column);
	return value >= 0x1p64 ? UINT64_MAX : value > 0 ? value : 0;
}

/* Whether run @name is wanted. */
static bool is_wanted(struct loader *l, const char *name)
{
	bool wanted = !l->n_names;

	for (size_t i = 0; i < l->n_names; i++)
		if (!fnmatch(l->names[i], name, 0))
			wanted = l->used[i] = true;
	return wanted;
}

/* Where meta.json of the run said nothing, its records did. */
static int take_run(struct loader *l, sqlite3_stmt *row)
{
	const char *name = text_at(row, 1), *vendor = text_at(row, 4);
	struct run_meta meta = {
		.usable = true, .run = name, .started = text_at(row, 2),
		.rig = text_at(row, 3), .vendor = vendor,
		.emulated = sqlite3_column_int(row, 5) ? EMULATED_YES :
							 EMULATED_NO,
		.git = text_at(row, 6), .cycles_unit = text_at(row, 7),
		.cycles_note = text_at(row, 8),
	};
	struct database_runs *runs = l->runs;
	const char *first = runs->n ? runs->list->res.meta.rig : meta.rig;
	struct loaded_run *grown;
	sqlite3_int64 *ids;
	enum vendor known;

	if (!name || !meta.rig || !vendor || vendor_find(vendor, &known))
		return damaged(l, "runs");
	if (!is_wanted(l, name))
		return 0;
	if (strcmp(first, meta.rig))
		return sentence_set(l->why, -EINVAL, "its runs are of several rigs, such as %.20s and %.20s, whose figures are not comparable; name those of one behind it, such as '*-%.20s'",
				    first, meta.rig, first);
	grown = reallocarray(runs->list, runs->n + 1, sizeof(*grown));
	if (grown)
		runs->list = grown;
	ids = reallocarray(l->ids, runs->n + 1, sizeof(*ids));
	if (ids)
		l->ids = ids;
	if (!grown || !ids)
		return -ENOMEM;
	grown[runs->n] = (struct loaded_run){
		.res = { .dir = strdup(name), .meta = meta },
	};
	ids[runs->n] = sqlite3_column_int64(row, 0);
	return grown[runs->n++].res.dir ? 0 : -ENOMEM;
}

static int load_runs(struct loader *l)
{
	const char *last = NULL;
	sqlite3_stmt *row;
	int err = prepare(l, &row,
		"SELECT run_id, name, started_utc, rig, vendor, emulated, git,"
		" cycles_unit, cycles_note FROM runs ORDER BY run_id");

	while (!err && next_row(l, row, &err)) {
		err = take_run(l, row);
		last = text_at(row, 1);
	}
	sqlite3_finalize(row);
	for (size_t i = 0; !err && i < l->n_names; i++)
		if (!l->used[i])
			err = sentence_set(l->why, -ENOENT, "none of its runs is called '%.100s'; one is called '%.100s'",
					   l->names[i], last ?: "");
	return err;
}

/* Of the quarter or octave that begins with @low and ends before @below. */
static bool add_bucket(struct histogram *cost, uint64_t low, double below,
		       uint64_t count)
{
	unsigned int octave = 63 - __builtin_clzll(low | 1);

	cost->bucket[octave] += count;
	if (low == (octave ? 1ULL << octave : 0) && below == 2.0 * (1ULL << octave))
		return true;
	if (octave >= KVM_EXIT_ACCT_OCTAVES)
		return false;
	for (unsigned int q = 4 * octave; q < 4 * octave + 4; q++) {
		bool last = q == KVM_EXIT_ACCT_QUARTERS - 1;

		if (low != kvm_exit_acct_quarter_low(q) ||
		    below != (last ? 0x1p64 : kvm_exit_acct_quarter_low(q + 1)))
			continue;
		cost->quarter[q] += count;
		return true;
	}
	return false;
}

static int load_cost(const struct loader *l, sqlite3_int64 record,
		     uint32_t reason, struct histogram *cost)
{
	sqlite3_stmt *row = l->buckets;
	int err = 0;

	sqlite3_bind_int64(row, 1, record);
	sqlite3_bind_int64(row, 2, reason);
	while (!err && next_row(l, row, &err))
		if (!add_bucket(cost, count_at(row, 0),
				sqlite3_column_double(row, 1),
				count_at(row, 2)))
			err = damaged(l, "histograms");
	sqlite3_reset(row);
	return err;
}

static int pack_reason(const struct loader *l, sqlite3_int64 record,
		       sqlite3_stmt *row, struct packer *packer)
{
	const char *name = (const char *)sqlite3_column_text(row, 1);
	struct exit_reason r = {
		.reason = count_at(row, 0), .count = count_at(row, 2),
		.kernel_cycles = count_at(row, 3),
		.user_cycles = count_at(row, 4),
	};
	struct histogram cost = {
		.min = count_at(row, 5), .max = count_at(row, 6),
	};
	bool known = sqlite3_column_type(row, 5) != SQLITE_NULL;
	int err = 0;

	if (!name || count_at(row, 0) > UINT32_MAX)
		return damaged(l, "reasons");
	r.name = kept_number(name);
	if (r.name == KEPT_NONE)
		return -ENOMEM;
	if (l->buckets && known)
		err = load_cost(l, record, r.reason, &cost);
	return err ?: packed_add(packer, &r, l->buckets && known ? &cost : NULL);
}

static int load_reasons(const struct loader *l, sqlite3_int64 id,
			struct record *rec)
{
	struct packer packer = { 0 };
	int err = 0;

	sqlite3_bind_int64(l->reasons, 1, id);
	while (!err && next_row(l, l->reasons, &err)) {
		err = rec->n_reasons < UINT16_MAX ?
		      pack_reason(l, id, l->reasons, &packer) :
		      damaged(l, "reasons");
		rec->n_reasons += !err;
	}
	sqlite3_reset(l->reasons);
	rec->reasons = packed_done(&packer);
	return err;
}

static int take_phase(const struct loader *l, struct boot *boot)
{
	sqlite3_stmt *row = l->phases;
	struct phase *phase = &boot->phases[boot->n_phases];

	if (boot->n_phases == PHASES_MAX)
		return damaged(l, "phases");
	*phase = (struct phase){
		.name = text_at(row, 0), .cycles = count_at(row, 1),
		.exits = count_at(row, 2), .kernel_cycles = count_at(row, 3),
		.user_cycles = count_at(row, 4),
	};
	boot->n_phases++;
	return phase->name ? 0 : damaged(l, "phases");
}

static int load_phases(const struct loader *l, sqlite3_int64 id,
		       struct record *rec)
{
	struct boot *boot = calloc(1, sizeof(*boot));
	int err = 0;

	rec->extras = calloc(1, sizeof(*rec->extras));
	if (!boot || !rec->extras) {
		free(boot);
		return -ENOMEM;
	}
	rec->extras->boot = boot;
	sqlite3_bind_int64(l->phases, 1, id);
	while (!err && next_row(l, l->phases, &err))
		err = take_phase(l, boot);
	sqlite3_reset(l->phases);
	return err;
}

static bool find_status(const char *name, enum status *status)
{
	*status = !strcmp(name, "ok") ? STATUS_OK :
		  !strcmp(name, "failed") ? STATUS_FAILED : STATUS_SKIPPED;
	return *status != STATUS_SKIPPED || !strcmp(name, "skipped");
}

/* The columns that all figures are made of. */
static int take_columns(const struct loader *l, sqlite3_stmt *row,
			const struct run_meta *meta, struct record *rec)
{
	const char *paging = text_at(row, 2), *status = text_at(row, 7);
	struct record_texts texts = {
		.rig = meta->rig, .machine = text_at(row, 3),
		.kernel = text_at(row, 4), .workload = l->what->workload,
		.op = text_at(row, 6), .params = text_at(row, 5),
		.params_text = text_at(row, 5),
	};
	enum vendor vendor;
	enum paging mode;
	enum status how;

	if (!paging || !status || !texts.machine || !texts.kernel || !texts.op ||
	    !texts.params || vendor_find(meta->vendor, &vendor) ||
	    paging_find(vendor, paging, &mode) || !find_status(status, &how))
		return damaged(l, "records");
	rec->texts = kept_bytes(&texts, sizeof(texts));
	rec->vendor = vendor;
	rec->paging = mode;
	rec->status = how;
	rec->ops = count_at(row, 8);
	rec->elapsed_cycles = count_at(row, 9);
	rec->exits = count_at(row, 10);
	rec->kernel_cycles = count_at(row, 11);
	rec->user_cycles = count_at(row, 12);
	rec->blocked_cycles = count_at(row, 13);
	rec->away_cycles = count_at(row, 14);
	rec->switch_cycles = count_at(row, 15);
	return rec->texts ? 0 : -ENOMEM;
}

static int take_record(const struct loader *l, sqlite3_stmt *row,
		       struct results *res)
{
	sqlite3_int64 id = sqlite3_column_int64(row, 1);
	struct record rec = { 0 };
	int err = take_columns(l, row, &res->meta, &rec);

	if (!err && l->reasons)
		err = load_reasons(l, id, &rec);
	if (!err && l->phases)
		err = load_phases(l, id, &rec);
	if (!err)
		err = results_add(res, &rec);
	if (err)
		parse_free(&rec);
	return err;
}

/* Both are in the order of run_id; records of other runs are left out. */
static int load_records(const struct loader *l)
{
	sqlite3_stmt *row;
	size_t i = 0;
	int err = prepare(l, &row,
		"SELECT run_id, record_id, paging, machine, kernel, params_json,"
		" operation, status, operations, elapsed_cycles, exits,"
		" kernel_cycles, user_cycles, blocked_cycles, away_cycles,"
		" switch_cycles FROM records WHERE workload = ? ORDER BY run_id, line");

	if (!err)
		sqlite3_bind_text(row, 1, l->what->workload, -1, SQLITE_STATIC);
	while (!err && next_row(l, row, &err)) {
		sqlite3_int64 run = sqlite3_column_int64(row, 0);

		while (i < l->runs->n && l->ids[i] < run)
			i++;
		if (i < l->runs->n && l->ids[i] == run)
			err = take_record(l, row, &l->runs->list[i].res);
	}
	sqlite3_finalize(row);
	return err;
}

/* Only the tables that the figure is in. */
static int prepare_parts(struct loader *l)
{
	const struct measure *measure = &l->what->measure;
	int err = 0;

	if (measure_of_reasons(measure))
		err = prepare(l, &l->reasons,
			"SELECT reason, name, exits, kernel_cycles, user_cycles,"
			" min_cycles, max_cycles FROM reasons"
			" WHERE record_id = ? ORDER BY reason");
	else if (measure->part)
		err = prepare(l, &l->phases,
			"SELECT name, cycles, exits, kernel_cycles, user_cycles"
			" FROM phases WHERE record_id = ? ORDER BY number");
	if (!err && measure->percentile)
		err = prepare(l, &l->buckets,
			"SELECT from_cycles, below_cycles, exits FROM histograms"
			" WHERE record_id = ? AND reason = ?");
	return err;
}

int database_load(struct database_runs *runs, const char *file,
		  const struct threshold *what, const char *const *names,
		  size_t n, struct sentence *why)
{
	struct loader l = {
		.what = what, .names = names, .n_names = n, .runs = runs,
		.why = why, .used = calloc(n + 1, sizeof(*l.used)),
	};
	int err = l.used ? database_file_open(&l.lib, file, false, why) : -ENOMEM;

	if (err) {
		free(l.used);
		return err;
	}
	err = prepare_parts(&l) ?: load_runs(&l) ?: load_records(&l);
	for (size_t i = 0; !err && i < runs->n; i++)
		err = figures_group(&runs->list[i].figs, &runs->list[i].res);
	if (err)
		database_unload(runs);
	sqlite3_finalize(l.reasons);
	sqlite3_finalize(l.buckets);
	sqlite3_finalize(l.phases);
	sqlite3_close(l.lib);
	free(l.ids);
	free(l.used);
	return err == -ENOMEM ? sentence_set(why, err, "%s", strerror(ENOMEM)) : err;
}

void database_unload(struct database_runs *runs)
{
	for (size_t i = 0; i < runs->n; i++)
		run_free(&runs->list[i]);
	free(runs->list);
	*runs = (struct database_runs){ 0 };
}
