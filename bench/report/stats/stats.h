/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics of a handful of repetitions. Knows numbers, not what they mean.
 * Nothing here assumes a distribution, and nothing depends on the time, the
 * machine or the order of calls: the same samples give the same digits.
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
struct spread stats_u64(uint64_t *values, size_t n);

/* Of @n values, sorted in place, and of @zeros that are 0 besides. */
struct spread stats_u64_and_zeros(uint64_t *values, size_t n, size_t zeros);

/* At least two samples, and they do not agree to the digit. */
bool stats_differ(const struct spread *s);

/*
 * The farther end of the range from the median, as a part of the median: 0.02
 * for 98..101 around 100. 0 without spread, HUGE_VAL around a median of 0.
 */
double stats_relative(const struct spread *s);

/* The confidence of all intervals, and the p from which on is no difference. */
#define STATS_CONFIDENCE 0.95
#define STATS_ALPHA 0.05

/* From low to high; not known, both 0, of fewer than two samples. */
struct interval {
	bool known;
	double low;
	double high;
};

/*
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, OOPSLA 2014), the generator of the bootstraps. Returns the next
 * number of @state, which begins as the seed.
 */
uint64_t stats_random(uint64_t *state);

/* How often the bootstraps draw, and the seed they begin from. */
#define STATS_RESAMPLES 2000
#define STATS_SEED 20240817

/* Of more samples the rank of the median is drawn, not each sample. */
#define STATS_DRAWN_MAX 100

/*
 * The percentile bootstrap interval (Efron and Tibshirani, An Introduction to
 * the Bootstrap, 1993, chapter 13) of the median of @n values, and of the
 * median of @b by that of @a. Of three values it is hardly less than their
 * range. More than STATS_DRAWN_MAX values must ascend. A ratio by a median of 0 has no interval. -ENOMEM: not known.
 */
struct interval stats_median_interval(const double *values, size_t n);
struct interval stats_ratio_interval(const double *a, size_t n_a,
				     const double *b, size_t n_b);

/* The outcome of a Mann-Whitney test. Without samples p is 1 and u 0. */
struct mann_whitney {
	double u;	/* pairs in which @a is larger; ties count a half */
	double p;	/* two-sided: twice the smaller tail, at most 1 */
	bool exact;
};

/*
 * The largest number of samples on either side for which p is exact: counted
 * over all ways to divide the samples, ties included. Beyond it is that of the
 * normal distribution, corrected for ties and continuity.
 */
#define STATS_EXACT_MAX 20

struct mann_whitney stats_mann_whitney(const double *a, size_t n_a,
				       const double *b, size_t n_b);

/* The smallest p that @n_a and @n_b samples can have: 0.1 of three and three. */
double stats_least_p(size_t n_a, size_t n_b);

/*
 * Spearman's rank correlation of @n pairs: Pearson's of their ranks, equal values
 * sharing the mean of theirs. NAN when all of one side are equal.
 */
double stats_rank_correlation(const double *x, const double *y, size_t n);

/*
 * What a deviation from the @median of @n values is divided by for the modified
 * z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993): the
 * median absolute deviation by 0.6745; where most values are equal, and that is 0,
 * their mean absolute deviation by 0.7979. They call a value with a score beyond
 * STATS_OUTLIER an outlier. 0 when all are equal, NAN without memory.
 */
#define STATS_OUTLIER 3.5
double stats_scale(const double *values, size_t n, double median);

/*
 * The test for a trend of Mann (Econometrica 13, 1945) and Kendall (Rank
 * Correlation Methods, 1975) in @n values in their order: s is how many pairs
 * ascend more than descend; p, two-sided, is that of the normal distribution,
 * corrected for ties and continuity, for which Kendall wants 10 values.
 */
#define STATS_TREND_MIN 10
struct mann_kendall {
	double s, p;
};
struct mann_kendall stats_mann_kendall(const double *values, size_t n);

/* The geometric mean of @n positive values, 0 when there are none. */
double stats_geometric_mean(const double *values, size_t n);

#endif
