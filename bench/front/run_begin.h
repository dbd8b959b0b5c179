/* SPDX-License-Identifier: GPL-2.0 */
/* Begins a run whose options have been read. */
#ifndef EXITBENCH_RUN_BEGIN_H
#define EXITBENCH_RUN_BEGIN_H

#include "plan.h"
#include "resume.h"

/*
 * What run_plan() does, behind what must be asked of this machine before, and with
 * counts found that are to be calibrated.
 */
int run_begin(struct plan *plan, struct resume *resume, char **dir);

#endif
