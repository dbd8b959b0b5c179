/* SPDX-License-Identifier: GPL-2.0 */
/* What a run on this machine itself would do. */
#ifndef EXITBENCH_DRY_RUN_H
#define EXITBENCH_DRY_RUN_H

#include "plan.h"
#include "stock.h"

/*
 * Prints it and touches nothing. Returns 0, 1 when the run would be refused, 2
 * when the plan is for another rig.
 */
int dry_run(const struct plan *plan);

/*
 * Whether a run of @plan would be refused; prints why and what to do about it.
 * False for other rigs.
 */
bool host_refused(const struct plan *plan);

/*
 * What a user should know before KVM of this machine is swapped under @plan: that
 * some hypervisors do not stand it. A new string, or NULL.
 */
char *host_warning(const struct stock_env *env, const struct plan *plan);

/* Whether this machine has all that the plan tunes; prints what it has not. */
bool host_may_tune(const struct plan *plan);

#endif
