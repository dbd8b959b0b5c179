// SPDX-License-Identifier: GPL-2.0
/* The data of the plot of what single exits cost; see plotdata_costs.h. */
#include <inttypes.h>

#include "plotdata_costs.h"
#include "points.h"

/* The most exits under either mode of which single costs are known. */
static uint64_t known_costs(const struct figures *figs, uint32_t reason)
{
	const char *name;
	struct histogram tdp = figures_cost(figs, reason, PAGING_TDP, &name);
	struct histogram shadow = figures_cost(figs, reason, PAGING_SHADOW,
					       &name);

	return histogram_count(&tdp) + histogram_count(&shadow);
}

static bool chosen(const uint32_t *reasons, size_t n, uint32_t reason)
{
	for (size_t i = 0; i < n; i++)
		if (reasons[i] == reason)
			return true;
	return false;
}

size_t costs_choose(const struct figures *figs, uint32_t reasons[COSTS_MAX])
{
	uint64_t most;
	size_t n = 0;

	do {
		most = 0;
		for (size_t i = 0; i < figs->n_groups; i++)
			for (uint64_t r = 0;
			     figures_next_reason(&figs->groups[i], &r); r++) {
				uint64_t count = chosen(reasons, n, r) ? 0 :
						 known_costs(figs, r);

				if (count <= most)
					continue;
				most = count;
				reasons[n] = r;
			}
		n += most > 0;
	} while (most && n < COSTS_MAX);
	return n;
}

/* One row a reason and mode. */
void plotdata_costs(FILE *out, const struct figures *figs)
{
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	fputs("reason\tmode\texits\tp50\tp90\tp99\tmin\tmax\n", out);
	for (size_t i = 0; i < n; i++) {
		const char *name = "";
		struct histogram h[] = {
			figures_cost(figs, reasons[i], PAGING_TDP, &name),
			figures_cost(figs, reasons[i], PAGING_SHADOW, &name),
		};

		for (int m = 0; m < PAGING_MODES; m++) {
			plot_label(out, name);
			fprintf(out, "\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64
				"\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
				figures_mode(figs, m), histogram_count(&h[m]),
				histogram_percentile(&h[m], 50),
				histogram_percentile(&h[m], 90),
				histogram_percentile(&h[m], 99), h[m].min,
				h[m].max);
		}
	}
}

/* The buckets of those rows, as parts of the largest of the row. */
void plotdata_buckets(FILE *out, const struct figures *figs)
{
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	fputs("row\tlow\thigh\tpart\n", out);
	for (size_t row = 0; row < 2 * n; row++) {
		const char *name;
		struct histogram h = figures_cost(figs, reasons[row / 2],
						  row % 2, &name);
		double most = 0, high;
		unsigned int at = 0;
		struct bucket b;

		while (histogram_next(&h, &at, &b))
			most = b.count > most ? b.count : most;
		/* A logarithmic axis has no 0. */
		for (at = 0; histogram_next(&h, &at, &b);) {
			high = b.high < UINT64_MAX ? b.high + 1 : 0x1p64;
			fprintf(out, "%zu\t%g\t%g\t%g\n", row,
				b.low ? (double)b.low : 1, high, b.count / most);
		}
	}
}
