/* SPDX-License-Identifier: GPL-2.0 */
/* Runs out of the database of many, with only what a figure is made of. */
#ifndef EXITBENCH_DATABASE_LOAD_H
#define EXITBENCH_DATABASE_LOAD_H

#include "run_load.h"
#include "threshold.h"

/* Loaded runs; database_unload() frees them. */
struct database_runs {
	struct loaded_run *list;
	size_t n;
};

/*
 * Loads into @runs, which are none, those of the database @file that one of the @n
 * @names fits, in which * and ? stand for others; all without names. Of their records
 * those of @what's workload, as run_group() has them, with what @what reads. Returns 0
 * or a negative errno with @why: runs of several rigs, too, and a name that none has.
 */
int database_load(struct database_runs *runs, const char *file,
		  const struct threshold *what, const char *const *names,
		  size_t n, struct sentence *why);
void database_unload(struct database_runs *runs);

#endif
