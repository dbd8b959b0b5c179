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

/* Records in one kind of trouble lie together, by group, as they came. */
static int by_console(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

static int by_trouble(const struct record *a, const struct record *b)
{
	int order = a->status - b->status;

	return order ?: (int)a->paging - (int)b->paging ?:
	       strcmp(extras(a)->error, extras(b)->error) ?:
	       by_console(extras(a)->console, extras(b)->console);
}

/* A record that is not ok. */
struct bad {
	const struct record *rec;
	size_t at, group, first;	/* first: where its trouble begins */
};

static int by_kind(const void *a, const void *b)
{
	const struct bad *x = a, *y = b;

	return by_trouble(x->rec, y->rec) ?:
	       (x->at > y->at) - (x->at < y->at);
}

/* In the order of the first of each kind; within it by group, as they came. */
static int by_first(const void *a, const void *b)
{
	const struct bad *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
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

/* The workloads of @n records in the same trouble. */
static char *workload_names(const struct figures *figs, const struct bad *bad,
			    size_t n)
{
	struct list list;

	if (!begin(&list))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		FILE *out = i && bad[i].group == bad[i - 1].group ? NULL :
			    next(&list);

		if (out)
			fputs(figs->groups[bad[i].group].label, out);
	}
	return finish(&list);
}

/* "0, 1, 2": the repetitions of the one workload. */
static char *repetitions(const struct bad *bad, size_t n)
{
	struct list list;

	if (!begin(&list))
		return NULL;
	for (size_t i = 0; i < n; i++) {
		FILE *out = next(&list);

		if (out)
			fprintf(out, "%" PRIu64, bad[i].rec->rep);
	}
	return finish(&list);
}

static int add_trouble(struct figures *figs, const struct bad *bad, size_t n,
		       enum finding_kind kind)
{
	const struct record *rec = bad->rec;
	bool one = bad[0].group == bad[n - 1].group;
	char *names = workload_names(figs, bad, n);
	char *reps = one ? repetitions(bad, n) : NULL;
	int err = -ENOMEM;

	if (names && one && reps)
		err = finding_add(&figs->findings, kind, extras(rec)->console,
				  "%s under %s, repetition%s %s: %s", names,
				  figures_mode(figs, rec->paging),
				  n > 1 ? "s" : "", reps, extras(rec)->error);
	else if (names && !one)
		err = finding_add(&figs->findings, kind, extras(rec)->console,
				  "%s under %s, %zu repetitions in all: %s",
				  names, figures_mode(figs, rec->paging), n,
				  extras(rec)->error);
	free(reps);
	free(names);
	return err;
}

/* The records of @status, those in the same trouble beside each other. */
static struct bad *collect(const struct figures *figs, enum status status,
			   size_t *n)
{
	const struct results *res = figs->res;
	struct bad *all = calloc(res->n_records + 1, sizeof(*all));

	*n = 0;
	for (size_t i = 0; all && i < res->n_records; i++)
		if (res->records[i].status == status)
			all[(*n)++] = (struct bad){
				&res->records[i], i, figs->group_of[i], 0
			};
	if (!all || !*n)
		return all;
	qsort(all, *n, sizeof(*all), by_kind);
	for (size_t i = 0; i < *n; i++)
		all[i].first = i && !by_trouble(all[i].rec, all[i - 1].rec) ?
			       all[i - 1].first : all[i].at;
	qsort(all, *n, sizeof(*all), by_first);
	return all;
}

static int add_not_ok(struct figures *figs, enum status status,
		      enum finding_kind kind)
{
	size_t n, same;
	struct bad *all = collect(figs, status, &n);
	int err = all ? 0 : -ENOMEM;

	for (size_t i = 0; !err && i < n; i += same) {
		for (same = 1; i + same < n &&
		     all[i + same].first == all[i].first; same++)
			;
		err = add_trouble(figs, all + i, same, kind);
	}
	free(all);
	return err;
}

/* Whether meta.json's entry @asked for a workload speaks of @group. */
static bool asked_for(const struct meta_workload *asked,
		      const struct group *group, bool by_params)
{
	return asked->name && !strcmp(asked->name, group->workload) &&
	       (!by_params || !strcmp(asked->params, group->params));
}

/* Modes but shadow are the one of two dimensions, whatever it is called. */
static bool mode_asked(const struct figures *figs, enum paging paging)
{
	const struct run_meta *meta = &figs->res->meta;
	const char *shadow = figures_mode_key(figs, PAGING_SHADOW);

	for (size_t i = 0; i < meta->n_modes; i++)
		if (!strcmp(meta->modes[i], shadow) == (paging == PAGING_SHADOW))
			return true;
	return false;
}

/* How many records there are of what @asked asks for under mode @m. */
static uint64_t recorded(const struct figures *figs,
			 const struct meta_workload *asked, bool by_params,
			 int m)
{
	uint64_t have = 0;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct mode_figures *mode = &figs->groups[i].mode[m];

		if (asked_for(asked, &figs->groups[i], by_params))
			have += mode->ok + mode->failed + mode->skipped;
	}
	return have;
}

