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
 * derived/@as.svg there. An older one is gone in any case. Returns 0, -ENOENT
 * when there is no gnuplot, or another negative errno; with the message, and
 * the remedy, printed.
 */
int gnuplot_draw(const char *dir, const char *folder, const char *name,
		 const char *as);

#endif
