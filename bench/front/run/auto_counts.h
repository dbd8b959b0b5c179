/* SPDX-License-Identifier: GPL-2.0 */
/* Calibrates the counts that the user did not give. */
#ifndef EXITBENCH_AUTO_COUNTS_H
#define EXITBENCH_AUTO_COUNTS_H

#include "plan.h"

/*
 * Calibrates counts of @plan in a guest of its own under the slower paging mode, so
 * that all modes have the same. Returns 0, or the exit status of a failure, with a
 * message; a count that could not be calibrated is the default one.
 */
int auto_counts(struct plan *plan);

#endif
