/* SPDX-License-Identifier: GPL-2.0 */
/* Data of plots by workload, and what all plots share. */
#ifndef EXITBENCH_PLOTDATA_H
#define EXITBENCH_PLOTDATA_H

#include <stdio.h>

#include "figures.h"

void plotdata_exits(FILE *out, const struct figures *figs);
void plotdata_reasons(FILE *out, const struct figures *figs);
void plotdata_cycles(FILE *out, const struct figures *figs);
void plotdata_ratios(FILE *out, const struct figures *figs);

/* plot-run.gp: names, units and looks that plots of @figs share. */
void plotdata_run(FILE *out, const struct figures *figs);

#endif
