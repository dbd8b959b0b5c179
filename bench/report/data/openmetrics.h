/* SPDX-License-Identifier: GPL-2.0 */
/* The figures of a run as OpenMetrics text, for a metrics system. */
#ifndef EXITBENCH_OPENMETRICS_H
#define EXITBENCH_OPENMETRICS_H

#include <stdio.h>

#include "figures.h"

void openmetrics_write(FILE *out, const struct figures *figs);

#endif
