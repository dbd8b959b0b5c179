/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two runs compared: per workload and paging mode the ratio of their figures,
 * and whether it means anything. Presents nothing.
 */
#ifndef EXITBENCH_COMPARE_H
#define EXITBENCH_COMPARE_H

#include "comparison.h"

/* What is compared of every workload: exits, cost of exits, elapsed. */
extern const struct measure compared[COMPARED];

/*
 * Compares run @other with @base, both of which must outlive it. Workloads
 * are matched by name, parameters, machine and kernel, else by name and
 * parameters, else by name alone, when that is unambiguous, with a note.
 * Returns 0, -ENOMEM, or -EINVAL after a message: runs of different rigs.
 * compare_free() is due in any case.
 */
int compare_figures(struct comparison *cmp, const struct figures *base,
		    const struct figures *other);
void compare_free(struct comparison *cmp);

/* All that can be compared is equal, and nothing is missing on either side. */
bool compare_equal(const struct comparison *cmp);

/*
 * The change of @measure, samples of both runs judged as those of compared[]
 * are. Returns 0 or -ENOMEM.
 */
int compare_measure(const struct comparison *cmp, const struct pair *pair,
		    const struct measure *measure, struct change *change);

/*
 * The same of the first @workload that both runs have under @paging, without the
 * interval; all 0 when none is. figures_group() of the runs is enough. Returns as
 * compare_figures() does.
 */
int compare_workload(const struct figures *base, const struct figures *other,
		     const char *workload, enum paging paging,
		     const struct measure *measure, struct change *change);

/* Whether records of @figs are missing or damaged: what it tells is not all. */
bool compare_lost(const struct figures *figs);

/*
 * The geometric mean of the ratios of compared[@which] under @paging, of *@n
 * workloads that have one.
 */
double compare_mean(const struct comparison *cmp, int which,
		    enum paging paging, size_t *n);

/* results_name() of its run. */
const char *compare_name(const struct figures *figs);

#endif
