// SPDX-License-Identifier: GPL-2.0
/*
 * Cells that have no figures: failed, skipped, never recorded. What happened to
 * many of them at once is one finding.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings_cells.h"

#define NAMED_MAX 8		/* cells of one finding, by name */

static const struct group *group_of(const struct figures *figs,
				    const struct record *rec)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figures_in_group(&figs->groups[i], rec))
			return &figs->groups[i];
	return NULL;
}

static bool same_trouble(const struct record *a, const struct record *b)
{
	if (!a->console != !b->console ||
	    (a->console && !json_equal(a->console, b->console)))
		return false;
	return a->status == b->status && a->paging == b->paging &&
	       !strcmp(a->error, b->error);
}

/* A text that grows: items by commas, and how many were left out. */
struct list {
	FILE *out;
	char *text;
	size_t len, n;
};

/* Where to write the next item; NULL when there are enough. */
static FILE *next(struct list *list)
{
	if (list->n++ >= NAMED_MAX)
		return NULL;
	fputs(list->n > 1 ? ", " : "", list->out);
	return list->out;
}

/* The text, to be freed by the caller, or NULL. */
static char *finish(struct list *list)
{
	if (list->n > NAMED_MAX)
		fprintf(list->out, " and %zu more", list->n - NAMED_MAX);
	return fclose(list->out) ? NULL : list->text;
}

static bool begin(struct list *list)
{
	*list = (struct list){ 0 };
	list->out = open_memstream(&list->text, &list->len);
	return list->out;
}

/* The workloads that share the trouble of record @first; @n_cells of them. */
static char *workloads(const struct figures *figs, size_t first,
		       size_t *n_cells, bool *one)
{
	const struct record *recs = figs->res->records;
	const struct group *of_first = group_of(figs, &recs[first]);
	struct list list;

	if (!begin(&list))
		return NULL;
	*n_cells = 0;
	*one = true;
	for (size_t g = 0; g < figs->n_groups; g++) {
		const struct group *group = &figs->groups[g];
		size_t n = 0;
		FILE *out;

		for (size_t i = first; i < figs->res->n_records; i++)
			n += figures_in_group(group, &recs[i]) &&
			     same_trouble(&recs[first], &recs[i]);
		out = n ? next(&list) : NULL;
		if (out)
			fputs(group->label, out);
		*n_cells += n;
		*one &= !n || group == of_first;
	}
	return finish(&list);
}

/* "0, 1, 2": the repetitions of the one workload. */
static char *repetitions(const struct figures *figs, size_t first)
{
	const struct record *recs = figs->res->records;
	struct list list;

	if (!begin(&list))
		return NULL;
	for (size_t i = first; i < figs->res->n_records; i++) {
		FILE *out = same_trouble(&recs[first], &recs[i]) ?
			    next(&list) : NULL;

		if (out)
			fprintf(out, "%" PRIu64, recs[i].rep);
	}
	return finish(&list);
}

static int add_trouble(struct figures *figs, size_t first,
		       enum finding_kind kind)
{
	const struct record *rec = &figs->res->records[first];
	size_t n = 0;
	bool one = true;
	char *names = workloads(figs, first, &n, &one);
	char *reps = one ? repetitions(figs, first) : NULL;
	int err = -ENOMEM;

	if (names && one && reps)
		err = finding_add(&figs->findings, kind, rec->console,
				   "%s under %s, repetition%s %s: %s", names,
				   figures_mode(figs, rec->paging),
				   n > 1 ? "s" : "", reps, rec->error);
	else if (names && !one)
		err = finding_add(&figs->findings, kind, rec->console,
				   "%s under %s, %zu repetitions in all: %s",
				   names, figures_mode(figs, rec->paging), n,
				   rec->error);
	free(reps);
	free(names);
	return err;
}

static int add_not_ok(struct figures *figs, enum status status,
		      enum finding_kind kind)
{
	const struct results *res = figs->res;
	int err = 0;

	for (size_t i = 0; !err && i < res->n_records; i++) {
		const struct record *rec = &res->records[i];
		bool told = rec->status != status;

		for (size_t j = 0; j < i && !told; j++)
			told = same_trouble(&res->records[j], rec);
		if (!told)
			err = add_trouble(figs, i, kind);
	}
	return err;
}

/* Whether meta.json's entry @asked for a workload speaks of @group. */
static bool asked_for(const json_t *asked, const struct group *group,
		      bool by_params)
{
	const char *name = json_string_value(json_object_get(asked, "name"));

	return name && !strcmp(name, group->workload) &&
	       (!by_params || json_equal(json_object_get(asked, "params"),
					 (json_t *)group->params));
}

static bool mode_asked(const struct figures *figs, enum paging paging)
{
	const json_t *modes = json_object_get(figs->res->meta, "modes");
	const json_t *mode;
	size_t i;

	json_array_foreach(modes, i, mode) {
		const char *name = json_string_value(mode);

		if (name && !strcmp(name, "shadow") == (paging == PAGING_SHADOW))
			return true;
	}
	return false;
}

/* How many records there are of what @asked asks for under mode @m. */
static json_int_t recorded(const struct figures *figs, const json_t *asked,
			   bool by_params, int m)
{
	json_int_t have = 0;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct mode_figures *mode = &figs->groups[i].mode[m];

		if (asked_for(asked, &figs->groups[i], by_params))
			have += mode->ok + mode->failed + mode->skipped;
	}
	return have;
}

/* A workload that was asked for more than once, with different parameters. */
static bool asked_again(const json_t *list, const json_t *asked)
{
	const char *name = json_string_value(json_object_get(asked, "name"));
	const json_t *other;
	size_t i, same = 0;

	json_array_foreach(list, i, other) {
		const char *also = json_string_value(json_object_get(other,
								     "name"));

		same += name && also && !strcmp(name, also);
	}
	return same > 1;
}

/* Asked for by meta.json, and neither done nor failed: never recorded. */
static int add_missing(struct figures *figs)
{
	const json_t *meta = figs->res->meta, *item;
	const json_t *asked = json_object_get(meta, "workloads");
	json_int_t want = json_integer_value(json_object_get(meta, "reps"));
	json_int_t all = 0;
	struct list list;
	char *text;
	size_t i;
	int err;

	if (!begin(&list))
		return -ENOMEM;
	json_array_foreach(asked, i, item)
		for (int m = 0; m < PAGING_MODES; m++) {
			const char *name = json_string_value(
				json_object_get(item, "name"));
			json_int_t less = want - recorded(figs, item,
					asked_again(asked, item), m);
			FILE *out;

			if (!name || !mode_asked(figs, m) || less <= 0)
				continue;
			all += less;
			out = next(&list);
			if (out)
				fprintf(out, "%s under %s %lld of %lld", name,
					figures_mode(figs, m), (long long)less,
					(long long)want);
		}
	text = finish(&list);
	if (!text)
		return -ENOMEM;
	err = all ? finding_add(&figs->findings, FINDING_MISSING, NULL,
				 "no record of %lld repetition%s: %s",
				 (long long)all, all > 1 ? "s" : "", text) : 0;
	free(text);
	return err;
}

int findings_cells(struct figures *figs)
{
	return add_not_ok(figs, STATUS_FAILED, FINDING_FAILED) ?:
	       add_not_ok(figs, STATUS_SKIPPED, FINDING_SKIPPED) ?:
	       add_missing(figs);
}
