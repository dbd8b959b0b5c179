/* SPDX-License-Identifier: GPL-2.0 */
/* The sentences of a comparison: all that differs between two runs but figures. */
#ifndef EXITBENCH_COMPARE_NOTES_H
#define EXITBENCH_COMPARE_NOTES_H

#include "comparison.h"

/* All of these return 0 or -ENOMEM. */

/* What is not as it was to be, on either side, and what became of it. */
int compare_note_pair(struct comparison *cmp, const struct pair *pair);

/* The parameters of a workload, if they differ; either group may be NULL. */
int compare_note_group(struct comparison *cmp, const struct group *base,
		       const struct group *other);

/* Records that either run lacks, then settings, programs and facts. */
int compare_note_runs(struct comparison *cmp);

#endif
