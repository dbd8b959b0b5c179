/* SPDX-License-Identifier: GPL-2.0 */
/* Texts and points in the data files of plots. */
#ifndef EXITBENCH_POINTS_H
#define EXITBENCH_POINTS_H

#include <stdio.h>

#include "ratio.h"
#include "stats.h"

/* A text; a double quote would begin a string of gnuplot's. */
void plot_label(FILE *out, const char *text);

/* A tab and @value, which is of @s: NaN where that has no samples. */
void plot_point(FILE *out, const struct spread *s, double value);

/* Three columns: @ratio and its interval @i, NaN where it is no number. */
void plot_ratio(FILE *out, struct ratio ratio, struct interval i);

#endif
