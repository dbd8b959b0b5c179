/* SPDX-License-Identifier: GPL-2.0 */
/* Figures of exit reasons, over the repetitions of one workload and mode. */
#ifndef EXITBENCH_REASONS_DERIVE_H
#define EXITBENCH_REASONS_DERIVE_H

#include "records.h"
#include "stats.h"

/* Cycles blocked of all repetitions together; what both parts leave, a vCPU was halted. */
struct blocked {
	uint64_t all, preempted, asleep;
};

/* Of all exits, repetitions together, those from L2, a guest's guest; their cycles. */
struct from_l2 {
	uint64_t all, count, kernel, user;
};

/* Of all exits, repetitions together: cycles of the world switch, 0 if not told. */
struct switched {
	uint64_t exits, cycles;
};

/* One exit reason in one workload and mode. */
struct reason_figures {
	uint32_t reason;
	const char *name;
	struct spread count;
	struct spread kernel, user, blocked, away;	/* no samples: not known */
	struct spread switch_cycles;	/* 0 where the run does not tell it */
	/* Of single exits, all repetitions together. */
	struct histogram cost;
	uint64_t depth[KVM_EXIT_ACCT_DEPTHS];
	struct blocked parts;
	struct from_l2 l2;
	struct switched switched;
};

void blocked_add(struct blocked *sum, const struct blocked *more);

/*
 * The @n_reasons exit reasons that occur in @n records, ascending, to be freed.
 * A record without a reason had none of it. Returns 0 or -ENOMEM.
 */
int reasons_derive(struct reason_figures **reasons, size_t *n_reasons,
		   const struct record **recs, size_t n);

#endif
