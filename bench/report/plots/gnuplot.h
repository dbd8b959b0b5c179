/* SPDX-License-Identifier: GPL-2.0 */
/* Runs gnuplot on the files of plots/. */
#ifndef EXITBENCH_GNUPLOT_H
#define EXITBENCH_GNUPLOT_H

/*
 * The folder of gnuplot files and page templates, to be freed: @asked, or
 * plots/ in the tree the program was built in, or in the working directory.
 * NULL without memory.
 */
char *gnuplot_folder(const char *asked);

/*
 * Runs gnuplot on @folder/@name.gp, which reads derived/ of @dir and leaves
 * derived/@as.svg there. A plot that could not be drawn is no error, but a
 * message with the remedy is printed. Returns 0, -ENOMEM, or -ENOSPC when the
 * plot is cut off, printed.
 */
int gnuplot_draw(const char *dir, const char *folder, const char *name,
		 const char *as);

#endif
