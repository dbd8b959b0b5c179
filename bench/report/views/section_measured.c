// SPDX-License-Identifier: GPL-2.0
/* The integers of a record that its description says are to be shown. */
#include <stdlib.h>

#include "cells.h"
#include "section.h"
#include "text.h"

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m,
		const struct measured_figures *what)
{
	char *title = text_format("%s%s%s", what->field->show,
				  what->key ? ": " : "",
				  what->key ? what->key : "");

	cells_mode(table, figs, group, m);
	table_add(table, TINT_NONE, title ? title : what->field->show);
	table_add(table, TINT_FAINT, text_number(what->values.n).s);
	cell_median(table, TINT_STRONG, &what->values, false);
	cell_count(table, what->values.min);
	cell_count(table, what->values.max);
	table_add(table, TINT_FAINT, text_spread(&what->values).s);
	free(title);
}

static bool measured_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].n_measured)
				return true;
	return false;
}

static void measured_run(struct view *view, const struct figures *figs)
{
	static const char *const heads[] = {
		"n", "median", "min", "max", "spread",
	};
	struct table table = { 0 };

	table_caption(&table, "What workloads and their tools measured besides exits");
	columns_mode(&table);
	table_column(&table, TABLE_LEFT, NULL, "what");
	for (size_t c = 0; c < sizeof(heads) / sizeof(*heads); c++)
		table_column(&table, 0, NULL, heads[c]);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];

			for (size_t w = 0; w < mode->n_measured; w++)
				row(&table, figs, &figs->groups[i], m,
				    &mode->measured[w]);
		}
	view_table(view, &table);
	view_note(view, "As the guest tells it, over the repetitions that have it. Rows of \u201ctool\u201d are what a workload\u2019s own program says, in guest time; bench/RECORDS.md has the meaning of each. All are in derived/measured.tsv.");
}

const struct section section_measured = {
	.id = "measured",
	.heading = "What else was measured?",
	.has = measured_has,
	.run = measured_run,
};
