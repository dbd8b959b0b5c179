/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What others published about the operations of workloads, beside the figures
 * of a run. The published figures themselves stand with their workloads.
 */
#ifndef EXITBENCH_PUBLISHED_H
#define EXITBENCH_PUBLISHED_H

#include "figures.h"
#include "jobs.h"

/* "PVM, SOSP 2023"; what was measured on; "us" or "cycles". */
const char *published_source(enum workload_source source);
const char *published_setting(enum workload_source source);
const char *published_unit(enum workload_source source);

/* Shadow by two-dimensional paging; RATIO_NONE where one was not published. */
struct ratio published_ratio(const struct workload_published *figure);

/* A published figure and ours: cycles of one operation, by mode. */
struct published_row {
	const struct workload *workload;
	const struct workload_published *figure;
	const struct group *group;	/* of the run, by its name the first */
	struct spread ours[PAGING_MODES];
	struct ratio ratio, published;
};

struct published {
	struct published_row *rows;	/* in the order of the run */
	size_t n;
	/* Spearman's, of the rows with both ratios; NAN of fewer than 3. */
	double correlation;
	size_t n_correlated;
};

/*
 * The published figures of the workloads in @figs that have figures under some
 * mode. Returns 0 or -ENOMEM; published_free() is due after 0.
 */
int published_collect(struct published *published, const struct figures *figs);
void published_free(struct published *published);

#endif
