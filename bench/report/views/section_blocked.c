// SPDX-License-Identifier: GPL-2.0
/* What blocked time was, by reason. */
#include "cells.h"
#include "section.h"

static void row(struct table *table, const struct figures *figs,
		uint32_t reason, enum paging m)
{
	const char *name = "";
	struct blocked blocked = figures_blocked(figs, reason, m, &name);

	if (!blocked.all)
		return;
	cell_reason(table, figs->vendor, reason, name);
	table_add(table, TINT_NONE, figures_mode(figs, m));
	cell_cycles(table, blocked.all - blocked.preempted - blocked.asleep);
	cell_cycles(table, blocked.preempted);
	cell_cycles(table, blocked.asleep);
	cell_cycles(table, blocked.all);
}

/* Sets *@reason to the first that is not below it and occurred; false without. */
static bool next(const struct figures *figs, uint64_t *reason)
{
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < figs->n_groups; i++) {
		uint64_t r = *reason;

		if (figures_next_reason(&figs->groups[i], &r) && r < least)
			least = r;
	}
	*reason = least;
	return least != UINT64_MAX;
}

static bool blocked_has(const struct figures *figs)
{
	for (uint64_t r = 0; next(figs, &r); r++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const char *name;
			struct blocked parts = figures_blocked(figs, r, m, &name);

			if (parts.preempted || parts.asleep)
				return true;
		}
	return false;
}

static void blocked_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Blocked %s by what they were, by reason",
		      figs->cycles_unit);
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, TABLE_LEFT, NULL, "paging");
	table_column(&table, 0, NULL, "halted");
	table_column(&table, 0, NULL, "preempted");
	table_column(&table, 0, NULL, "asleep");
	table_column(&table, 0, NULL, "blocked");
	for (uint64_t r = 0; next(figs, &r); r++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, r, m);
	view_table(view, &table);
	view_note(view, "Of %s blocked, all workloads and repetitions together. Halted: the vCPU waited for an interrupt. Preempted: its thread could run, and another task had the processor. Asleep: a handler of KVM waited for something, such as memory.", figs->cycles_unit);
}

const struct section section_blocked = {
	.id = "blocked",
	.heading = "What was blocked time?",
	.has = blocked_has,
	.run = blocked_run,
};
