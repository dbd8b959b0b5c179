// SPDX-License-Identifier: GPL-2.0
/* How far two lists of numbers agree in their order; see stats.h. */
#include <math.h>

#include "stats.h"

/* The rank of @value among @n; equal ones share the mean of theirs. */
static double rank(const double *values, size_t n, double value)
{
	double below = 0, equal = 0;

	for (size_t i = 0; i < n; i++) {
		below += values[i] < value;
		equal += values[i] == value;
	}
	return below + (equal + 1) / 2;
}

double stats_rank_correlation(const double *x, const double *y, size_t n)
{
	double mean = (n + 1) / 2.0, xy = 0, xx = 0, yy = 0;

	for (size_t i = 0; i < n; i++) {
		double dx = rank(x, n, x[i]) - mean;
		double dy = rank(y, n, y[i]) - mean;

		xy += dx * dy;
		xx += dx * dx;
		yy += dy * dy;
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}
