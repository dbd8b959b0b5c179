/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One figure over many runs, in the order of their revisions, and where it
 * changed. Presents nothing.
 */
#ifndef EXITBENCH_TREND_H
#define EXITBENCH_TREND_H

#include <time.h>

#include "compare.h"
#include "threshold.h"

struct trend_run {
	const struct figures *figs;
	const char *name;
	char revision[48];	/* of exitbench, as in meta.json; "?" if unknown */
	char commit[48];	/* the same without "-dirty" */
	time_t time;		/* of the commit, else of the run */
};

struct trend_point {
	const struct trend_run *run;
	struct spread spread;	/* n is 0 when the run has no such figure */
	struct change change;	/* from the last point that has one */
	const struct trend_run *from;	/* that point's run; NULL for the first */
	bool step;		/* it changed, and not by chance */
};

/* One workload under one paging mode. */
struct trend_series {
	enum paging paging;
	struct trend_point *points;	/* as many as runs */
	size_t n_steps, n_points;	/* n_points: those with the figure */
};

struct trend {
	const struct threshold *what;	/* workload and figure; no condition */
	struct trend_run *runs;		/* by time */
	size_t n_runs;
	struct trend_series series[PAGING_MODES];
};

/*
 * Sets the times of @n runs to those of their commits; one that is not known here
 * stays 0. Returns 0 or -ENOMEM: for trend_make().
 */
typedef int (*trend_commit_times)(struct trend_run *runs, size_t n);

/*
 * Follows @what over @n runs, which must outlive @trend; figures_group() of them is
 * enough. Returns 0, -ENOMEM, or -EINVAL, printed, for runs of different rigs.
 * trend_free() is due in any case.
 */
int trend_make(struct trend *trend, const struct figures *const *runs, size_t n,
	       const struct threshold *what, trend_commit_times commit_times);
void trend_free(struct trend *trend);

#endif
