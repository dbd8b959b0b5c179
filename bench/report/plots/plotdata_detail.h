/* SPDX-License-Identifier: GPL-2.0 */
/* The data of the plot of what exits were about. */
#ifndef EXITBENCH_PLOTDATA_DETAIL_H
#define EXITBENCH_PLOTDATA_DETAIL_H

#include <stdbool.h>
#include <stdio.h>

#include "figures.h"

void plotdata_detail(FILE *out, const struct figures *figs);
bool plotdata_has_detail(const struct figures *figs);

#endif
