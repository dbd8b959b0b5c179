// SPDX-License-Identifier: GPL-2.0
/* What came from L2, of guests that are hypervisors. */
#include "cells.h"
#include "section.h"

static bool l2_has(const struct figures *figs)
{
	for (size_t g = 0; g < figs->n_groups; g++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode = &figs->groups[g].mode[m];

			for (size_t i = 0; i < mode->n_reasons; i++)
				if (mode->reasons[i].l2.count)
					return true;
		}
	return false;
}

/* The exits of @m of @group from L2, and of the same reasons from the guest itself. */
static void rows(struct table *table, const struct figures *figs,
		 const struct group *group, enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];

	for (size_t i = 0; i < mode->n_reasons; i++) {
		const struct reason_figures *r = &mode->reasons[i];

		if (!r->l2.count)
			continue;
		cells_mode(table, figs, group, m);
		cell_reason(table, figs->vendor, r->reason, r->name);
		cell_count(table, r->l2.all - r->l2.count);
		cell_count(table, r->l2.count);
		cell_cycles(table, r->l2.kernel);
		cell_cycles(table, r->l2.user);
	}
}

static void l2_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Exits of L2 by reason, and their %s",
		      figs->cycles_unit);
	columns_mode(&table);
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, 0, NULL, "of the guest");
	table_column(&table, 0, NULL, "of L2");
	table_column(&table, 0, NULL, "kernel");
	table_column(&table, 0, NULL, "VMM");
	for (size_t g = 0; g < figs->n_groups; g++)
		for (int m = 0; m < PAGING_MODES; m++)
			rows(&table, figs, &figs->groups[g], m);
	view_table(view, &table);
	view_note(view, "All repetitions together, of the reasons with exits of L2. A guest that is a hypervisor has guests of its own, L2. What they exit for comes to KVM first, which does it or hands it to the guest; the other tables have both in one sum. The %s are those of exits of L2.", figs->cycles_unit);
}

const struct section section_l2 = {
	.id = "l2",
	.heading = "What came from guests of the guest?",
	.has = l2_has,
	.run = l2_run,
};
