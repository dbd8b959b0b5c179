// SPDX-License-Identifier: GPL-2.0
/* Which single exits took longest. */
#include <stdlib.h>

#include "cells.h"
#include "detail.h"
#include "detail_names.h"
#include "section.h"
#include "text.h"

#define ROWS 3			/* of a workload under one mode */

static bool slowest_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->res->n_records; i++)
		if (extras(&figs->res->records[i])->slowest)
			return true;
	return false;
}

/* The next slower one of @mode than *@exit of *@rec, or as slow and behind it. */
static bool next(const struct mode_figures *mode, const struct record **rec,
		 const struct slow_exit **exit)
{
	const struct slow_exit *best = NULL, *last = *exit;
	bool behind = !last;

	for (size_t r = 0; r < mode->n_recs; r++) {
		const struct slowest *list = extras(mode->recs[r])->slowest;

		for (size_t i = 0; list && i < list->n; i++) {
			const struct slow_exit *e = &list->exit[i];

			if (e == last) {
				behind = true;
				continue;
			}
			if (last && (e->cycles > last->cycles ||
				     (e->cycles == last->cycles && !behind)))
				continue;
			if (best && e->cycles <= best->cycles)
				continue;
			best = e;
			*rec = mode->recs[r];
		}
	}
	*exit = best;
	return best;
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m,
		const struct record *rec, const struct slow_exit *exit,
		bool abouts)
{
	enum detail_kind kind = detail_kind(figs->vendor, exit->reason);
	struct text name = detail_name(kind, exit->what, group->machine);
	char *about = !exit->detailed ? NULL :
		text_format("%s %s%s%s%s", detail_kind_word(kind),
			    detail_what(kind, exit->what).s,
			    *name.s ? " (" : "", name.s, *name.s ? ")" : "");

	cells_mode(table, figs, group, m);
	cell_cycles(table, exit->cycles);
	cell_reason(table, figs->vendor, exit->reason, exit->name);
	if (abouts)
		table_add(table, TINT_NONE,
			  about ? about : exit->l2 ? "L2" : "");
	table_add(table, TINT_NONE, text_address(exit->rip).s);
	cell_cycles(table, exit->at);
	cell_count(table, exit->vcpu);
	cell_count(table, rec->rep);
	free(about);
}

/* Adds the rows; without @table tells whether one is known to be about something. */
static bool rows(struct table *table, const struct figures *figs, bool abouts)
{
	bool any = false;

	for (size_t g = 0; g < figs->n_groups; g++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[g];
			const struct slow_exit *exit = NULL;
			const struct record *rec = NULL;

			for (int i = 0; i < ROWS &&
			     next(&group->mode[m], &rec, &exit); i++) {
				any |= exit->detailed || exit->l2;
				if (table)
					row(table, figs, group, m, rec, exit,
					    abouts);
			}
		}
	return any;
}

static void slowest_run(struct view *view, const struct figures *figs)
{
	bool abouts = rows(NULL, figs, false);
	struct table table = { 0 };

	table_caption(&table, "The longest exits in %s", figs->cycles_unit);
	columns_mode(&table);
	table_column(&table, 0, NULL, "kernel + VMM");
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	if (abouts)
		table_column(&table, TABLE_LEFT, NULL, "about");
	table_column(&table, TABLE_LEFT, NULL, "RIP behind it");
	table_column(&table, 0, NULL, "at");
	table_column(&table, 0, NULL, "vCPU");
	table_column(&table, 0, NULL, "repetition");
	rows(&table, figs, abouts);
	view_table(view, &table);
	view_note(view, "Of each workload the three longest of all repetitions; each record has up to 16, which derived/slowest has all. At: in cycles of the guest's TSC since the repetition began. RIP: where the guest went on when the exit was over, often the instruction behind the one that exited.");
}

const struct section section_slowest = {
	.id = "slowest",
	.heading = "Which exits took longest?",
	.has = slowest_has,
	.run = slowest_run,
};
