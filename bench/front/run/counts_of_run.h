/* SPDX-License-Identifier: GPL-2.0 */
/* Counts taken from another run, so that the two can be compared. */
#ifndef EXITBENCH_COUNTS_OF_RUN_H
#define EXITBENCH_COUNTS_OF_RUN_H

#include "plan.h"

/*
 * Takes the counts that the user did not give from @run, a results directory or
 * an exported file: those of the same workload, with the same other parameters
 * or the only one of its name. Others stay as they are, with a message. Returns
 * 0, or a negative errno with a message.
 */
int plan_take_counts(struct plan *plan, const char *run);

#endif
