/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The directory derived/ of a run: every figure as TSV, CSV and JSON, the data
 * of the plots, and the plots themselves. All of it can be made again.
 */
#ifndef EXITBENCH_DERIVED_H
#define EXITBENCH_DERIVED_H

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

/* Columns of the plots by exit reason: at most this many, and "other". */
#define STACK_MAX 12

struct stack {
	uint32_t reason[STACK_MAX];
	const char *name[STACK_MAX];
	size_t n;
};

/*
 * Which reasons the stacked plots show: those of at least a hundredth of some
 * bar that have a look of their own, in order of drawing.
 */
void stack_choose(struct stack *stack, const struct figures *figs);

/* The same of the one boot that is drawn. */
void stack_choose_boot(struct stack *stack, const struct figures *figs);

/* The data of its plot, in plotdata_boot.c; heads alone without a boot. */
void write_plot_boot_timeline(FILE *out, const struct figures *figs);
void write_plot_boot_phases(FILE *out, const struct figures *figs);
size_t boot_phases_drawn(const struct figures *figs);	/* rows of the latter */

/* Reasons in the plot of single exits: at most this many. */
#define COSTS_MAX 14

/* The reasons with histograms, most frequent first; returns how many. */
size_t costs_choose(const struct figures *figs, uint32_t reasons[COSTS_MAX]);

/*
 * Writes derived/'s tables and plot data. Returns 0 or a negative errno with
 * the message printed.
 */
int derived_write(const struct figures *figs);

/* The figures as OpenMetrics text, into @dir, which is there. */
int openmetrics_write(const struct figures *figs, const char *dir);

/* The data of the plots alone, into @dir, which is there. */
int plotdata_write(const struct figures *figs, const char *dir);

/*
 * Makes directory @dir, and what it lies in, unless it is there. Returns 0 or a
 * negative errno, printed.
 */
int derived_mkdir(const char *dir);

/*
 * Creates or replaces @dir/@name and tells its @path, to be freed by the caller;
 * 0 or a negative errno, printed, and then nothing is to be freed.
 */
int derived_create(FILE **out, const char *dir, const char *name, char **path);

/* Closes what derived_create() gave; 0 or a negative errno, printed. */
int derived_close(FILE *out, const char *path);

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
