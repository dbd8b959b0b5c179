// SPDX-License-Identifier: GPL-2.0
/* What shadow paging costs: exits, their cost and elapsed time. */
#include <stdio.h>
#include <stdlib.h>

#include "cells.h"
#include "section.h"
#include "text.h"
#include "trade.h"

/* The wider of a figure's spreads under the two modes. */
static const struct spread *wider_spread(const struct group *group,
					 enum figure fig)
{
	const struct spread *a = &group->mode[PAGING_TDP].fig[fig];
	const struct spread *b = &group->mode[PAGING_SHADOW].fig[fig];

	if (!a->n || !b->n)
		return a->n ? a : b;
	if (stats_differ(a) || stats_differ(b))
		return stats_relative(a) >= stats_relative(b) ? a : b;
	return a->n <= b->n ? a : b;
}

static struct text percent_of(const struct spread *part,
			      const struct spread *whole)
{
	double percent = part->median / whole->median * 100;
	struct text t;

	if (!part->n || !whole->n || whole->median <= 0)
		return (struct text){ TEXT_NONE };
	if (percent > 0 && percent < 0.05)
		return (struct text){ "<0.1 %" };
	snprintf(t.s, sizeof(t.s), "%.*f %%",
		 percent > 0 && percent < 9.95 ? 1 : 0, percent);
	return t;
}

/* The first five columns of the tables, and their cells. */
static void columns(struct table *table, const struct figures *figs,
		    const char *title)
{
	table_column(table, TABLE_LEFT, NULL, title);
	table_column(table, 0, NULL, figs->tdp);
	table_column(table, 0, NULL, "shadow");
	table_column(table, 0, NULL, "ratio");
	table_column(table, 0, NULL, "spread");
}

static void cells(struct table *table, const struct figures *figs,
		  const struct group *group, enum figure fig)
{
	bool cycles = figure_descs[fig].cycles;

	cell_workload(table, group);
	for (int m = 0; m < PAGING_MODES; m++)
		cell_median(table, TINT_NONE, &group->mode[m].fig[fig],
			    cycles);
	cell_ratio(table, figs, figures_ratio(group, fig));
	table_add(table, TINT_FAINT, text_spread(wider_spread(group, fig)).s);
}

/* A column for either mode, "EPT/op" or "VMM EPT" by @fmt. */
static void columns_of_both(struct table *table, const struct figures *figs,
			    const char *before, const char *after)
{
	for (int m = 0; m < PAGING_MODES; m++) {
		char *head = text_format("%s%s%s", before,
					 figures_mode(figs, m), after);

		table_column(table, m ? 0 : TABLE_START, NULL,
			     head ? head : "");
		free(head);
	}
}

static void show_exits(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "VM exits, and VM exits for one operation");
	columns(&table, figs, "VM exits");
	columns_of_both(&table, figs, "", "/op");
	table_column(&table, TABLE_LEFT | TABLE_WRAP, NULL, "operation");
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];

		cells(&table, figs, group, FIG_EXITS);
		for (int m = 0; m < PAGING_MODES; m++)
			cell_median(&table, TINT_NONE,
				    &group->mode[m].fig[FIG_EXITS_PER_OP],
				    false);
		table_add(&table, TINT_NONE, group->op);
	}
	view_table(view, &table);
}

/* Of @fig, with the share that @part has of it. */
static void show_cycles(struct view *view, const struct figures *figs,
			enum figure fig, enum figure part, const char *title)
{
	struct table table = { 0 };
	char *before = text_format("%s ", figure_descs[part].title);

	table_caption(&table, "%s in %s, and the share that is %s", title,
		      figs->cycles_unit, fig == FIG_COST ?
		      "spent in the VMM" : "blocked");
	columns(&table, figs, title);
	columns_of_both(&table, figs, before ? before : "", "");
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];

		cells(&table, figs, group, fig);
		for (int m = 0; m < PAGING_MODES; m++)
			table_add(&table, TINT_NONE,
				  percent_of(&group->mode[m].fig[part],
					     &group->mode[m].fig[fig]).s);
	}
	view_table(view, &table);
	free(before);
}

/* What an emulated rig cannot show, or shows elsewhere. */
static const char *caveat(const struct figures *figs)
{
	if (figures_emulated(figs) && trade_geometry(figs))
		return " An emulated rig counts instructions, not TLB misses: what shadow paging gains from shorter page walks is modelled, and stands in the section \u201cWhat does shadow paging cost, and what does it save?\u201d of the report. A cell has exactly the same figures in every run; repetitions within a run meet the KVM host's timer at different phases and may differ.";
	return figures_emulated(figs) ?
		" An emulated rig counts instructions, not TLB misses: it cannot show what shadow paging gains from shorter page walks. A cell has exactly the same figures in every run; repetitions within a run meet the KVM host's timer at different phases and may differ." : "";
}

static bool summary_has(const struct figures *figs)
{
	return figs->n_groups;
}

static void summary_run(struct view *view, const struct figures *figs)
{
	show_exits(view, figs);
	show_cycles(view, figs, FIG_COST, FIG_USER, "Cost of exits");
	show_cycles(view, figs, FIG_ELAPSED, FIG_BLOCKED, "Elapsed");
	view_note(view,
		  "Cost of exits and elapsed in %s. Cost: time in the kernel and the VMM from VM exit to VM entry, without time blocked and away. Ratio: shadow divided by %s. All figures are medians.%s",
		  figs->cycles_unit, figs->tdp, caveat(figs));
}

const struct section section_summary = {
	.id = "summary",
	.heading = "What does shadow paging cost?",
	.brief = true,
	.has = summary_has,
	.without = "There are no records.",
	.run = summary_run,
};
