/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics of a handful of repetitions. Knows numbers, not what they mean.
 */
#ifndef EXITBENCH_STATS_H
#define EXITBENCH_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A figure: n samples, their median and their range. All 0 when n is 0. */
struct spread {
	size_t n;
	double median;
	double min;
	double max;
};

/*
 * The spread of @n values. The median of an even number of values is the mean
 * of the two in the middle. @values is sorted in place. 64-bit integers are
 * exact up to 2^53, a hundred days of cycles at 1 GHz.
 */
struct spread stats_double(double *values, size_t n);
struct spread stats_u64(const uint64_t *values, size_t n);

/* At least two samples, and they do not agree to the digit. */
bool stats_differ(const struct spread *s);

/*
 * The farther end of the range from the median, as a part of the median: 0.02
 * for 98..101 around 100. 0 without spread, HUGE_VAL around a median of 0.
 */
double stats_relative(const struct spread *s);

#endif
