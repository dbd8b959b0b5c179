// SPDX-License-Identifier: GPL-2.0
/* Runs as tables of SQLite; see database.h. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "database.h"
#include "database_file.h"
#include "database_tables.h"
#include "depths.h"
#include "kept.h"
#include "lines.h"
#include "packed.h"
#include "text.h"

struct database {
	sqlite3 *lib;
	sqlite3_stmt *insert[INSERTS];
};

static int prepare(struct database *db, struct sentence *why)
{
	for (int i = 0; i < INSERTS; i++)
		if (sqlite3_prepare_v2(db->lib, database_insert[i], -1, &db->insert[i],
				       NULL))
			return database_file_error(db->lib, why);
	return 0;
}

int database_open(struct database **to, const char *file, struct sentence *why)
{
	struct database *db = calloc(1, sizeof(*db));
	int err;

	if (!db)
		return sentence_set(why, -ENOMEM, "%s", strerror(ENOMEM));
	err = database_file_open(&db->lib, file, true, why);
	if (err) {
		free(db);
		return err;
	}
	err = database_file_run(db->lib, "COMMIT", why) ?: prepare(db, why);
	if (err)
		database_close(db);
	else
		*to = db;
	return err;
}

void database_close(struct database *db)
{
	for (int i = 0; i < INSERTS; i++)
		sqlite3_finalize(db->insert[i]);
	sqlite3_close(db->lib);
	free(db);
}

/* The next values of a row; each goes behind the one before. */
struct row {
	struct database *db;
	sqlite3_stmt *stmt;
	int n;
};

static struct row row_of(struct database *db, int which)
{
	return (struct row){ db, db->insert[which], 0 };
}

static void put_text(struct row *row, const char *text)
{
	sqlite3_bind_text(row->stmt, ++row->n, text, -1, SQLITE_STATIC);
}

/* SQLite's integers have 63 bits. */
static void put(struct row *row, uint64_t value)
{
	if (value > INT64_MAX)
		sqlite3_bind_double(row->stmt, ++row->n, value);
	else
		sqlite3_bind_int64(row->stmt, ++row->n, value);
}

static void put_null(struct row *row)
{
	sqlite3_bind_null(row->stmt, ++row->n);
}

static int insert_row(struct row *row, struct sentence *why)
{
	int err = sqlite3_step(row->stmt) == SQLITE_DONE ? 0 :
		  database_file_error(row->db->lib, why);

	sqlite3_reset(row->stmt);
	return err;
}

static int add_histogram(struct database *db, sqlite3_int64 record,
			 uint32_t reason, const struct histogram *cost,
			 struct sentence *why)
{
	unsigned int at = 0;
	struct bucket b;
	int err = 0;

	while (!err && histogram_next(cost, &at, &b)) {
		struct row row = row_of(db, BUCKET);

		put(&row, record);
		put(&row, reason);
		put(&row, b.low);
		if (b.high < UINT64_MAX)
			put(&row, b.high + 1);
		else
			sqlite3_bind_double(row.stmt, ++row.n, 0x1p64);
		put(&row, b.count);
		err = insert_row(&row, why);
	}
	return err;
}

static int add_depths(struct database *db, sqlite3_int64 record,
		      const struct exit_reason *r, struct sentence *why)
{
	int err = 0;

	for (int d = 0; !err && d < KVM_EXIT_ACCT_DEPTHS; d++) {
		struct row row = row_of(db, DEPTH);

		if (!r->depth[d])
			continue;
		put(&row, record);
		put(&row, r->reason);
		put_text(&row, depth_names[d]);
		put(&row, d >= KVM_EXIT_ACCT_DEPTH_VMM);
		put(&row, r->depth[d]);
		err = insert_row(&row, why);
	}
	return err;
}

