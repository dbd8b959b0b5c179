// SPDX-License-Identifier: GPL-2.0
/* What single exits cost, by reason. */
#include "cells.h"
#include "plotdata_costs.h"
#include "section.h"
#include "text.h"

static void row(struct table *table, const struct figures *figs,
		uint32_t reason, enum paging m)
{
	const char *name = "";
	struct histogram cost = figures_cost(figs, reason, m, &name);

	if (!histogram_count(&cost))
		return;
	cell_reason(table, figs->vendor, reason, name);
	table_add(table, TINT_NONE, figures_mode(figs, m));
	cell_count(table, histogram_count(&cost));
	cell_cycles(table, cost.min);
	cell_cycles(table, histogram_percentile(&cost, 50));
	cell_cycles(table, histogram_percentile(&cost, 90));
	cell_cycles(table, histogram_percentile(&cost, 99));
	cell_cycles(table, cost.max);
}

static bool costs_has(const struct figures *figs)
{
	return costs_choose(figs, (uint32_t [COSTS_MAX]){ 0 }) > 0;
}

static void costs_run(struct view *view, const struct figures *figs)
{
	static const char *const heads[] = {
		"exits", "min", "p50 \u2264", "p90 \u2264", "p99 \u2264", "max",
	};
	struct table table = { 0 };
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	table_caption(&table, "Cost of one exit in %s, by reason",
		      figs->cycles_unit);
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, TABLE_LEFT, NULL, "paging");
	for (size_t c = 0; c < sizeof(heads) / sizeof(*heads); c++)
		table_column(&table, 0, NULL, heads[c]);
	for (size_t i = 0; i < n; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, reasons[i], m);
	view_table_beside(view, &table);
	view_note(view, "In %s, kernel and VMM, without time blocked and away; all workloads and repetitions together. A percentile is the upper end of its bucket; buckets are quarters of the way from a power of two to the next, and the whole way in records of a KVM that does not tell them. Where the minimum and maximum were not recorded, the ends of the outermost buckets stand in for them. By workload: derived/costs.tsv; bucket by bucket: derived/histograms.tsv.",
		  figs->cycles_unit);
}

const struct section section_costs = {
	.id = "costs",
	.heading = "What does one exit cost?",
	.has = costs_has,
	.without = "The records of this run have no histograms of single exits.",
	.run = costs_run,
};
