// SPDX-License-Identifier: GPL-2.0
/* What the world switch took, by reason. */
#include "cells.h"
#include "section.h"

static void rows(struct table *table, const struct figures *figs,
		 const struct group *group, enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];

	for (size_t i = 0; i < mode->n_reasons; i++) {
		const struct reason_figures *r = &mode->reasons[i];

		if (!r->switched.cycles)
			continue;
		cells_mode(table, figs, group, m);
		cell_reason(table, figs->vendor, r->reason, r->name);
		cell_count(table, r->switched.exits);
		cell_cycles(table, r->switched.cycles);
		cell_cycles(table, (double)r->switched.cycles /
			    r->switched.exits);
	}
}

static void switch_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "World switches in %s, by reason",
		      figs->cycles_unit);
	columns_mode(&table);
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, 0, NULL, "exits");
	table_column(&table, 0, NULL, "world switch");
	table_column(&table, 0, NULL, "each");
	for (size_t g = 0; g < figs->n_groups; g++)
		for (int m = 0; m < PAGING_MODES; m++)
			rows(&table, figs, &figs->groups[g], m);
	view_table(view, &table);
	view_note(view, "In %s, all repetitions together. From the first stamp behind the guest to where the exit\u2019s time begins, and from where it ends to the last stamp before the guest, mitigations of processor faults included. Saving and loading registers and VERW are not. None of this is part of the cost of exits.", figs->cycles_unit);
}

const struct section section_switch = {
	.id = "switch",
	.heading = "What did the world switch take?",
	.has = figures_tell_switch,
	.run = switch_run,
};
