// SPDX-License-Identifier: GPL-2.0
/* Where the cycles go: kernel, VMM, guest, blocked, away. */
#include "cells.h"
#include "section.h"
#include "text.h"

static const enum figure shown[] = {
	FIG_KERNEL, FIG_USER, FIG_COST, FIG_SWITCH, FIG_GUEST, FIG_BLOCKED,
	FIG_AWAY, FIG_ELAPSED,
};

#define SHOWN (sizeof(shown) / sizeof(*shown))

static bool with_spread(enum figure fig)
{
	return fig == FIG_COST || fig == FIG_ELAPSED;
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];

	cells_mode(table, figs, group, m);
	for (size_t c = 0; c < SHOWN; c++) {
		enum figure fig = shown[c];
		const struct spread *s = &mode->fig[fig];

		if (!figures_have(figs, fig))
			continue;
		if (fig == FIG_GUEST && mode->overrun)
			table_add(table, TINT_NONE, TEXT_NONE);
		else
			cell_median(table, fig == FIG_COST ? TINT_STRONG :
				    TINT_NONE, s, true);
		if (with_spread(fig))
			table_add(table, TINT_FAINT, text_spread(s).s);
	}
}

static bool cycles_has(const struct figures *figs)
{
	return figs->n_groups;
}

static void cycles_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Elapsed %s by where they went",
		      figs->cycles_unit);
	columns_mode(&table);
	for (size_t c = 0; c < SHOWN; c++) {
		if (!figures_have(figs, shown[c]))
			continue;
		table_column(&table, 0, NULL, figure_descs[shown[c]].title);
		if (with_spread(shown[c]))
			table_column(&table, 0, NULL, "spread");
	}
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, &figs->groups[i], m);
	view_table(view, &table);
	view_note(view, "Medians, in %s: %s.%s", figs->cycles_unit,
		  figs->cycles_note, figures_tell_switch(figs) ?
		  " World switch: the way out of the guest and back in; it is neither the guest\u2019s time nor part of the cost of exits." : "");
}

const struct section section_cycles = {
	.id = "cycles",
	.heading = "Where do the cycles go?",
	.intro = "The time from a VM exit to the next VM entry has four parts: spent in the kernel, spent in the VMM (user space), blocked, that is halted or scheduled out, or away, that is in the VMM but on no processor, because the VM is paused or the VMM sleeps. Blocked and away are no work and no part of the cost of exits. The rest of the elapsed time is the guest\u2019s own, with the world switch unless that has a column; for boot, it also includes what the VMM did before the first VM entry.",
	.has = cycles_has,
	.run = cycles_run,
};
