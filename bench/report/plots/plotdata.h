/* SPDX-License-Identifier: GPL-2.0 */
/* The data files of the plots: plot-*.tsv, and what all plots share. */
#ifndef EXITBENCH_PLOTDATA_H
#define EXITBENCH_PLOTDATA_H

#include <stdio.h>

#include "figures.h"

/* Writes them into @dir, which is there; 0 or a negative errno, printed. */
int plotdata_write(const struct figures *figs, const char *dir);

/* plot-run.gp: names, units and looks that plots of @figs share. */
void plotdata_run(FILE *out, const struct figures *figs);

#endif
