/* SPDX-License-Identifier: GPL-2.0 */
/* Memory in transparent huge pages of 2 MiB, for workloads. */
#ifndef EXITBENCH_WORKLOADS_HUGE_H
#define EXITBENCH_WORKLOADS_HUGE_H

#include "workload.h"

#define HUGE (2 << 20)

/*
 * Linux turns huge pages off in guests of less than 512 MiB (hugepage_init() in
 * mm/huge_memory.c); this turns them on, until huge_off(). 0, or skips the workload
 * if the guest gives none all the same.
 */
int huge_on(struct workload_run *run);
void huge_off(void);

/* @size bytes that begin where a huge page may; NULL fails the workload. */
char *huge_map(struct workload_run *run, int64_t size);

#endif
