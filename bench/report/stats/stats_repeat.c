// SPDX-License-Identifier: GPL-2.0
/* One value among its repetitions, and repetitions in their order; see stats.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats.h"

/* The median absolute deviation of a normal distribution, and the mean one. */
#define MEDIAN_DEVIATION 0.6745
#define MEAN_DEVIATION 0.797885

double stats_scale(const double *values, size_t n, double median)
{
	double *away = calloc(n + 1, sizeof(*away));
	double sum = 0, scale;

	if (!away)
		return NAN;
	for (size_t i = 0; i < n; i++) {
		away[i] = fabs(values[i] - median);
		sum += away[i];
	}
	scale = stats_double(away, n).median / MEDIAN_DEVIATION;
	if (scale == 0 && n)
		scale = sum / n / MEAN_DEVIATION;
	free(away);
	return scale;
}

/* Sorts @n values, with room for as many; returns how many pairs descend. */
static double sort_descents(double *values, double *room, size_t n)
{
	size_t half = n / 2, a = 0, b = half, to = 0;
	double descents;

	if (n < 2)
		return 0;
	descents = sort_descents(values, room, half) +
		   sort_descents(values + half, room, n - half);
	while (a < half || b < n) {
		if (b == n || (a < half && values[a] <= values[b])) {
			room[to++] = values[a++];
		} else {
			descents += half - a;
			room[to++] = values[b++];
		}
	}
	memcpy(values, room, n * sizeof(*values));
	return descents;
}

struct mann_kendall stats_mann_kendall(const double *values, size_t n)
{
	double *sorted = calloc(2 * n + 1, sizeof(*sorted));
	double pairs = n * (n - 1.0) / 2, variance, ties = 0, tied_pairs = 0;
	struct mann_kendall test = { .p = 1 };
	size_t same;

	if (!sorted || n < 2)
		goto out;
	memcpy(sorted, values, n * sizeof(*sorted));
	test.s = pairs - 2 * sort_descents(sorted, sorted + n, n);
	for (size_t i = 0; i < n; i += same) {
		for (same = 1; i + same < n && sorted[i + same] == sorted[i];
		     same++)
			;
		tied_pairs += same * (same - 1.0) / 2;
		ties += same * (same - 1.0) * (2.0 * same + 5);
	}
	test.s -= tied_pairs;
	variance = (n * (n - 1.0) * (2.0 * n + 5) - ties) / 18;
	/* Half of the step from one value of s to the next, for continuity. */
	if (variance > 0 && fabs(test.s) > 1)
		test.p = erfc((fabs(test.s) - 1) / sqrt(variance) / M_SQRT2);
out:
	free(sorted);
	return test;
}
