// SPDX-License-Identifier: GPL-2.0
/* Intervals, and whether two sets of repetitions differ; see stats.h. */
#include <math.h>
#include <stdlib.h>

#include "stats.h"

uint64_t stats_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/*
 * Samples to be drawn from: @values as they came; up to STATS_DRAWN_MAX of them in
 * ascending order, too, and the place there of each.
 */
struct urn {
	const double *values;
	size_t n;
	double ascending[STATS_DRAWN_MAX];
	unsigned char place[STATS_DRAWN_MAX];
};

static void fill(struct urn *urn, const double *values, size_t n)
{
	urn->values = values;
	urn->n = n;
	for (size_t i = 0; i < n && n <= STATS_DRAWN_MAX; i++) {
		size_t place = 0;

		for (size_t j = 0; j < n; j++)
			place += values[j] < values[i] ||
				 (j < i && values[j] == values[i]);
		urn->ascending[place] = values[i];
		urn->place[i] = place;
	}
}

/*
 * The median of as many draws with replacement as there are samples. Counts how
 * often each was drawn: the draws are never sorted.
 */
static double counted_median(const struct urn *urn, uint64_t *state)
{
	unsigned char times[STATS_DRAWN_MAX] = { 0 };
	size_t n = urn->n, i, drawn;
	double low;

	for (i = 0; i < n; i++)
		times[urn->place[(stats_random(state) >> 11) % n]]++;
	for (i = 0, drawn = times[0]; drawn <= (n - 1) / 2; drawn += times[i])
		i++;
	low = urn->ascending[i];
	for (; drawn <= n / 2; drawn += times[i])
		i++;
	return low / 2 + urn->ascending[i] / 2;
}

/* From above 0 to 1. */
static double uniform(uint64_t *state)
{
	return ((stats_random(state) >> 11) + 1) * 0x1p-53;
}

/*
 * The same of many ascending values, at the cost of one. The middle one of n
 * draws lies at a part of all values that is distributed as Beta(k, k), k =
 * (n + 1) / 2; of so many that is the normal distribution of the same variance,
 * 1 / (4 (n + 2)). (Box and Muller.)
 */
static double ranked_median(const double *values, size_t n, uint64_t *state)
{
	double radius = sqrt(-2 * log(uniform(state)));
	double z = radius * cos(2 * M_PI * uniform(state));
	double at = n * (0.5 + z / sqrt(4.0 * (n + 2)));

	return values[(size_t)fmax(0, fmin(at, n - 1))];
}

