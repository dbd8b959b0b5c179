// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the results directory of a run; see results.h. What a line holds is
 * parse_record.c's.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"
#include "lookup.h"
#include "parse_record.h"
#include "results.h"

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

	return a->rep == b->rep && a->paging == b->paging &&
	       !strcmp(a->workload, b->workload) &&
	       !strcmp(a->machine, b->machine) &&
	       !strcmp(a->kernel, b->kernel) && !strcmp(a->params, b->params);
}

/* A repetition that went well counts once; @seen are those so far. */
static int check_once(const struct results *res, const struct record *rec,
		      struct lookup *seen, struct why *why)
{
	struct newcomer newcomer = { res, rec };
	uint64_t hash = LOOKUP_SEED;
	size_t other;

	if (rec->status != STATUS_OK)
		return 0;
	hash = lookup_text(lookup_text(hash, rec->workload), rec->params);
	hash = lookup_text(lookup_text(hash, rec->machine), rec->kernel);
	hash = lookup_number(lookup_number(hash, rec->rep), rec->paging);
	other = lookup_find(seen, hash, same_cell_and_rep, &newcomer);
	if (other != LOOKUP_NONE)
		return parse_reject(why, "the same cell and repetition as line %lu",
				    res->records[other].line);
	return lookup_add(seen, hash, res->n_records);
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

/* Adds the record of @text. -EBADMSG: not usable, for the reason in @why. */
static int add_line(struct results *res, struct lookup *seen, const char *path,
		    const char *text, unsigned long line, struct why *why)
{
	struct record rec = { .line = line };
	const char *damage;
	int err;

	rec.obj = record_open(text, &damage);
	if (!rec.obj)
		return parse_reject(why, "%s", damage);
	err = parse_record(&rec, why);
	if (!err)
		err = check_rig(res, &rec, path);
	if (!err)
		err = grow_records(res);
	if (!err)
		err = check_once(res, &rec, seen, why);
	if (err)
		goto out;
	for (size_t i = 0; i < rec.n_reasons; i++)
		res->detailed |= rec.reasons[i].n_details > 0;
	res->records[res->n_records++] = rec;
	return 0;
out:
	parse_free(&rec);
	return err;
}

static int load_records(struct results *res)
{
	struct lookup seen = { 0 };
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

		err = add_line(res, &seen, path, text, ++line, &why);
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
	lookup_free(&seen);
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
		parse_free(&res->records[i]);
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
