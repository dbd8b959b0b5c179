/* SPDX-License-Identifier: GPL-2.0 */
/* How long the runs of a study will take, going by earlier runs on this machine. */
#ifndef EXITBENCH_ESTIMATE_H
#define EXITBENCH_ESTIMATE_H

#include "combine.h"
#include "plan.h"

/*
 * The pace of a rig: how long its runs have taken, by what progress_typical() says of
 * them. The median of all whole runs of that rig in @results, and in studies
 * there; 0 when there is none.
 */
double estimate_pace(const char *results, const struct rig *rig);

/* Makes of @run what progress_typical() looks at, beside the rig. */
void estimate_plan(struct plan *plan, const struct study_run *run,
		   const struct matrix *matrix);

/* "1:02:03", "2:03"; "unknown" when there is no pace. In @text. */
const char *estimate_text(char *text, size_t len, double seconds);

#endif
