// SPDX-License-Identifier: GPL-2.0
/* What one operation of every workload costs. */
#include "cells.h"
#include "operation.h"
#include "section.h"
#include "text.h"

static void cell(struct table *table, const struct group *group, enum paging m,
		 enum operation_figure figure)
{
	struct spread s = operation_figure(group, m, figure);

	if (!s.n)
		table_add(table, TINT_NONE, TEXT_NONE);
	else if (figure == OP_EXITS)
		table_add_number(table, TINT_NONE, text_number(s.median).s,
				 s.median);
	else
		table_add_number(table, TINT_NONE,
				 text_si((uint64_t)(s.median + 0.5)).s,
				 s.median);
}

static bool operations_has(const struct figures *figs)
{
	return figs->n_groups;
}

static void operations_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };
	int m, f;

	table_caption(&table, "One operation of every workload, in %s",
		      figs->cycles_unit);
	table_column(&table, TABLE_LEFT, NULL, "workload");
	table_column(&table, TABLE_LEFT | TABLE_WRAP, NULL, "operation");
	for (m = 0; m < PAGING_MODES; m++)
		for (f = 0; f < OP_FIGURES; f++)
			table_column(&table, f ? 0 : TABLE_START,
				     figures_mode(figs, m),
				     operation_titles[f]);
	for (size_t i = 0; i < figs->n_groups; i++) {
		cell_workload(&table, &figs->groups[i]);
		table_add(&table, TINT_FAINT, figs->groups[i].op);
		for (m = 0; m < PAGING_MODES; m++)
			for (f = 0; f < OP_FIGURES; f++)
				cell(&table, &figs->groups[i], m, f);
	}
	view_table(view, &table);
	view_note(view, "For one operation: the %s it took and its exits; for one of these exits, the mean time in the kernel and in the VMM; and the rest of the operation, which is the guest\u2019s own time and the world switches. Blocked time is part of elapsed only. Computed from the medians.",
		  figs->cycles_unit);
}

const struct section section_operations = {
	.id = "operations",
	.heading = "What does one operation cost?",
	.has = operations_has,
	.run = operations_run,
};