static int add_reason(struct database *db, sqlite3_int64 record,
		      const struct exit_reason *r, struct sentence *why)
{
	struct row row = row_of(db, REASON);
	struct histogram cost = packed_cost(r);

	put(&row, record);
	put(&row, r->reason);
	put_text(&row, kept_text(r->name));
	put(&row, r->count);
	put(&row, r->kernel_cycles);
	put(&row, r->user_cycles);
	put(&row, r->blocked_cycles);
	put(&row, r->preempted_cycles);
	put(&row, r->asleep_cycles);
	put(&row, r->away_cycles);
	put(&row, r->switch_cycles);
	put(&row, r->l2_count);
	put(&row, r->l2_kernel_cycles);
	put(&row, r->l2_user_cycles);
	if (r->cost) {
		put(&row, cost.min);
		put(&row, cost.max);
	} else {
		put_null(&row);
		put_null(&row);
	}
	return insert_row(&row, why) ?:
	       add_histogram(db, record, r->reason, &cost, why) ?:
	       add_depths(db, record, r, why);
}

/* @cpu is NULL for what is outside the brackets of all. */
static int add_vcpu(struct database *db, sqlite3_int64 record,
		    const struct vcpu *vcpu, const uint64_t *cpu,
		    struct sentence *why)
{
	int err = 0;

	for (size_t i = 0; !err && i < vcpu->n_reasons; i++) {
		const struct exit_reason *r = &vcpu->reasons[i];
		struct row row = row_of(db, VCPU);

		put(&row, record);
		if (cpu)
			put(&row, *cpu);
		else
			put_null(&row);
		put(&row, r->reason);
		put_text(&row, kept_text(r->name));
		put(&row, r->count);
		put(&row, r->kernel_cycles);
		put(&row, r->user_cycles);
		put(&row, r->blocked_cycles);
		put(&row, r->away_cycles);
		err = insert_row(&row, why);
	}
	return err;
}

static int add_vcpus(struct database *db, sqlite3_int64 record,
		     const struct vcpus *v, struct sentence *why)
{
	int err = 0;

	for (size_t i = 0; !err && v && i < v->n; i++)
		err = add_vcpu(db, record, &v->vcpu[i], &v->vcpu[i].cpu, why);
	return err || !v ? err : add_vcpu(db, record, &v->outside, NULL, why);
}

static int add_slowest(struct database *db, sqlite3_int64 record,
		       const struct slowest *list, struct sentence *why)
{
	int err = 0;

	for (size_t i = 0; !err && list && i < list->n; i++) {
		const struct slow_exit *exit = &list->exit[i];
		struct row row = row_of(db, SLOW);

		put(&row, record);
		put(&row, i);
		put(&row, exit->reason);
		put_text(&row, exit->name);
		put(&row, exit->cycles);
		put(&row, exit->at);
		put(&row, exit->vcpu);
		if (exit->rip)
			put_text(&row, text_address(exit->rip).s);
		else
			put_null(&row);
		if (exit->detailed) {
			put(&row, exit->what);
			put(&row, exit->write);
		} else {
			put_null(&row);
			put_null(&row);
		}
		put(&row, exit->l2);
		err = insert_row(&row, why);
	}
	return err;
}

static int add_phases(struct database *db, sqlite3_int64 record,
		      const struct boot *boot, struct sentence *why)
{
	int err = 0;

	for (size_t i = 0; !err && boot && i < boot->n_phases; i++) {
		const struct phase *p = &boot->phases[i];
		struct row row = row_of(db, PHASE);

		put(&row, record);
		put(&row, i);
		put_text(&row, p->name);
		put(&row, p->cycles);
		put(&row, p->exits);
		put(&row, p->kernel_cycles);
		put(&row, p->user_cycles);
		put(&row, p->blocked_cycles);
		put(&row, p->away_cycles);
		err = insert_row(&row, why);
	}
	return err;
}

