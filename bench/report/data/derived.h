/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tables of derived/: every figure of a run, for programs. All of it can be
 * made again.
 */
#ifndef EXITBENCH_DERIVED_H
#define EXITBENCH_DERIVED_H

#include "figures.h"

/*
 * Writes the tables into @dir, which is there. Returns 0 or a negative errno,
 * printed.
 */
int derived_write(const struct figures *figs, const char *dir);

#endif
