/* SPDX-License-Identifier: GPL-2.0 */
/* What a comparison of two runs is; compare.h makes one. */
#ifndef EXITBENCH_COMPARISON_H
#define EXITBENCH_COMPARISON_H

#include "figures.h"
#include "measure.h"
#include "tally.h"

/* How many figures of every workload are compared; compared[] says which. */
#define COMPARED 3

enum verdict {
	VERDICT_NONE,		/* nothing to compare */
	VERDICT_EQUAL,		/* every sample, to the digit */
	VERDICT_SAME,		/* not significant */
	VERDICT_CHANGED,
};

/* One figure of one workload and mode in two runs. */
struct change {
	struct spread base, other;
	struct ratio ratio;
	struct interval interval;	/* of the ratio */
	struct mann_whitney test;
	enum verdict verdict;
	bool too_few;			/* no p of so few could be significant */
};

struct pair {
	const struct group *base, *other;	/* NULL: not in that run */
	enum paging paging;
	char *label;				/* "boot EPT" */
	struct tally base_reps, other_reps;
	bool per_op;	/* operations differ: figures are those of one */
	struct change change[COMPARED];
};

struct comparison {
	const struct figures *base, *other;
	struct pair *pairs;
	size_t n_pairs;
	size_t verdicts[VERDICT_CHANGED + 1];	/* how many figures */
	char **notes;				/* what differs but figures */
	size_t n_notes;
	size_t incomplete;			/* pairs; see tally_is_short() */
	bool per_op;				/* somewhere */
	bool too_few;				/* somewhere */
	char *plot;				/* name of its plot, or NULL */
};

#endif
