/* SPDX-License-Identifier: GPL-2.0 */
/* How findings are collected (figures.h): cells that are not there first. */
#ifndef EXITBENCH_FINDINGS_H
#define EXITBENCH_FINDINGS_H

#include "figures.h"

/* Adds a finding, with the guest's last lines if any; 0 or -ENOMEM. */
__attribute__((format(printf, 4, 5)))
int findings_add(struct figures *figs, enum finding_kind kind,
		 const json_t *console, const char *fmt, ...);

/* Cells that failed, were skipped, or have no record; 0 or -ENOMEM. */
int findings_cells(struct figures *figs);

#endif
