// SPDX-License-Identifier: GPL-2.0
/* How the run was made: machine, settings, command lines, hashes. */
#include <inttypes.h>

#include "section.h"
#include "text.h"

/* An object of meta.json as terms, folded away. */
static void object(struct view *view, const struct meta_items *items,
		   const char *title)
{
	if (!items->n)
		return;
	view_fold(view, title, false);
	for (size_t i = 0; i < items->n; i++)
		view_term(view, items->item[i].key, items->item[i].text);
	view_unfold(view);
}

static void meta_run(struct view *view, const struct figures *figs)
{
	const struct run_meta *meta = &figs->res->meta;

	view_term(view, "run", results_name(figs->res));
	view_term(view, "started", meta->started ?: "");
	if (meta->timed)
		view_term_owned(view, "took", text_format("%.0f s",
							  meta->wall_seconds));
	view_term(view, "exitbench", meta->git ?: "");
	if (meta->has_warmup)
		view_term_owned(view, "warm-up", text_format(
			"%" PRIu64 " repetition%s of each before those recorded",
			meta->warmup, meta->warmup == 1 ? "" : "s"));
	object(view, &meta->facts, "Processor and settings");
	object(view, &meta->commands, "Command lines and configuration");
	object(view, &meta->hashes, "SHA-256 of what ran");
	view_note(view, "make report makes this report, and the tables in derived/ beside it, from meta.json and records.jsonl.");
}

const struct section section_meta = {
	.id = "meta",
	.heading = "How was it run?",
	.run = meta_run,
};
