/* SPDX-License-Identifier: GPL-2.0 */
/* What became of the repetitions of a workload in a run. */
#ifndef EXITBENCH_TALLY_H
#define EXITBENCH_TALLY_H

#include "figures.h"

/* What became of the repetitions of a workload and mode in one run. */
struct tally {
	const struct record **ok;	/* those with figures; NULL: no record */
	size_t n_ok, failed, skipped;
	size_t missing;			/* asked for, and no record of them */
	double ops;			/* of a repetition, the median */
};

/*
 * Counts what run @figs has of @group under @paging; nothing if that is NULL.
 * Returns 0 or -ENOMEM; free @tally->ok in any case.
 */
int tally_count(struct tally *tally, const struct figures *figs,
		const struct group *group, enum paging paging);

/* Whether every good repetition counts operations. */
bool tally_has_ops(const struct tally *tally);

/*
 * Whether @tally has less than it was asked for, or than @base has: repetitions
 * that failed, were skipped or are missing, or just fewer. Skipped in the base
 * as often is no loss.
 */
bool tally_is_short(const struct tally *tally, const struct tally *base);

/* "1 good repetition, 4 failed", to be freed; NULL when out of memory. */
char *tally_text(const struct tally *tally);

#endif
