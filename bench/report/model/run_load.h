/* SPDX-License-Identifier: GPL-2.0 */
/* A run, loaded with all that follows from its records. */
#ifndef EXITBENCH_RUN_LOAD_H
#define EXITBENCH_RUN_LOAD_H

#include "figures.h"

struct loaded_run {
	struct results res;
	struct figures figs;
};

/*
 * Loads results directory @dir, derives its figures and collects findings.
 * Returns 0 or a negative errno, printed; run_free() is due only after 0.
 */
int run_load(struct loaded_run *run, const char *dir);

/* The rest of it, of a run whose res is loaded. */
int run_derive(struct loaded_run *run);

/* The same without findings, and figures_group() instead of figures. */
int run_group(struct loaded_run *run);
void run_free(struct loaded_run *run);

#endif
