/* SPDX-License-Identifier: GPL-2.0 */
/* The plot of a series. */
#ifndef EXITBENCH_SERIES_PLOT_H
#define EXITBENCH_SERIES_PLOT_H

#include "series.h"

/* More lines than this are in the table, and not in the plot. */
#define SERIES_DRAWN_MAX 8

/*
 * Draws @s as @dir/derived/@name.svg by the gnuplot files in @folder. @figs is a run of
 * the same rig. Returns 0 or a negative errno, printed.
 */
int series_draw(const struct series *s, const struct figures *figs,
		const char *dir, const char *folder, const char *name);

#endif
