/* SPDX-License-Identifier: GPL-2.0 */
/* The plot of a trend: one figure over runs, by plots/trend.gp. */
#ifndef EXITBENCH_TREND_PLOT_H
#define EXITBENCH_TREND_PLOT_H

#include "trend.h"

/*
 * Draws @trend in @dir/derived/trend.svg with the gnuplot files in @folder.
 * Returns 0 or a negative errno, printed; without gnuplot there is no plot, and
 * that is no error.
 */
int trend_draw(const struct trend *trend, const char *dir, const char *folder);

#endif
