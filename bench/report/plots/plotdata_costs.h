/* SPDX-License-Identifier: GPL-2.0 */
/* The data of the plot of what single exits cost. */
#ifndef EXITBENCH_PLOTDATA_COSTS_H
#define EXITBENCH_PLOTDATA_COSTS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "figures.h"

/* Reasons in the plot of single exits: at most this many. */
#define COSTS_MAX 14

/* The reasons with histograms, most frequent first; returns how many. */
size_t costs_choose(const struct figures *figs, uint32_t reasons[COSTS_MAX]);

void plotdata_costs(FILE *out, const struct figures *figs);
void plotdata_buckets(FILE *out, const struct figures *figs);

#endif