static double drawn_median(const struct urn *urn, uint64_t *state)
{
	return urn->n <= STATS_DRAWN_MAX ? counted_median(urn, state) :
	       ranked_median(urn->values, urn->n, state);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Cuts the tails off @n draws, which it sorts. */
static struct interval percentiles(double *draws, size_t n)
{
	size_t cut = n * ((1 - STATS_CONFIDENCE) / 2);

	qsort(draws, n, sizeof(*draws), by_value);
	return (struct interval){ true, draws[cut], draws[n - 1 - cut] };
}

static bool agree(const double *values, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (values[i] != values[0])
			return false;
	return true;
}

/* Draws STATS_RESAMPLES medians of @b, by those of @a unless that is NULL. */
static struct interval bootstrap(const double *a, size_t n_a, const double *b,
				 size_t n_b)
{
	double *draws = calloc(STATS_RESAMPLES, sizeof(*draws));
	struct interval interval = { 0 };
	uint64_t state = STATS_SEED;
	struct urn of_a, of_b;
	size_t n;

	if (agree(b, n_b) && (!a || agree(a, n_a))) {
		double all = a ? b[0] / a[0] : b[0];

		/* Whatever is drawn, it is the same; but nothing by 0. */
		if (!a || a[0] != 0)
			interval = (struct interval){ true, all, all };
		goto out;
	}
	if (!draws)
		goto out;
	if (a)
		fill(&of_a, a, n_a);
	fill(&of_b, b, n_b);
	for (n = 0; n < STATS_RESAMPLES; n++) {
		double by = a ? drawn_median(&of_a, &state) : 1;

		if (by == 0)
			goto out;
		draws[n] = drawn_median(&of_b, &state) / by;
	}
	interval = percentiles(draws, n);
out:
	free(draws);
	return interval;
}

struct interval stats_median_interval(const double *values, size_t n)
{
	if (n < 2)
		return (struct interval){ 0 };
	return bootstrap(NULL, 0, values, n);
}

struct interval stats_ratio_interval(const double *a, size_t n_a,
				     const double *b, size_t n_b)
{
	if (n_a < 2 || n_b < 2)
		return (struct interval){ 0 };
	return bootstrap(a, n_a, b, n_b);
}

/* One sample of the two sets pooled. */
struct ranked {
	double value;
	bool of_a;
	size_t rank2;	/* twice the rank from 1, ties sharing their mean */
};

static int by_ranked_value(const void *a, const void *b)
{
	return by_value(&((const struct ranked *)a)->value,
			&((const struct ranked *)b)->value);
}

/* Pools and ranks; returns the sum of t^3 - t over the ties of t values. */
static double rank_pool(struct ranked *pool, const double *a, size_t n_a,
			const double *b, size_t n_b)
{
	size_t n = n_a + n_b, end;
	double ties = 0;

	for (size_t i = 0; i < n; i++)
		pool[i] = (struct ranked){ i < n_a ? a[i] : b[i - n_a],
					   i < n_a, 0 };
	qsort(pool, n, sizeof(*pool), by_ranked_value);
	for (size_t i = 0; i < n; i = end) {
		double t;

		for (end = i; end < n && pool[end].value == pool[i].value; )
			end++;
		t = end - i;
		ties += t * t * t - t;
		for (size_t j = i; j < end; j++)
			pool[j].rank2 = i + 1 + end;
	}
	return ties;
}

/*
 * Counts, for every number of samples and sum of doubled ranks, in how many
 * ways such samples can be chosen; compares the sums of n_a with @sum2.
 * Returns p, or a negative number without memory.
 */
static double exact_p(const struct ranked *pool, size_t n, size_t n_a,
		      size_t sum2)
{
	size_t sums = n * (n + 1) + 1;
	double *ways = calloc((n_a + 1) * sums, sizeof(*ways));
	double below = 0, above = 0, all = 0;

	if (!ways)
		return -1;
	ways[0] = 1;
	for (size_t i = 0; i < n; i++)
		for (size_t k = n_a; k > 0; k--)
			for (size_t s = pool[i].rank2; s < sums; s++)
				ways[k * sums + s] +=
					ways[(k - 1) * sums + s - pool[i].rank2];
	for (size_t s = 0; s < sums; s++) {
		double w = ways[n_a * sums + s];

		all += w;
		below += s <= sum2 ? w : 0;
		above += s >= sum2 ? w : 0;
	}
	free(ways);
	return fmin(2 * fmin(below, above) / all, 1);
}

/* Hollander and Wolfe, Nonparametric Statistical Methods, section 4.1. */
static double normal_p(double u, double n_a, double n_b, double ties)
{
	double n = n_a + n_b, off = fabs(u - n_a * n_b / 2) - 0.5;
	double variance = n_a * n_b / 12 * (n + 1 - ties / (n * (n - 1)));

	if (variance <= 0 || off <= 0)
		return 1;
	return erfc(off / sqrt(variance) / M_SQRT2);
}

struct mann_whitney stats_mann_whitney(const double *a, size_t n_a,
				       const double *b, size_t n_b)
{
	struct mann_whitney test = { 0, 1, false };
	size_t n = n_a + n_b, sum2 = 0;
	struct ranked *pool;
	double ties;

	if (!n_a || !n_b)
		return test;
	pool = calloc(n, sizeof(*pool));
	if (!pool)
		return test;
	ties = rank_pool(pool, a, n_a, b, n_b);
	for (size_t i = 0; i < n; i++)
		sum2 += pool[i].of_a ? pool[i].rank2 : 0;
	test.u = sum2 / 2.0 - n_a * (n_a + 1) / 2.0;
	test.exact = n_a <= STATS_EXACT_MAX && n_b <= STATS_EXACT_MAX;
	if (test.exact)
		test.p = exact_p(pool, n, n_a, sum2);
	if (!test.exact || test.p < 0) {
		test.exact = false;
		test.p = normal_p(test.u, n_a, n_b, ties);
	}
	free(pool);
	return test;
}

double stats_least_p(size_t n_a, size_t n_b)
{
	double ways = 1;

	if (!n_a || !n_b)
		return 1;
	for (size_t i = 1; i <= n_a; i++)
		ways *= (double)(n_b + i) / i;
	return fmin(2 / ways, 1);
}

double stats_geometric_mean(const double *values, size_t n)
{
	double logs = 0;

	for (size_t i = 0; i < n; i++)
		logs += log(values[i]);
	return n ? exp(logs / n) : 0;
}
