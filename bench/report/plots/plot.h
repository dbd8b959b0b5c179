/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The list of plots. To add one: write plots/NAME.gp, and add an entry to the
 * list in plot.c. The entry says in which section of the report it stands.
 */
#ifndef EXITBENCH_PLOT_H
#define EXITBENCH_PLOT_H

#include <stdbool.h>
#include <stdio.h>

#include "figures.h"

#define PLOT_DATA_MAX 2

struct plot {
	const char *name;	/* of plots/NAME.gp and derived/NAME.svg */
	const char *section;	/* the id of the section it stands in */
	const char *title;
	const char *caption;	/* what to know before reading it */
	bool spread;		/* the caption begins with the repetitions, */
	bool cycles;		/* and ends with what a cycle is */
	/* Whether there is anything to draw: no plot is ever empty. */
	bool (*has_data)(const struct figures *figs);
	/* Its data in derived/, unless a plot before it has the same. */
	struct {
		const char *file;
		void (*write)(FILE *out, const struct figures *figs);
	} data[PLOT_DATA_MAX];
};

extern const struct plot plots[];
extern const size_t n_plots;

/* To be freed; NULL without memory. */
char *plot_caption(const struct plot *plot, const struct figures *figs);

/*
 * Writes the data of all plots into derived/ of @dir, which exists, and draws
 * them there with the gnuplot files in @folder. Returns 0 or a negative errno,
 * printed. A plot that could not be drawn is no error: it is missing, and a
 * message says why.
 */
int plots_draw(const struct figures *figs, const char *dir,
	       const char *folder);

#endif
