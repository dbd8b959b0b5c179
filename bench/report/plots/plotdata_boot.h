/* SPDX-License-Identifier: GPL-2.0 */
/* The data of the plot of a boot: heads alone without one. */
#ifndef EXITBENCH_PLOTDATA_BOOT_H
#define EXITBENCH_PLOTDATA_BOOT_H

#include <stddef.h>
#include <stdio.h>

#include "figures.h"

void plotdata_boot_timeline(FILE *out, const struct figures *figs);
void plotdata_boot_phases(FILE *out, const struct figures *figs);

/* Rows of the latter. */
size_t plotdata_boot_phases_drawn(const struct figures *figs);

#endif
