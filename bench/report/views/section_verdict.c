// SPDX-License-Identifier: GPL-2.0
/* What came of a comparison, in a sentence, and what it could not compare. */
#include <errno.h>
#include <stdlib.h>

#include "compare_tables.h"
#include "section.h"

static void verdict_comparison(struct view *view, const struct comparison *cmp)
{
	char *sentence = compare_sentence(cmp);

	view_title(view, "%s against base %s", compare_name(cmp->other),
		   compare_name(cmp->base));
	if (sentence)
		view_text(view, "%s", sentence);
	else
		view->err = -ENOMEM;
	for (size_t i = 0; i < cmp->n_notes; i++)
		view_item(view, "NOTE", false, cmp->notes[i], NULL);
	free(sentence);
}

const struct section section_verdict = {
	.id = "verdict",
	.brief = true,
	.comparison = verdict_comparison,
};
