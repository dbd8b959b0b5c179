/* SPDX-License-Identifier: GPL-2.0 */
/* Carries out a plan and leaves a results directory. */
#ifndef EXITBENCH_RUN_H
#define EXITBENCH_RUN_H

#include "plan.h"
#include "resume.h"

/*
 * @resume: what a run that goes on has left, or NULL; its records are taken over.
 * Returns 0 when every cell is ok, 1 when one failed, 130 after Ctrl-C or
 * SIGTERM. Puts the path of the results directory, to be freed, in @dir; NULL when
 * there is none.
 */
int run_plan(const struct plan *plan, struct resume *resume, char **dir);

#endif
