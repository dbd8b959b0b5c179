/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The report of a run: for the terminal, as one HTML file and in Markdown. Each
 * of these loads the run anew and names its damaged lines on stderr; each returns
 * 0 or a negative errno with the message printed. Failed cells are content of
 * the report, not an error of these, and neither are plots that could not be
 * drawn.
 */
#ifndef EXITBENCH_REPORT_H
#define EXITBENCH_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "figures.h"

/*
 * Of the results directory @rundir: writes @rundir/derived/ (tables, plots),
 * @rundir/report.md and @rundir/report.html, by the gnuplot files and templates
 * in @plotsdir; NULL is where they are by default.
 */
int report_html(const char *rundir, const char *plotsdir);

/* Then also prints the summary on stdout. */
int report_all(const char *rundir, const char *plotsdir);

/* Prints the section of that @id, and nothing when it has nothing to say. */
int report_section(const char *rundir, const char *id);

/* Prints the summary of @figs for a terminal of @width columns. */
int report_print(FILE *out, const struct figures *figs, size_t width,
		 bool colour);

#endif
