/* SPDX-License-Identifier: GPL-2.0 */
/* The data of the plots of exits against page walks. */
#ifndef EXITBENCH_PLOTDATA_TRADE_H
#define EXITBENCH_PLOTDATA_TRADE_H

#include <stdio.h>

#include "figures.h"

/* Whether there is a workload of which both sides are known, and not 0. */
bool plotdata_has_trade(const struct figures *figs);

/* Of one operation, a row a workload and mode: exits and walks. */
void plotdata_trade(FILE *out, const struct figures *figs);

/* Whether some workload breaks even with some number of TLB misses. */
bool plotdata_has_crossing(const struct figures *figs);

/* A row a workload: the misses that it makes, and those with which it breaks even. */
void plotdata_crossing(FILE *out, const struct figures *figs);

#endif
