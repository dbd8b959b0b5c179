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

static int by_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

struct spread stats_u64_and_zeros(uint64_t *values, size_t n, size_t zeros)
{
	struct spread s = { .n = n + zeros };
	uint64_t low, high;

	if (!s.n)
		return s;
	if (n)
		qsort(values, n, sizeof(*values), by_u64);
	low = (s.n - 1) / 2 < zeros ? 0 : values[(s.n - 1) / 2 - zeros];
	high = s.n / 2 < zeros ? 0 : values[s.n / 2 - zeros];
	s.median = low + (high - low) / 2.0;
	s.min = zeros ? 0 : values[0];
	s.max = n ? values[n - 1] : 0;
	return s;
}

struct spread stats_u64(uint64_t *values, size_t n)
{
	return stats_u64_and_zeros(values, n, 0);
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
