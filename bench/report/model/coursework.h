/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a guest's own cpuid told of every exit reason (scripts/dump-exits), and what
 * the assignments ask of it. No presentation.
 */
#ifndef EXITBENCH_COURSEWORK_H
#define EXITBENCH_COURSEWORK_H

#include "figures.h"

/* The line that the output of scripts/dump-exits begins with, before the layout. */
#define COURSEWORK_LINE "coursework layout "

#define COURSEWORK_REASONS 256

/* One reason, by mode. */
struct coursework_reason {
	uint32_t reason;
	bool told[PAGING_MODES];
	bool undefined[PAGING_MODES];	/* edx was 0xffffffff, all else 0 */
	uint32_t exits[PAGING_MODES];
	uint64_t cycles[PAGING_MODES];
};

struct coursework {
	char layout;			/* 0: nothing was told */
	bool told[PAGING_MODES];
	bool timed;			/* a leaf of the layout tells cycles */
	size_t n;
	struct coursework_reason reason[COURSEWORK_REASONS];
};

void coursework_collect(struct coursework *cw, const struct figures *figs);

/* How exits are spread over the samples of a boot. */
struct coursework_rate {
	size_t n;			/* samples; 0: there is no timeline */
	double interval_cycles;
	struct spread exits;		/* of a sample */
	size_t empty;			/* samples without an exit */
	double variation;		/* standard deviation by mean */
};

struct coursework_rate coursework_rate(const struct figures *figs,
				       enum paging m);

#endif
