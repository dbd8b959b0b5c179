/* SPDX-License-Identifier: GPL-2.0 */
/* How many cycles single exits took, in buckets of powers of two or their quarters. */
#ifndef EXITBENCH_HISTOGRAM_H
#define EXITBENCH_HISTOGRAM_H

#include <stdint.h>

#include "buckets.h"

#define HISTOGRAM_BUCKETS KVM_EXIT_ACCT_HIST_BUCKETS

/*
 * Bucket i counts what took from 2^i to 2^(i+1) - 1 cycles; bucket 0 also 0. Quarters
 * of it are those from 4i on, if they are known.
 */
struct histogram {
	uint64_t min, max;
	uint64_t bucket[HISTOGRAM_BUCKETS];
	uint64_t quarter[KVM_EXIT_ACCT_QUARTERS];
};

uint64_t histogram_count(const struct histogram *hist);

/* Sets minimum and maximum to the ends of the outermost buckets in use. */
void histogram_bounds(struct histogram *hist);

/* Adds @more, unless it is empty. */
void histogram_add(struct histogram *hist, const struct histogram *more);

/* As buckets_next(). */
bool histogram_next(const struct histogram *hist, unsigned int *at,
		    struct bucket *to);

/*
 * What @percent of the exits took at most, as finely as the buckets tell: the
 * upper end of a bucket, or the maximum. 0 of an empty one.
 */
uint64_t histogram_percentile(const struct histogram *hist, double percent);

#endif
