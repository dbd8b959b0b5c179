/* SPDX-License-Identifier: GPL-2.0 */
/* Repetitions that are unlike the others, and those that drift. */
#ifndef EXITBENCH_FINDINGS_REPEAT_H
#define EXITBENCH_FINDINGS_REPEAT_H

#include "figures.h"

/* Adds what is to be said of them to figs->findings. Returns 0 or -ENOMEM. */
int findings_repeat(struct figures *figs);

#endif