static int add_record(struct database *db, sqlite3_int64 run,
		      const struct record *rec, struct sentence *why)
{
	static const char *const status[] = {
		[STATUS_OK] = "ok", [STATUS_FAILED] = "failed",
		[STATUS_SKIPPED] = "skipped",
	};
	struct row row = row_of(db, RECORD);
	struct packed_walk walk = packed_begin(rec);
	struct exit_reason r;
	sqlite3_int64 id;
	int err;

	put(&row, run);
	put(&row, rec->line);
	put_text(&row, paging_name(rec->vendor, rec->paging));
	put_text(&row, rec->texts->machine);
	put_text(&row, rec->texts->kernel);
	put_text(&row, rec->texts->workload);
	put_text(&row, rec->texts->params);
	put(&row, rec->rep);
	put_text(&row, rec->texts->op);
	put(&row, rec->ops);
	put(&row, rec->elapsed_cycles);
	put(&row, rec->exits);
	put(&row, rec->kernel_cycles);
	put(&row, rec->user_cycles);
	put(&row, rec->blocked_cycles);
	put(&row, rec->away_cycles);
	put(&row, rec->switch_cycles);
	put_text(&row, status[rec->status]);
	put_text(&row, extras(rec)->error);
	put_text(&row, extras(rec)->lost);
	err = insert_row(&row, why);
	id = sqlite3_last_insert_rowid(db->lib);
	while (!err && packed_next(&walk, &r))
		err = add_reason(db, id, &r, why);
	return err ?: add_slowest(db, id, extras(rec)->slowest, why) ?:
	       add_vcpus(db, id, extras(rec)->vcpus, why) ?:
	       add_phases(db, id, extras(rec)->boot, why);
}

/* How many bytes records.jsonl has, and their CRC-32: whether a run is the same. */
static int sum_records(const struct results *res, uint64_t *bytes, char crc[9],
		       struct sentence *why)
{
	char *path = text_format("%s/records.jsonl", res->dir);
	unsigned char block[65536];
	uLong sum = crc32(0, Z_NULL, 0);
	FILE *in = NULL;
	size_t n;
	int err = path ? lines_open(&in, path) : -ENOMEM;

	free(path);
	*bytes = 0;
	if (err)
		return sentence_set(why, err, "%s", strerror(-err));
	while ((n = fread(block, 1, sizeof(block), in))) {
		sum = crc32(sum, block, n);
		*bytes += n;
	}
	if (ferror(in))
		err = sentence_errno(why, "read its records");
	fclose(in);
	snprintf(crc, 9, "%08lx", sum & 0xffffffff);
	return err;
}

static int add_run(struct database *db, const struct results *res,
		   struct sentence *why)
{
	const struct run_meta *meta = &res->meta;
	const struct record *first = res->records;
	struct row row = row_of(db, RUN);
	const char *rig = meta->rig ?: first->texts->rig;
	char crc[9], *json = NULL;
	uint64_t bytes;
	int err = sum_records(res, &bytes, crc, why);

	if (err)
		return err;
	if (meta->obj)
		json = json_dumps(meta->obj, JSON_COMPACT);
	put_text(&row, results_name(res));
	put_text(&row, meta->started);
	if (meta->timed)
		sqlite3_bind_double(row.stmt, ++row.n, meta->wall_seconds);
	else
		put_null(&row);
	put_text(&row, rig);
	put_text(&row, vendor_name(first->vendor));
	put(&row, meta_emulated(meta, rig));
	put_text(&row, meta->machine);
	put_text(&row, meta->kernel);
	put_text(&row, meta->git);
	put_text(&row, meta->command);
	put(&row, meta->reps);
	if (meta->has_warmup)
		put(&row, meta->warmup);
	else
		put_null(&row);
	put_text(&row, meta->cycles_unit);
	put_text(&row, meta->cycles_note);
	put(&row, meta->damaged_lines + res->damaged);
	put_text(&row, json);
	put_text(&row, crc);
	put(&row, bytes);
	err = insert_row(&row, why);
	free(json);
	return err;
}

static int add_all(struct database *db, const struct results *res,
		   struct sentence *why)
{
	int err = add_run(db, res, why), added = sqlite3_changes(db->lib);
	sqlite3_int64 run = sqlite3_last_insert_rowid(db->lib);

	if (err || !added)
		return err;
	for (size_t i = 0; !err && i < res->n_records; i++)
		err = add_record(db, run, &res->records[i], why);
	return err ? err : 1;
}

int database_add(struct database *db, const struct results *res,
		 struct sentence *why)
{
	struct sentence unsaid;
	int added;

	if (!res->n_records)
		return sentence_set(why, -ENODATA, "it has no record that can be used");
	added = database_file_run(db->lib, "BEGIN IMMEDIATE", why);
	if (added)
		return added;
	added = add_all(db, res, why);
	if (added >= 0 && database_file_run(db->lib, "COMMIT", why))
		added = -EIO;
	if (added < 0)
		database_file_run(db->lib, "ROLLBACK", &unsaid);
	return added;
}
