// SPDX-License-Identifier: GPL-2.0
/* Which exit reasons changed, and the rule by which a difference is one. */
#include <errno.h>
#include <stdlib.h>

#include "compare_tables.h"
#include "section.h"

static void changed_reasons_comparison(struct view *view,
				       const struct comparison *cmp)
{
	char *rule = compare_rule(cmp);
	struct table table;

	compare_reasons(&table, cmp);
	view_table(view, &table);
	if (rule)
		view_text(view, "%s", rule);
	else
		view->err = -ENOMEM;
	free(rule);
}

const struct section section_changed_reasons = {
	.id = "changed-reasons",
	.heading = "Which exit reasons changed, and by what rule?",
	.brief = true,
	.comparison = changed_reasons_comparison,
};
