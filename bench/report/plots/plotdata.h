/* SPDX-License-Identifier: GPL-2.0 */
/* What the data files of the plots are written with. */
#ifndef EXITBENCH_PLOTDATA_H
#define EXITBENCH_PLOTDATA_H

#include <stdio.h>

#include "figures.h"

/* A text; a double quote would begin a string of gnuplot's. */
void plot_label(FILE *out, const char *text);

/* A tab and @value, which is of @s: NaN where that has no samples. */
void plot_point(FILE *out, const struct spread *s, double value);

/* Three columns: @ratio and its interval @i, NaN where it is no number. */
void plot_ratio(FILE *out, struct ratio ratio, struct interval i);

/* plot-run.gp: names, units and looks that plots of @figs share. */
void plotdata_run(FILE *out, const struct figures *figs);

/* plot-detail.tsv */
void plotdata_detail(FILE *out, const struct figures *figs);
bool plotdata_has_detail(const struct figures *figs);

#endif
