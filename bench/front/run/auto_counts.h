/* SPDX-License-Identifier: GPL-2.0 */
/* Counts that the user leaves to us. */
#ifndef EXITBENCH_AUTO_COUNTS_H
#define EXITBENCH_AUTO_COUNTS_H

#include "plan.h"

/*
 * Finds the counts of @plan that are to be found out, in a guest of its own under
 * the slower paging mode, so that all modes have the same. Returns 0, or the
 * exit status of a failure, with a message; a count that could not be found is
 * the default one.
 */
int auto_counts(struct plan *plan);

#endif
