/* SPDX-License-Identifier: GPL-2.0 */
/* meta.json of a run that was made in parts. */
#ifndef EXITBENCH_PARSE_MERGE_H
#define EXITBENCH_PARSE_MERGE_H

#include <jansson.h>

#include "results.h"

/*
 * A new object out of those of @n runs, which may be merged: what they have in
 * common is the first one's, cells add up, and "merged" has their names.
 * Workloads and modes are those of all. NULL without memory.
 */
json_t *parse_merge(const struct results *const *runs, size_t n,
		    const char *name);

#endif
