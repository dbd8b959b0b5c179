// SPDX-License-Identifier: GPL-2.0
/* Histograms of the cost of exits; see histogram.h. */
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
	unsigned int at = 0;
	struct bucket b;

	hist->min = UINT64_MAX;
	hist->max = 0;
	while (histogram_next(hist, &at, &b)) {
		hist->min = b.low < hist->min ? b.low : hist->min;
		hist->max = b.high;
	}
	if (hist->min > hist->max)
		hist->min = 0;
}

void histogram_add(struct histogram *hist, const struct histogram *more)
{
	if (!histogram_count(more))
		return;
	if (!histogram_count(hist) || more->min < hist->min)
		hist->min = more->min;
	if (more->max > hist->max)
		hist->max = more->max;
	for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		hist->bucket[i] += more->bucket[i];
		if (!more->bucket[i] || i >= KVM_EXIT_ACCT_OCTAVES)
			continue;
		for (int q = 4 * i; q < 4 * i + 4; q++)
			hist->quarter[q] += more->quarter[q];
	}
}

bool histogram_next(const struct histogram *hist, unsigned int *at,
		    struct bucket *to)
{
	return buckets_next(hist->bucket, hist->quarter, at, to);
}

uint64_t histogram_percentile(const struct histogram *hist, double percent)
{
	double want = histogram_count(hist) * percent / 100;
	uint64_t below = 0;
	unsigned int at = 0;
	struct bucket b;

	while (histogram_next(hist, &at, &b)) {
		below += b.count;
		if (below >= want)
			return b.high < hist->max ? b.high : hist->max;
	}
	return 0;
}
