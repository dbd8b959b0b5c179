/* SPDX-License-Identifier: GPL-2.0 */
/* Comparisons held against the user's conditions. Presents nothing. */
#ifndef EXITBENCH_JUDGE_H
#define EXITBENCH_JUDGE_H

#include "compare.h"
#include "threshold.h"

/* One check of one run: a condition, or that nothing is missing. */
struct judgement {
	const struct comparison *cmp;
	char *label;		/* "boot EPT"; "" for the run as a whole */
	char *check;		/* the condition, or "complete" */
	char *breach;		/* why it does not hold; NULL: it does */
};

struct judgements {
	struct judgement *list;
	size_t n, breaches;
};

/*
 * Adds what @all say of @cmp: each condition for each workload and mode that it
 * covers, and for these that the run has what the base has. What cannot be
 * judged does not hold. Returns 0 or -ENOMEM; judgements_free() is due in any
 * case.
 */
int judge_comparison(struct judgements *to, const struct comparison *cmp,
		     const struct thresholds *all);
void judgements_free(struct judgements *judgements);

#endif
