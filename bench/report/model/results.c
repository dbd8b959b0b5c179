// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the results directory of a run; see results.h. Every line is taken as
 * coming from a stranger: what does not fit bench/RECORDS.md is left out.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "boot.h"
#include "results.h"

/* Why a line cannot be used; the text of one message. */
struct why {
	char text[200];
};

__attribute__((format(printf, 2, 3)))
static int reject(struct why *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

static int get_string(const json_t *obj, const char *key, const char **to,
		      struct why *why)
{
	*to = json_string_value(json_object_get(obj, key));
	if (!*to)
		return reject(why, "'%s' is not a string", key);
	return 0;
}

static int get_u64(const json_t *obj, const char *key, uint64_t *to,
		   struct why *why)
{
	const json_t *val = json_object_get(obj, key);

	if (!json_is_integer(val) || json_integer_value(val) < 0)
		return reject(why, "'%s' is not a count", key);
	*to = json_integer_value(val);
	return 0;
}

static int parse_paging(struct record *rec, const char *paging,
			struct why *why)
{
	const char *tdp;

	if (!strcmp(rec->vendor, "vmx"))
		tdp = "ept";
	else if (!strcmp(rec->vendor, "svm"))
		tdp = "npt";
	else
		return reject(why, "unknown vendor '%.20s'", rec->vendor);

	if (!strcmp(paging, tdp))
		rec->paging = PAGING_TDP;
	else if (!strcmp(paging, "shadow"))
		rec->paging = PAGING_SHADOW;
	else
		return reject(why, "paging mode '%.20s' is none of %s",
			      paging, rec->vendor);
	return 0;
}

static int parse_status(struct record *rec, const char *status,
			struct why *why)
{
	static const char *const names[] = { "ok", "failed", "skipped" };
	const json_t *console = json_object_get(rec->obj, "console");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(status, names[i]))
			continue;
		rec->status = i;
		rec->error = json_string_value(json_object_get(rec->obj,
							       "error"));
		if (!rec->error)
			rec->error = "no reason given";
		rec->console = json_is_array(console) ? console : NULL;
		return 0;
	}
	return reject(why, "unknown status '%.20s'", status);
}

/* A count that may be missing: then @to stays as it is. */
static int get_optional(const json_t *obj, const char *key, uint64_t *to,
			struct why *why)
{
	return json_object_get(obj, key) ? get_u64(obj, key, to, why) : 0;
}

/* What single exits cost. Without a histogram that is not known. */
static int parse_cost(const json_t *obj, struct exit_reason *to,
		      struct why *why)
{
	const json_t *hist = json_object_get(obj, "hist"), *item;
	struct histogram *cost = &to->cost;
	size_t i;

	if (hist && (!json_is_array(hist) ||
		     json_array_size(hist) > HISTOGRAM_BUCKETS))
		return reject(why, "'hist' is not a list of up to %d counts",
			      HISTOGRAM_BUCKETS);
	json_array_foreach(hist, i, item) {
		if (!json_is_integer(item) || json_integer_value(item) < 0)
			return reject(why, "'hist' has what is no count");
		cost->bucket[i] = json_integer_value(item);
	}
	to->timed = hist != NULL;
	histogram_bounds(cost);
	return get_optional(obj, "min_cycles", &cost->min, why) ?:
	       get_optional(obj, "max_cycles", &cost->max, why);
}

static int parse_details(const json_t *obj, struct exit_reason *to,
			 struct why *why)
{
	const json_t *list = json_object_get(obj, "detail"), *item;
	size_t i;
	int err;

	if (!list)
		return 0;
	if (!json_is_array(list))
		return reject(why, "'detail' is not a list");
	to->details = calloc(json_array_size(list) + 1, sizeof(*to->details));
	if (!to->details)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		struct exit_detail *d = &to->details[to->n_details++];

		d->write = json_is_true(json_object_get(item, "write"));
		err = get_u64(item, "what", &d->what, why) ?:
		      get_u64(item, "count", &d->count, why) ?:
		      get_u64(item, "cycles", &d->cycles, why);
		if (err)
			return err;
	}
	return 0;
}

static int parse_reason(const json_t *obj, struct exit_reason *to,
			struct why *why)
{
	uint64_t reason;
	int err;

