// SPDX-License-Identifier: GPL-2.0
/* What differs between a run and the base, figure by figure. */
#include "compare_tables.h"
#include "section.h"

static void changes_comparison(struct view *view, const struct comparison *cmp)
{
	struct table table;

	if (cmp->plot)
		view_plot(view, cmp->plot, "This run relative to the base",
			  "Medians, with 95 % intervals by bootstrap. A point without an interval comes from a single repetition or from repetitions that agree. Right of the line, this run takes more. The tables say what is significant.");
	for (int which = 0; cmp->n_pairs && which < COMPARED; which++) {
		compare_table(&table, cmp, which);
		view_table(view, &table);
	}
}

const struct section section_changes = {
	.id = "changes",
	.heading = "What differs?",
	.brief = true,
	.comparison = changes_comparison,
};
