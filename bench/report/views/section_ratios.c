// SPDX-License-Identifier: GPL-2.0
/* How certain the ratios are: their intervals. */
#include <stdio.h>

#include "cells.h"
#include "section.h"
#include "text.h"

static int places(double x)
{
	return x < 9.995 ? 2 : x < 99.95 ? 1 : 0;
}

static void cells_interval(struct table *table, const struct figures *figs,
			   const struct group *group, enum figure fig)
{
	struct ratio ratio = figures_ratio(group, fig);
	const struct interval *i = &group->ratio_interval[fig];
	struct text interval = { TEXT_NONE };

	cell_ratio(table, figs, ratio);
	if (ratio.kind == RATIO_VALUE && i->known)
		snprintf(interval.s, sizeof(interval.s), "%.*f\u2013%.*f",
			 places(i->low), i->low, places(i->high), i->high);
	table_add(table, TINT_FAINT, interval.s);
}

static bool ratios_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figs->groups[i].mode[PAGING_TDP].ok &&
		    figs->groups[i].mode[PAGING_SHADOW].ok)
			return true;
	return false;
}

static void ratios_run(struct view *view, const struct figures *figs)
{
	static const struct { enum figure fig; const char *over; } columns[] = {
		{ FIG_EXITS, "VM exits" }, { FIG_COST, "cost of exits" },
		{ FIG_ELAPSED, "elapsed" },
	};
	size_t n = sizeof(columns) / sizeof(*columns);
	struct table table = { 0 };

	table_caption(&table, "Shadow paging relative to %s", figs->tdp);
	table_column(&table, TABLE_LEFT, NULL, "workload");
	for (size_t c = 0; c < n; c++) {
		table_column(&table, TABLE_START, columns[c].over, "ratio");
		table_column(&table, 0, columns[c].over, "95 %");
	}
	for (size_t i = 0; i < figs->n_groups; i++) {
		table_add(&table, TINT_NONE, figs->groups[i].label);
		for (size_t c = 0; c < n; c++)
			cells_interval(&table, figs, &figs->groups[i],
				       columns[c].fig);
	}
	view_table_beside(view, &table);
}

const struct section section_ratios = {
	.id = "ratios",
	.heading = "How certain is the difference?",
	.has = ratios_has,
	.without = "No workload was measured under both paging modes.",
	.run = ratios_run,
};
