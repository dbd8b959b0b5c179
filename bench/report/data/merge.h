/* SPDX-License-Identifier: GPL-2.0 */
/* One run out of parts that ran by themselves (docs/many-machines.md). */
#ifndef EXITBENCH_MERGE_H
#define EXITBENCH_MERGE_H

#include "results.h"

/*
 * Writes the @n @runs as one to the new directory @dir; sorts them. Their records
 * need not have exit reasons: lines are taken from their files. Parts of
 * different rigs, revisions, programs or settings are refused, and so are parts
 * that are missing, cut short or there twice. 0, or a negative errno with @why.
 */
int merge_runs(const struct results **runs, size_t n, const char *dir,
	       struct sentence *why);

#endif
