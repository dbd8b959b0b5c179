// SPDX-License-Identifier: GPL-2.0
/* VM exits of every workload, with their range. */
#include "cells.h"
#include "section.h"
#include "text.h"

/* One end of a range, which a figure without samples has not. */
static void cell_end(struct table *table, const struct spread *s, double value)
{
	if (s->n)
		cell_count(table, value);
	else
		table_add(table, TINT_NONE, TEXT_NONE);
}

static bool exits_has(const struct figures *figs)
{
	return figs->n_groups;
}

static void exits_run(struct view *view, const struct figures *figs)
{
	static const char *const heads[] = {
		"n", "median", "min", "max", "spread",
	};
	struct table table = { 0 };

	table_caption(&table, "VM exits: median and range of the repetitions");
	columns_mode(&table);
	for (size_t c = 0; c < sizeof(heads) / sizeof(*heads); c++)
		table_column(&table, 0, NULL, heads[c]);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct spread *s =
				&figs->groups[i].mode[m].fig[FIG_EXITS];

			cells_mode(&table, figs, &figs->groups[i], m);
			table_add(&table, TINT_FAINT, text_number(s->n).s);
			cell_median(&table, TINT_STRONG, s, false);
			cell_end(&table, s, s->min);
			cell_end(&table, s, s->max);
			table_add(&table, TINT_FAINT, text_spread(s).s);
		}
	view_table_beside(view, &table);
}

const struct section section_exits = {
	.id = "exits",
	.heading = "How many VM exits?",
	.has = exits_has,
	.run = exits_run,
};
