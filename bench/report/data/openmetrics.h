/* SPDX-License-Identifier: GPL-2.0 */
/* The figures of a run as OpenMetrics text, for a metrics system. */
#ifndef EXITBENCH_OPENMETRICS_H
#define EXITBENCH_OPENMETRICS_H

#include "figures.h"

/* Writes @dir/openmetrics.txt; returns 0 or a negative errno, printed. */
int openmetrics_write(const struct figures *figs, const char *dir);

#endif
