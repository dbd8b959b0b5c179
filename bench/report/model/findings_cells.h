/* SPDX-License-Identifier: GPL-2.0 */
/* Findings about cells that have no figures. */
#ifndef EXITBENCH_FINDINGS_CELLS_H
#define EXITBENCH_FINDINGS_CELLS_H

#include "figures.h"

/* Cells that failed, were skipped, or have no record; 0 or -ENOMEM. */
int findings_cells(struct figures *figs);

#endif