/* A workload that was asked for more than once, with different parameters. */
static bool asked_again(const struct run_meta *meta,
			const struct meta_workload *asked)
{
	size_t same = 0;

	for (size_t i = 0; i < meta->n_workloads; i++) {
		const char *also = meta->workloads[i].name;

		same += asked->name && also && !strcmp(asked->name, also);
	}
	return same > 1;
}

/* How many records of @asked under mode @m were never made. */
static uint64_t missing(const struct figures *figs,
			const struct meta_workload *asked, int m)
{
	const struct run_meta *meta = &figs->res->meta;
	uint64_t have;

	if (!asked->name || !mode_asked(figs, m))
		return 0;
	have = recorded(figs, asked, asked_again(meta, asked), m);
	return have < meta->reps ? meta->reps - have : 0;
}

/* Asked for by meta.json, and neither done nor failed: never recorded. */
static int add_missing(struct figures *figs)
{
	const struct run_meta *meta = &figs->res->meta;
	uint64_t all = 0;
	struct list list;
	char *text;
	int err;

	if (!begin(&list))
		return -ENOMEM;
	for (size_t i = 0; i < meta->n_workloads; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct meta_workload *asked = &meta->workloads[i];
			uint64_t less = missing(figs, asked, m);
			FILE *out = less ? next(&list) : NULL;

			all += less;
			if (out)
				fprintf(out, "%s under %s %" PRIu64 " of %" PRIu64,
					asked->name, figures_mode(figs, m),
					less, meta->reps);
		}
	text = finish(&list);
	if (!text)
		return -ENOMEM;
	err = all ? finding_add(&figs->findings, FINDING_MISSING, NULL,
				 "no record of %" PRIu64 " repetition%s: %s",
				 all, all > 1 ? "s" : "", text) : 0;
	free(text);
	return err;
}

/* Exits of several vCPUs take their cycles at once. */
static int add_overrun(struct figures *figs)
{
	struct list list;
	char *text;
	int err;

	if (!begin(&list))
		return -ENOMEM;
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			FILE *out = figs->groups[i].mode[m].overrun ?
				    next(&list) : NULL;

			if (out)
				fprintf(out, "%s under %s", figs->groups[i].label,
					figures_mode(figs, m));
		}
	text = finish(&list);
	if (!text)
		return -ENOMEM;
	err = !list.n ? 0 :
	      finding_add(&figs->findings, FINDING_NOTE, NULL,
			  "exits took more cycles than elapsed, as those of several vCPUs together may, and one that a vCPU was in before, so the guest's own share is not known: %s",
			  text);
	free(text);
	return err;
}

int findings_cells(struct figures *figs)
{
	return add_not_ok(figs, STATUS_FAILED, FINDING_FAILED) ?:
	       add_not_ok(figs, STATUS_SKIPPED, FINDING_SKIPPED) ?:
	       add_missing(figs) ?:
	       add_overrun(figs);
}
