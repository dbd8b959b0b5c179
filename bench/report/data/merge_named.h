/* SPDX-License-Identifier: GPL-2.0 */
/* merge.h for those who know runs by their names alone. */
#ifndef EXITBENCH_MERGE_NAMED_H
#define EXITBENCH_MERGE_NAMED_H

#include <stddef.h>

/*
 * merge_runs() of @names, directories or exported files. 0, or a negative errno
 * with a message.
 */
int merge_named(const char *const *names, size_t n, const char *dir);

#endif
