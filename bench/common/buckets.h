/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exits by what they cost: in octaves, from a power of two of cycles to the next, and
 * each octave in quarters, where they are told. Those of one octave are told when they
 * add up to it, so that sums of what is told and what is not are right, too.
 */
#ifndef EXITBENCH_BUCKETS_H
#define EXITBENCH_BUCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "kvm_exit_acct.h"

/* Exits of @low to @high cycles. */
struct bucket {
	uint64_t low, high, count;
};

/*
 * The next one in which there are exits, as finely as is told; false: there is none.
 * @octave has KVM_EXIT_ACCT_HIST_BUCKETS counts, @quarter KVM_EXIT_ACCT_QUARTERS; @at
 * is 0 in the beginning.
 */
bool buckets_next(const uint64_t *octave, const uint64_t *quarter,
		  unsigned int *at, struct bucket *to);

/* Whether the exits of octave @i are told by quarters, too. */
bool buckets_has_quarters(const uint64_t *octave, const uint64_t *quarter,
			  unsigned int i);

#endif
