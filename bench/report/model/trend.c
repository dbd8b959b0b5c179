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

static void take_run(struct trend_run *run, const struct figures *figs)
{
	*run = (struct trend_run){
		.figs = figs, .name = compare_name(figs),
	};
	snprintf(run->revision, sizeof(run->revision), "%s",
		 figs->res->meta.git ?: "?");
	snprintf(run->commit, sizeof(run->commit), "%s", run->revision);
	run->commit[strcspn(run->commit, "-")] = 0;	/* "-dirty" */
}

static int by_time(const void *a, const void *b)
{
	const struct trend_run *x = a, *y = b;
	time_t sx = started(x->figs), sy = started(y->figs);

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (sx > sy) - (sx < sy) ?: strcmp(x->name, y->name);
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

		p->run = &trend->runs[i];
		p->from = last;
		/* The samples of the first alone: compared with itself. */
		err = compare_workload((last ? last : p->run)->figs,
				       p->run->figs, trend->what->workload,
				       paging, &trend->what->measure,
				       &p->change);
		if (err || !p->change.other.n)
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
	       const struct threshold *what, trend_commit_times commit_times)
{
	int err;

	*trend = (struct trend){ .what = what };
	trend->runs = calloc(n, sizeof(*trend->runs));
	if (!trend->runs)
		return -ENOMEM;
	trend->n_runs = n;
	for (size_t i = 0; i < n; i++)
		take_run(&trend->runs[i], runs[i]);
	err = commit_times(trend->runs, n);
	for (size_t i = 0; i < n; i++)
		if (!trend->runs[i].time)
			trend->runs[i].time = started(runs[i]);
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
