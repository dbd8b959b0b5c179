/* SPDX-License-Identifier: GPL-2.0 */
/* What one operation of a workload costs, out of the medians. */
#ifndef EXITBENCH_OPERATION_H
#define EXITBENCH_OPERATION_H

#include "figures.h"

enum operation_figure {
	OP_CYCLES,		/* guest TSC, all of it, for one operation */
	OP_EXITS,		/* for one operation */
	OP_KERNEL,		/* cycles of one exit in the kernel */
	OP_VMM,			/* and in the VMM */
	OP_REST,		/* for one operation: guest and world switches */
	OP_FIGURES
};

/* "cycles_per_op", in derived/; "elapsed", for people. */
extern const char *const operation_keys[OP_FIGURES];
extern const char *const operation_titles[OP_FIGURES];

/* Of no sample where it is not known: no operations, or no exits. */
struct spread operation_figure(const struct group *group, enum paging m,
			       enum operation_figure figure);

#endif
