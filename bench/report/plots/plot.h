/* SPDX-License-Identifier: GPL-2.0 */
/* The plots of a run: which there are, and how they are drawn. */
#ifndef EXITBENCH_PLOT_H
#define EXITBENCH_PLOT_H

#include <stdbool.h>

#include "figures.h"

enum plot {
	PLOT_EXITS,		/* exits by workload and mode */
	PLOT_REASONS,		/* the same, stacked by exit reason */
	PLOT_REASONS_SHARE,	/* in percent of each bar */
	PLOT_SHARES,		/* where elapsed time went */
	PLOT_CYCLES,		/* what the exits cost, without blocked time */
	PLOT_RATIOS,		/* shadow by tdp, with intervals */
	PLOT_DETAIL,		/* what exits were about: ports, registers… */
	PLOT_COSTS,		/* what single exits cost, by reason */
	PLOT_BOOT,		/* exits by reason over a boot */
	PLOTS
};

/* The plot's file in plots/ and in derived/, without .gp and .svg. */
const char *plot_name(enum plot plot);

/* Whether there is anything to draw: no plot is ever empty. */
bool plot_has_data(const struct figures *figs, enum plot plot);

/*
 * Runs gnuplot on @plotsdir's file of @plot, which writes the SVG into
 * derived/ of run @dir. Returns 0 or a negative errno with the message, and
 * the remedy, printed.
 */
int plot_draw(const char *dir, const char *plotsdir, enum plot plot);

/* The same of @plotsdir/@name.gp, which leaves derived/@as.svg. */
int plot_draw_as(const char *dir, const char *plotsdir, const char *name,
		 const char *as);

#endif
