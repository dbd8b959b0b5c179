// SPDX-License-Identifier: GPL-2.0
/* Statistics of a handful of repetitions; see stats.h. */
#include <math.h>
#include <stdlib.h>

#include "stats.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct spread stats_double(double *values, size_t n)
{
	struct spread s = { .n = n };

	if (!n)
		return s;
	qsort(values, n, sizeof(*values), by_value);
	s.min = values[0];
	s.max = values[n - 1];
	s.median = values[n / 2];
	if (n % 2 == 0)
		s.median = values[n / 2 - 1] +
			   (values[n / 2] - values[n / 2 - 1]) / 2;
	return s;
}

/* The value of rank @rank from below, without sorting the caller's array. */
static uint64_t nth_u64(const uint64_t *values, size_t n, size_t rank)
{
	for (size_t i = 0; i < n; i++) {
		size_t less = 0, equal = 0;

		for (size_t j = 0; j < n; j++) {
			less += values[j] < values[i];
			equal += values[j] == values[i];
		}
		if (less <= rank && rank < less + equal)
			return values[i];
	}
	return 0;
}

struct spread stats_u64(const uint64_t *values, size_t n)
{
	struct spread s = { .n = n };
	uint64_t low, high;

	if (!n)
		return s;
	low = nth_u64(values, n, (n - 1) / 2);
	high = nth_u64(values, n, n / 2);
	s.median = low + (high - low) / 2.0;
	s.min = nth_u64(values, n, 0);
	s.max = nth_u64(values, n, n - 1);
	return s;
}

bool stats_differ(const struct spread *s)
{
	return s->n > 1 && s->min != s->max;
}

double stats_relative(const struct spread *s)
{
	if (!stats_differ(s))
		return 0;
	if (s->median == 0)
		return HUGE_VAL;
	return fmax(s->max - s->median, s->median - s->min) / fabs(s->median);
}
