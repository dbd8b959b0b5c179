// SPDX-License-Identifier: GPL-2.0
/* What the user's command printed, repetition by repetition. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "section.h"
#include "text.h"

#define SHOWN 8			/* different outputs of a workload and mode */

/* An output, and how many repetitions had it. */
struct said {
	const struct record *first;
	size_t n;
};

static bool same(const struct record *a, const struct record *b)
{
	return extras(a)->output->cut == extras(b)->output->cut &&
	       extras(a)->output->status == extras(b)->output->status &&
	       !strcmp(extras(a)->output->text, extras(b)->output->text);
}

/* Collects up to SHOWN different ones; returns in how many other repetitions. */
static size_t collect(const struct mode_figures *mode, struct said *said,
		      size_t *n)
{
	size_t others = 0, at;

	*n = 0;
	for (size_t i = 0; i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];

		if (!extras(rec)->output)
			continue;
		for (at = 0; at < *n && !same(said[at].first, rec); at++)
			;
		if (at == SHOWN) {
			others++;
			continue;
		}
		if (at == *n)
			said[(*n)++] = (struct said){ .first = rec };
		said[at].n++;
	}
	return others;
}

static void show_one(struct view *view, const struct figures *figs,
		     const struct group *group, enum paging m,
		     const struct said *said)
{
	const struct output *output = extras(said->first)->output;
	char *more = said->n == 1 ? strdup("") :
		     text_format(" and %zu more that printed the same",
				 said->n - 1);

	view_text(view, "%s, %s, repetition %" PRIu64 "%s: exit status %" PRIu64 "%s",
		  group->label, figures_mode(figs, m), said->first->rep,
		  more ? more : "", output->status,
		  *output->text ? "" : ", nothing printed");
	free(more);
	if (output->cut)
		view_note(view, "This is the end of it; %" PRIu64 " bytes before it were not kept.",
			  output->cut);
	if (*output->text)
		view_lines(view, output->text);
}

static bool output_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->res->n_records; i++)
		if (extras(&figs->res->records[i])->output)
			return true;
	return false;
}

static void output_run(struct view *view, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			struct said said[SHOWN];
			size_t n, others;

			others = collect(&group->mode[m], said, &n);
			for (size_t s = 0; s < n; s++)
				show_one(view, figs, group, m, &said[s]);
			if (others)
				view_note(view, "%s, %s: %zu more repetitions printed something else again; records.jsonl has it.",
					  group->label, figures_mode(figs, m),
					  others);
		}
}

const struct section section_output = {
	.id = "output",
	.heading = "What did the command print?",
	.has = output_has,
	.run = output_run,
};
