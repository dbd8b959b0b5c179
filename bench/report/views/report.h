/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The report of a run: for the terminal, as one HTML file and in Markdown. Each of these
 * loads the run anew and names its damaged lines on stderr; each returns 0 or a
 * negative errno with the message printed. Failed cells are content of the
 * report, not an error of these.
 */
#ifndef EXITBENCH_REPORT_H
#define EXITBENCH_REPORT_H

/*
 * Of the results directory @rundir: writes @rundir/derived/ (tables, plots),
 * @rundir/report.md and, by the gnuplot files and the template in @plotsdir,
 * @rundir/report.html.
 */
int report_html(const char *rundir, const char *plotsdir);

/* Then also prints the summary on stdout. */
int report_all(const char *rundir, const char *plotsdir);

#endif
