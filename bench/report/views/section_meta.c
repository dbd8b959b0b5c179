// SPDX-License-Identifier: GPL-2.0
/* How the run was made: machine, settings, command lines, hashes. */
#include <stdlib.h>
#include <string.h>

#include "section.h"
#include "text.h"

/* An object of meta.json as terms, folded away. */
static void object(struct view *view, const struct figures *figs,
		   const char *key, const char *title)
{
	json_t *obj = json_object_get(figs->res->meta, key), *val;
	const char *name;

	if (!json_object_size(obj))
		return;
	view_fold(view, title, false);
	json_object_foreach(obj, name, val)
		view_term_owned(view, name, json_is_string(val) ?
				strdup(json_string_value(val)) :
				json_dumps(val, JSON_ENCODE_ANY |
					   JSON_COMPACT));
	view_unfold(view);
}

static void meta_run(struct view *view, const struct figures *figs)
{
	const json_t *wall = json_object_get(figs->res->meta, "wall_seconds");

	view_term(view, "run", results_meta(figs->res, "run", figs->res->dir));
	view_term(view, "started", results_meta(figs->res, "started", ""));
	if (json_is_number(wall))
		view_term_owned(view, "took", text_format("%.0f s",
						json_number_value(wall)));
	view_term(view, "exitbench", results_meta(figs->res, "git", ""));
	object(view, figs, "facts", "Processor and settings");
	object(view, figs, "commands", "Command lines and configuration");
	object(view, figs, "hashes", "SHA-256 of what ran");
	view_note(view, "This report, and every figure as tab-separated values in derived/ beside it, are made from meta.json and records.jsonl by make report.");
}

const struct section section_meta = {
	.id = "meta",
	.heading = "How was it run?",
	.run = meta_run,
};
