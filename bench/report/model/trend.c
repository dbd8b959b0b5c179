// SPDX-License-Identifier: GPL-2.0
/* One figure over many runs; see trend.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trend.h"

/* RFC 3339, as in meta.json: 2026-11-26T05:40:11Z. */
static time_t started(const struct figures *figs)
{
	struct tm tm = { 0 };
	const char *end = strptime(figs->res->meta.started ?: "",
				   "%Y-%m-%dT%H:%M:%S", &tm);

	return end ? timegm(&tm) : 0;
}

static void take_run(struct trend_run *run, const struct figures *figs,
		     trend_commit_time commit_time)
{
	char commit[sizeof(run->revision)];

	*run = (struct trend_run){
		.figs = figs, .name = compare_name(figs),
	};
	snprintf(run->revision, sizeof(run->revision), "%s",
		 figs->res->meta.git ?: "?");
	snprintf(commit, sizeof(commit), "%s", run->revision);
	commit[strcspn(commit, "-")] = 0;	/* "-dirty" */
	run->time = commit_time(commit);
	if (!run->time)
		run->time = started(figs);
}

static int by_time(const void *a, const void *b)
{
	const struct trend_run *x = a, *y = b;
	time_t sx = started(x->figs), sy = started(y->figs);

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (sx > sy) - (sx < sy);
}

static const struct pair *find_pair(const struct comparison *cmp,
				    const char *workload, enum paging paging)
{
	for (size_t i = 0; i < cmp->n_pairs; i++) {
		const struct pair *pair = &cmp->pairs[i];

		if (pair->base && pair->other && pair->paging == paging &&
		    !strcmp(pair->base->workload, workload))
			return pair;
	}
	return NULL;
}

/* The samples of one run alone: compared with itself. */
static int look(const struct trend *trend, const struct trend_run *a,
		const struct trend_run *b, enum paging paging,
		struct change *change, bool *found)
{
	struct comparison cmp;
	const struct pair *pair;
	int err;

	*found = false;
	err = compare_figures(&cmp, a->figs, b->figs);
	if (!err) {
		pair = find_pair(&cmp, trend->what->workload, paging);
		if (pair)
			err = compare_measure(&cmp, pair, &trend->what->measure,
					      change);
		*found = pair && !err && change->other.n;
	}
	compare_free(&cmp);
	return err;
}

static int follow(struct trend *trend, enum paging paging)
{
	struct trend_series *s = &trend->series[paging];
	const struct trend_run *last = NULL;
	int err = 0;

	s->paging = paging;
	s->points = calloc(trend->n_runs, sizeof(*s->points));
	if (!s->points)
		return -ENOMEM;
	for (size_t i = 0; !err && i < trend->n_runs; i++) {
		struct trend_point *p = &s->points[i];
		bool found;

		p->run = &trend->runs[i];
		p->from = last;
		err = look(trend, last ? last : p->run, p->run, paging,
			   &p->change, &found);
		if (err || !found)
			continue;
		p->spread = p->change.other;
		p->step = last && p->change.verdict == VERDICT_CHANGED;
		s->n_steps += p->step;
		s->n_points++;
		last = p->run;
	}
	return err;
}

int trend_make(struct trend *trend, const struct figures *const *runs, size_t n,
	       const struct threshold *what, trend_commit_time commit_time)
{
	int err = 0;

	*trend = (struct trend){ .what = what };
	trend->runs = calloc(n, sizeof(*trend->runs));
	if (!trend->runs)
		return -ENOMEM;
	trend->n_runs = n;
	for (size_t i = 0; i < n; i++)
		take_run(&trend->runs[i], runs[i], commit_time);
	qsort(trend->runs, n, sizeof(*trend->runs), by_time);
	for (int m = 0; !err && m < PAGING_MODES; m++)
		if (what->mode == MODE_ANY ||
		    (what->mode == MODE_SHADOW) == (m == PAGING_SHADOW))
			err = follow(trend, m);
	return err;
}

void trend_free(struct trend *trend)
{
	for (int m = 0; m < PAGING_MODES; m++)
		free(trend->series[m].points);
	free(trend->runs);
	*trend = (struct trend){ 0 };
}
