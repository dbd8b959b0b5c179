// SPDX-License-Identifier: GPL-2.0
/* What exits were about, port by port and so on. */
#include <stdlib.h>

#include "cells.h"
#include "detail.h"
#include "detail_names.h"
#include "section.h"
#include "text.h"

#define ROWS 12			/* of a workload; the rest is summed up */

static void row_entry(struct table *table, const struct figures *figs,
		      const struct group *group, const struct detail_pair *pair)
{
	const struct detail_figures *any = detail_any(pair);
	enum detail_kind kind = detail_kind(figs->vendor, any->reason);
	struct text name = detail_name(kind, any->what, group->machine);
	struct spread count[PAGING_MODES], cost[PAGING_MODES];
	char *what = text_format("%s %s%s%s%s", detail_kind_word(kind),
				 detail_what(kind, any->what).s,
				 *name.s ? " (" : "", name.s,
				 *name.s ? ")" : "");

	for (int m = 0; m < PAGING_MODES; m++) {
		count[m] = median_of(0, group->mode[m].ok);
		cost[m] = count[m];
		if (pair->of[m]) {
			count[m] = pair->of[m]->count;
			cost[m] = pair->of[m]->cycles;
		}
	}
	cell_reason(table, figs->vendor, any->reason, what ? what : "");
	table_add(table, TINT_NONE, detail_access(figs->vendor, any));
	cells_exits(table, figs, count, cost);
	free(what);
}

/* All that have no row of their own: the sums of their medians. */
static void row_rest(struct table *table, const struct figures *figs,
		     const struct group *group, const struct detail_pair *pairs,
		     size_t n)
{
	struct spread count[PAGING_MODES], cost[PAGING_MODES];
	char *label = text_format("%zu more, all together", n);

	for (int m = 0; m < PAGING_MODES; m++) {
		count[m] = cost[m] = median_of(0, group->mode[m].ok);
		for (size_t i = 0; i < n; i++) {
			if (!pairs[i].of[m])
				continue;
			count[m].median += pairs[i].of[m]->count.median;
			cost[m].median += pairs[i].of[m]->cycles.median;
		}
	}
	table_add(table, TINT_NONE, label ? label : "");
	table_add(table, TINT_NONE, "");
	cells_exits(table, figs, count, cost);
	free(label);
}

static void rows(struct table *table, const struct figures *figs,
		 const struct group *group)
{
	size_t n, shown;
	struct detail_pair *pairs = detail_pairs(&group->mode[PAGING_TDP].details,
						 &group->mode[PAGING_SHADOW].details,
						 &n);

	if (!n)
		return;
	table_add_group(table, group->label);
	/* No line for the rest where it would be one entry. */
	shown = n > ROWS + 1 ? ROWS : n;
	for (size_t i = 0; i < shown; i++)
		row_entry(table, figs, group, &pairs[i]);
	if (shown < n)
		row_rest(table, figs, group, pairs + shown, n - shown);
	free(pairs);
}

static bool detail_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].details.n)
				return true;
	return false;
}

static void detail_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "The most frequent ports, registers, pages and vectors of every workload");
	table_column(&table, TABLE_LEFT, NULL, "what");
	table_column(&table, TABLE_LEFT, NULL, "access");
	columns_exits(&table, figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		rows(&table, figs, &figs->groups[i]);
	view_table(view, &table);
	view_note(view, "Medians. Cost is the time in the kernel and the VMM. The colour is that of the exit reason. All entries are in derived/detail.tsv. Pages are those of devices, under two-dimensional paging; under shadow paging such an access is a #PF. KVM does not know whether an EPT misconfiguration reads or writes.");
}

const struct section section_detail = {
	.id = "detail",
	.heading = "What were the exits about?",
	.has = detail_has,
	.without = "This run did not tell exits of one reason apart. make bench DETAIL=1024 does, by port, MSR, control register, MMIO page and vector. It makes such exits cost more, so compare only runs with the same setting.",
	.run = detail_run,
};
