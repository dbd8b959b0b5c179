// SPDX-License-Identifier: GPL-2.0
/* Figures as cells; see cells.h. */
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "palette.h"
#include "text.h"

void cell_median(struct table *table, enum tint tint, const struct spread *s,
		 bool cycles)
{
	if (s->n)
		table_add_number(table, tint, text_median(s, cycles).s,
				 s->median);
	else
		table_add(table, tint, TEXT_NONE);
}

void cell_count(struct table *table, double value)
{
	table_add_number(table, TINT_NONE, text_number(value).s, value);
}

void cell_cycles(struct table *table, double value)
{
	table_add_number(table, TINT_NONE, text_si(value).s, value);
}

void cell_workload(struct table *table, const struct group *group)
{
	table_add(table, TINT_NONE, group->label);
	if (!strstr(group->label, group->params_text))
		table_small(table, group->params_text);
}

void columns_mode(struct table *table)
{
	table_column(table, TABLE_LEFT | TABLE_SPAN, NULL, "workload");
	table_column(table, TABLE_LEFT, NULL, "paging");
}

void cells_mode(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m)
{
	table_add(table, TINT_NONE, group->label);
	table_add(table, TINT_NONE, figures_mode(figs, m));
}

void cell_reason(struct table *table, enum vendor vendor, uint32_t reason,
		 const char *text)
{
	const struct look *look = palette_look(vendor, reason);

	look = look ? look : &look_other;
	table_add(table, TINT_NONE, text);
	table_swatch(table, look->colour, look->pale);
}

void cell_ratio(struct table *table, const struct figures *figs,
		struct ratio ratio)
{
	struct text text = text_ratio(ratio, figs->tdp);

	if (ratio.kind == RATIO_VALUE)
		table_add_number(table, TINT_STRONG, text.s, ratio.value);
	else
		table_add(table, TINT_FAINT, text.s);
}

void columns_compared(struct table *table, const struct figures *figs,
		      const char *over)
{
	table_column(table, TABLE_START, over, figs->tdp);
	table_column(table, 0, over, "shadow");
	table_column(table, 0, over, "ratio");
}

void cells_compared(struct table *table, const struct figures *figs,
		    const struct spread *tdp, const struct spread *shadow,
		    bool cycles)
{
	cell_median(table, TINT_NONE, tdp, cycles);
	cell_median(table, TINT_NONE, shadow, cycles);
	cell_ratio(table, figs, ratio_of(tdp, shadow));
}

struct spread median_of(double median, size_t n)
{
	return (struct spread){
		.n = n, .median = median, .min = median, .max = median,
	};
}

void columns_exits(struct table *table, const struct figures *figs)
{
	char *cost = text_format("cost, %s", figs->cycles_unit);

	columns_compared(table, figs, "VM exits");
	columns_compared(table, figs, cost ? cost : "cost");
	table_column(table, TABLE_START, "cost of one exit", figs->tdp);
	table_column(table, 0, "cost of one exit", "shadow");
	free(cost);
}

void cells_exits(struct table *table, const struct figures *figs,
		 const struct spread count[], const struct spread cost[])
{
	cells_compared(table, figs, &count[PAGING_TDP], &count[PAGING_SHADOW],
		       false);
	cells_compared(table, figs, &cost[PAGING_TDP], &cost[PAGING_SHADOW],
		       true);
	for (int m = 0; m < PAGING_MODES; m++) {
		struct spread one = { 0 };

		if (count[m].n && count[m].median > 0)
			one = median_of((uint64_t)(cost[m].median /
						   count[m].median + 0.5),
					count[m].n);
		cell_median(table, TINT_NONE, &one, true);
	}
}
