// SPDX-License-Identifier: GPL-2.0
/* What shadow paging costs in exits, and what it saves of page walks. */
#include <stdlib.h>

#include "cells.h"
#include "section.h"
#include "text.h"
#include "trade.h"

static void cell_si(struct table *table, double value)
{
	table_add_number(table, TINT_NONE, value < 1000 ? text_number(value).s :
			 text_si(value + 0.5).s, value);
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group)
{
	const struct trade t = trade_of(group);
	const struct trade_side *tdp = &t.side[PAGING_TDP];
	struct spread before = median_of(tdp->elapsed, 1);
	struct spread after = median_of(t.side[PAGING_SHADOW].elapsed, 1);

	if (!t.known)
		return;
	cell_workload(table, group);
	for (int m = 0; m < PAGING_MODES; m++) {
		cell_si(table, t.side[m].exits);
		cell_si(table, t.side[m].guest);
		cell_si(table, t.side[m].host);
	}
	cell_ratio(table, figs, figures_ratio(group, FIG_ELAPSED));
	cell_ratio(table, figs, ratio_of(&before, &after));
	cell_si(table, tdp->misses);
	if (t.breaks_even)
		cell_si(table, t.break_even);
	else
		table_add(table, TINT_NONE, "never");
	table_add(table, TINT_STRONG, t.paid == t.saved ? TEXT_NONE :
		  t.paid < t.saved ? "shadow" : figs->tdp);
}

static void columns(struct table *table, const struct figures *figs)
{
	char *misses = text_format("TLB misses, %s", figs->tdp);

	table_column(table, TABLE_LEFT, NULL, "workload");
	for (int m = 0; m < PAGING_MODES; m++) {
		const char *mode = figures_mode(figs, m);

		table_column(table, TABLE_START, mode, "exits");
		table_column(table, 0, mode, "guest\u2019s walks");
		table_column(table, 0, mode, "host\u2019s walks");
	}
	table_column(table, TABLE_START, "elapsed, ratio", "counted");
	table_column(table, 0, "elapsed, ratio", "with walks");
	table_column(table, TABLE_START, misses ? misses : "TLB misses", "made");
	table_column(table, 0, misses ? misses : "TLB misses", "break even");
	table_column(table, TABLE_LEFT, NULL, "pays");
	free(misses);
}

static bool trade_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (trade_of(&figs->groups[i]).known)
			return true;
	return false;
}

static void trade_run(struct view *view, const struct figures *figs)
{
	const char *geometry = trade_geometry(figs);
	struct table table = { 0 };

	table_caption(&table, "One operation of every workload: exits in %s, page walks in %scycles",
		      figs->cycles_unit, geometry ? "modelled " : "");
	columns(&table, figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		row(&table, figs, &figs->groups[i]);
	view_table(view, &table);
	if (geometry)
		view_note(view, "For one operation, out of medians. Exits are what KVM and the VMM took for them, in %s. The rig has no TLB: TLBs and page walks of a \u201c%s\u201d are modelled beside it (docs/walks.md), and their cycles are in no other figure. One tick is taken as one cycle. That leaves out what a real processor takes for the switch between guest and host, about a thousand cycles an exit, so exits cost more there than here.",
			  figs->cycles_unit, geometry);
	else
		view_note(view, "For one operation, out of medians. Exits are what KVM and the VMM took for them, in %s. Page walks are those that the guest\u2019s PMU counted (docs/walks.md), in cycles of the processor; elapsed time has them already. The guest\u2019s PMU does not see the KVM host, so its walks stand as 0.",
			  figs->cycles_unit);
	view_note(view, "The guest\u2019s walks read two page tables under %s and one under shadow paging. \u201cBreak even\u201d is how many TLB misses an operation would have to make under %s for shadow paging to save as much in walks as it costs in exits, if each miss saved as much as those that were made; \u201cmade\u201d is how many there were. \u201cPays\u201d names the mode that takes less of exits and walks together.",
		  figs->tdp, figs->tdp);
}

const struct section section_trade = {
	.id = "trade",
	.heading = "What does shadow paging cost, and what does it save?",
	.intro = "Shadow paging costs VM exits and saves page walks: a TLB miss of the guest reads one page table, not two.",
	.has = trade_has,
	.without = "The records of this run have no page walks of both modes, so it cannot show what shadow paging saves. Rig svm-emu models them: make bench RIG=svm-emu WORKLOAD=@trade WALKS=1; on a real processor WALKS=1 asks the guest\u2019s PMU.",
	.run = trade_run,
};