	err = get_u64(obj, "reason", &reason, why) ?:
	      get_string(obj, "name", &to->name, why) ?:
	      get_u64(obj, "count", &to->count, why) ?:
	      get_u64(obj, "kernel_cycles", &to->kernel_cycles, why) ?:
	      get_u64(obj, "user_cycles", &to->user_cycles, why) ?:
	      get_u64(obj, "blocked_cycles", &to->blocked_cycles, why);
	if (err)
		return err;
	if (reason > UINT32_MAX)
		return reject(why, "exit reason %" PRIu64 " cannot be", reason);
	to->reason = reason;
	return parse_cost(obj, to, why) ?: parse_details(obj, to, why);
}

/* The reasons must ascend, and add up to what the record says of the whole. */
static int parse_reasons(struct record *rec, struct why *why)
{
	const json_t *array = json_object_get(rec->obj, "reasons");
	uint64_t exits = 0;
	const json_t *item;
	size_t i;
	int err;

	if (!json_is_array(array))
		return reject(why, "'reasons' is not a list");
	rec->reasons = calloc(json_array_size(array) + 1,
			      sizeof(*rec->reasons));
	if (!rec->reasons)
		return -ENOMEM;
	json_array_foreach(array, i, item) {
		struct exit_reason *r = &rec->reasons[i];

		rec->n_reasons++;
		err = parse_reason(item, r, why);
		if (err)
			return err;
		if (i && r[-1].reason >= r->reason)
			return reject(why, "its reasons do not ascend");
		if (__builtin_add_overflow(exits, r->count, &exits) ||
		    __builtin_add_overflow(rec->kernel_cycles,
					   r->kernel_cycles,
					   &rec->kernel_cycles) ||
		    __builtin_add_overflow(rec->user_cycles, r->user_cycles,
					   &rec->user_cycles) ||
		    __builtin_add_overflow(rec->blocked_cycles,
					   r->blocked_cycles,
					   &rec->blocked_cycles))
			return reject(why, "its sums do not fit in 64 bits");
	}
	if (exits != rec->exits)
		return reject(why, "its reasons add up to %" PRIu64
			      " exits, not %" PRIu64, exits, rec->exits);
	return 0;
}

static int parse_record(struct record *rec, struct why *why)
{
	const char *paging, *status, *wrong;
	uint64_t schema;
	int err;

	err = get_u64(rec->obj, "schema", &schema, why);
	if (err)
		return err;
	if (schema != RECORD_SCHEMA)
		return reject(why, "schema %" PRIu64 " is unknown, known is %d",
			      schema, RECORD_SCHEMA);
	err = get_string(rec->obj, "rig", &rec->rig, why) ?:
	      get_string(rec->obj, "vendor", &rec->vendor, why) ?:
	      get_string(rec->obj, "paging", &paging, why) ?:
	      get_string(rec->obj, "machine", &rec->machine, why) ?:
	      get_string(rec->obj, "kernel", &rec->kernel, why) ?:
	      get_string(rec->obj, "workload", &rec->workload, why) ?:
	      get_string(rec->obj, "op", &rec->op, why) ?:
	      get_string(rec->obj, "status", &status, why) ?:
	      get_u64(rec->obj, "rep", &rec->rep, why) ?:
	      get_u64(rec->obj, "ops", &rec->ops, why) ?:
	      get_u64(rec->obj, "elapsed_cycles", &rec->elapsed_cycles, why) ?:
	      get_u64(rec->obj, "exits", &rec->exits, why) ?:
	      get_optional(rec->obj, "detail_lost", &rec->detail_lost, why);
	if (err)
		return err;
	rec->params = json_object_get(rec->obj, "params");
	if (!json_is_object(rec->params))
		return reject(why, "'params' is not an object");
	err = parse_paging(rec, paging, why) ?:
	      parse_status(rec, status, why) ?:
	      parse_reasons(rec, why);
	if (err)
		return err;
	wrong = boot_complaint(rec->obj, rec->exits, rec->elapsed_cycles);
	return wrong ? reject(why, "%s", wrong) : 0;
}

static bool same_cell_and_rep(const struct record *a, const struct record *b)
{
	return a->rep == b->rep && a->paging == b->paging &&
	       !strcmp(a->workload, b->workload) &&
	       !strcmp(a->machine, b->machine) &&
	       !strcmp(a->kernel, b->kernel) &&
	       json_equal(a->params, b->params);
}

/* A repetition that went well counts once. */
static int check_once(const struct results *res, const struct record *rec,
		      struct why *why)
{
	if (rec->status != STATUS_OK)
		return 0;
	for (size_t i = 0; i < res->n_records; i++) {
		const struct record *other = &res->records[i];

		if (other->status == STATUS_OK &&
		    same_cell_and_rep(rec, other))
			return reject(why, "the same cell and repetition as "
				      "line %lu", other->line);
	}
	return 0;
}

