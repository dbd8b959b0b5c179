/* SPDX-License-Identifier: GPL-2.0 */
/* How many cycles single exits took, in buckets of powers of two. */
#ifndef EXITBENCH_HISTOGRAM_H
#define EXITBENCH_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS 64

/* Bucket i counts what took from 2^i to 2^(i+1) - 1 cycles; bucket 0 also 0. */
struct histogram {
	uint64_t min, max;
	uint64_t bucket[HISTOGRAM_BUCKETS];
};

uint64_t histogram_count(const struct histogram *hist);

/* Sets minimum and maximum to the ends of the outermost buckets in use. */
void histogram_bounds(struct histogram *hist);

/* Adds @more, unless it is empty. */
void histogram_add(struct histogram *hist, const struct histogram *more);

/* The least and the most that bucket @i holds. */
uint64_t histogram_low(int i);
uint64_t histogram_high(int i);

/*
 * What @percent of the exits took at most, as finely as the buckets tell: the
 * upper end of a bucket, or the maximum. 0 of an empty one.
 */
uint64_t histogram_percentile(const struct histogram *hist, double percent);

#endif
