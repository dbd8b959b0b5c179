// SPDX-License-Identifier: GPL-2.0
/* What others have published, held against the run. */
#include <stdlib.h>

#include "claims.h"
#include "section.h"
#include "text.h"

static bool claims_has(const struct figures *figs)
{
	return figs->n_groups;
}

static void claims_run(struct view *view, const struct figures *figs)
{
	static const enum tint tints[CLAIM_VERDICTS] = {
		[CLAIM_CONFIRMED] = TINT_LESS, [CLAIM_REFUTED] = TINT_MORE,
		[CLAIM_OPEN] = TINT_FAINT,
	};
	unsigned int words = TABLE_LEFT | TABLE_WRAP;
	size_t n;
	const struct claim *claims = claims_all(&n);
	struct table table = { 0 };

	table_caption(&table, "Published claims and this run");
	table_column(&table, words, NULL, "claim");
	table_column(&table, words, NULL, "this run");
	table_column(&table, words, NULL, "rule");
	table_column(&table, words, NULL, "verdict");
	table_column(&table, words, NULL, "source");
	for (size_t i = 0; i < n; i++) {
		char *ours;
		enum claim_verdict verdict = claim_judged(&claims[i], figs,
							  &ours);

		table_add(&table, TINT_NONE, claims[i].text);
		table_add(&table, TINT_NONE, ours ? ours : "");
		table_add(&table, TINT_FAINT, claims[i].rule);
		table_add(&table, tints[verdict], claim_word(verdict));
		table_add(&table, TINT_FAINT, claims[i].source);
		free(ours);
	}
	view_table(view, &table);
}

const struct section section_claims = {
	.id = "claims",
	.heading = "Do published claims hold?",
	.intro = "Claims and numbers that others have published, held against this run. Each verdict follows from the rule beside it and from nothing else.",
	.has = claims_has,
	.run = claims_run,
};