/* All of one rig and vendor, that of meta.json where it says so. */
static int check_rig(const struct results *res, const struct record *rec,
		     const char *path)
{
	const char *rig = rec->rig, *vendor = rec->vendor;

	if (res->n_records) {
		rig = res->records[0].rig;
		vendor = res->records[0].vendor;
	}
	rig = results_meta(res, "rig", rig);
	vendor = results_meta(res, "vendor", vendor);
	if (!strcmp(rig, rec->rig) && !strcmp(vendor, rec->vendor))
		return 0;
	fprintf(stderr, "exitbench: %s:%lu: a record of rig '%s' (%s) in a run "
		"of rig '%s' (%s): rigs are never mixed in one comparison; "
		"give each its own results directory\n", path, rec->line,
		rec->rig, rec->vendor, rig, vendor);
	return -EINVAL;
}

static void record_free(struct record *rec)
{
	for (size_t i = 0; i < rec->n_reasons; i++)
		free(rec->reasons[i].details);
	free(rec->reasons);
	json_decref(rec->obj);
}

/* Adds the record of @text. -EBADMSG: not usable, for the reason in @why. */
static int add_line(struct results *res, const char *path, const char *text,
		    unsigned long line, struct why *why)
{
	struct record rec = { .line = line }, *grown;
	const char *damage;
	int err;

	rec.obj = record_open(text, &damage);
	if (!rec.obj)
		return reject(why, "%s", damage);
	err = parse_record(&rec, why);
	if (!err)
		err = check_rig(res, &rec, path);
	if (!err)
		err = check_once(res, &rec, why);
	if (err)
		goto out;
	grown = reallocarray(res->records, res->n_records + 1, sizeof(*grown));
	if (!grown) {
		err = -ENOMEM;
		goto out;
	}
	for (size_t i = 0; i < rec.n_reasons; i++)
		res->detailed |= rec.reasons[i].n_details > 0;
	res->records = grown;
	res->records[res->n_records++] = rec;
	return 0;
out:
	record_free(&rec);
	return err;
}

static int load_records(struct results *res)
{
	unsigned long line = 0;
	char *path, *text = NULL;
	size_t size = 0;
	int err = 0;
	FILE *in;

	if (asprintf(&path, "%s/records.jsonl", res->dir) < 0)
		return -ENOMEM;
	in = fopen(path, "r");
	if (!in) {
		err = -errno;
		fprintf(stderr, "exitbench: opening records '%s': %s\n", path,
			strerror(-err));
		goto out;
	}
	while (!err && getline(&text, &size, in) >= 0) {
		struct why why = { "" };

		err = add_line(res, path, text, ++line, &why);
		if (err != -EBADMSG)
			continue;
		fprintf(stderr, "exitbench: %s:%lu: %s; line left out\n",
			path, line, why.text);
		res->damaged++;
		err = 0;
	}
	if (!err && ferror(in))
		err = -EIO;
	if (err && err != -EINVAL)
		fprintf(stderr, "exitbench: reading records '%s': %s\n", path,
			strerror(-err));
	fclose(in);
out:
	free(text);
	free(path);
	return err;
}

/* A run without a usable meta.json is still worth a report, if a poorer one. */
static int load_meta(struct results *res)
{
	json_error_t error;
	char *path;

	if (asprintf(&path, "%s/meta.json", res->dir) < 0)
		return -ENOMEM;
	res->meta = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!res->meta)
		fprintf(stderr, "exitbench: reading '%s': %s; going on with "
			"the records alone\n", path, error.text);
	else if (!json_is_object(res->meta) ||
		 json_integer_value(json_object_get(res->meta, "schema")) !=
		 RECORD_SCHEMA)
		fprintf(stderr, "exitbench: reading '%s': its schema is "
			"unknown, known is %d; going on with the records "
			"alone\n", path, RECORD_SCHEMA);
	else
		goto out;
	json_decref(res->meta);
	res->meta = json_object();
out:
	free(path);
	return res->meta ? 0 : -ENOMEM;
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
	if (err)
		results_free(res);
	return err;
}

void results_free(struct results *res)
{
	for (size_t i = 0; i < res->n_records; i++)
		record_free(&res->records[i]);
	free(res->records);
	json_decref(res->meta);
	free(res->dir);
	*res = (struct results){ 0 };
}

const char *results_meta(const struct results *res, const char *key,
			 const char *missing)
{
	const char *val = json_string_value(json_object_get(res->meta, key));

	return val ? val : missing;
}
