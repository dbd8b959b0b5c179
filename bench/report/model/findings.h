/* SPDX-License-Identifier: GPL-2.0 */
/* What a reader must know before believing the figures of a run. */
#ifndef EXITBENCH_FINDINGS_H
#define EXITBENCH_FINDINGS_H

#include "figures.h"

/*
 * Fills in figs->findings of figures that were derived: cells that are not
 * there first. Returns 0 or -ENOMEM.
 */
int findings_collect(struct figures *figs);

#endif
