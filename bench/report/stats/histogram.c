// SPDX-License-Identifier: GPL-2.0
/* Histograms of the cost of exits; see histogram.h. */
#include <stdbool.h>

#include "histogram.h"

uint64_t histogram_count(const struct histogram *hist)
{
	uint64_t count = 0;

	for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
		count += hist->bucket[i];
	return count;
}

void histogram_bounds(struct histogram *hist)
{
	bool any = false;

	hist->min = hist->max = 0;
	for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		if (!hist->bucket[i])
			continue;
		if (!any)
			hist->min = histogram_low(i);
		hist->max = histogram_high(i);
		any = true;
	}
}

void histogram_add(struct histogram *hist, const struct histogram *more)
{
	if (!histogram_count(more))
		return;
	if (!histogram_count(hist) || more->min < hist->min)
		hist->min = more->min;
	if (more->max > hist->max)
		hist->max = more->max;
	for (int i = 0; i < HISTOGRAM_BUCKETS; i++)
		hist->bucket[i] += more->bucket[i];
}

uint64_t histogram_low(int i)
{
	return i ? 1ULL << i : 0;
}

uint64_t histogram_high(int i)
{
	return i == HISTOGRAM_BUCKETS - 1 ? UINT64_MAX : (2ULL << i) - 1;
}

uint64_t histogram_percentile(const struct histogram *hist, double percent)
{
	double want = histogram_count(hist) * percent / 100;
	uint64_t below = 0;

	for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		below += hist->bucket[i];
		if (below && below >= want)
			return histogram_high(i) < hist->max ?
			       histogram_high(i) : hist->max;
	}
	return 0;
}
