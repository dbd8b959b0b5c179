/* SPDX-License-Identifier: GPL-2.0 */
/* Actions that a guest carries out instead of running workloads. */
#ifndef EXITBENCH_ACTION_H
#define EXITBENCH_ACTION_H

#include "plan.h"

/*
 * Lets a guest of each mode of the plan do plan->action. Returns the exit
 * status: 0, 1 with a message, or 130 when a signal ended it.
 */
int action_run(const struct plan *plan);

/*
 * Checks the CPUID leaves in a guest of each mode of the plan and prints what
 * became of each rule. Returns the exit status: 0 when none failed.
 */
int check_plan(struct plan *plan);

/* The same for what the accounting costs an exit. */
int overhead_plan(struct plan *plan);

#endif
