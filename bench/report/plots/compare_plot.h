/* SPDX-License-Identifier: GPL-2.0 */
/* The plot of a comparison. */
#ifndef EXITBENCH_COMPARE_PLOT_H
#define EXITBENCH_COMPARE_PLOT_H

#include "compare.h"

/*
 * Draws the plot of comparison @number below @dir, when it has a ratio. Returns 0
 * or a negative errno, printed. One that cannot be drawn is no error.
 */
int compare_draw(struct comparison *cmp, size_t number, const char *dir,
		 const char *plotsdir);

#endif
