/* SPDX-License-Identifier: GPL-2.0 */
/* A plan in parts, which may run on machines of their own (docs/many-machines.md). */
#ifndef EXITBENCH_SHARD_H
#define EXITBENCH_SHARD_H

#include "plan.h"

/* "2/4", or "" for the whole. 0, or -EINVAL with a message. */
int shard_parse(struct plan *plan, const char *text);

/* Most parts of a plan: every one is a workload under one paging mode. */
unsigned int shards_most(const struct plan *plan);

/*
 * Whether a plan has so many parts. 0, or -EINVAL with a message. Up to as many as
 * there are workloads, each has workloads under all modes.
 */
int shards_check(const struct plan *plan, unsigned int shards);

/* The cells of shard @number of @shards, "ept,shadow: null,cpuid": to be freed. */
char *shard_text(const struct plan *plan, unsigned int number, unsigned int shards);

/* Leaves of the plan what plan->shard names. 0, or -EINVAL with a message. */
int shard_take(struct plan *plan);

#endif
