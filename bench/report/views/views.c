// SPDX-License-Identifier: GPL-2.0
/* What the terminal's and the page's view of a run have in common. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "views.h"

const char *finding_word(enum finding_kind kind)
{
	static const char *const words[FINDING_KINDS] = {
		[FINDING_FAILED] = "FAILED",
		[FINDING_SKIPPED] = "SKIPPED",
		[FINDING_MISSING] = "MISSING",
		[FINDING_DAMAGED] = "DAMAGED",
		[FINDING_NOTE] = "NOTE",
	};

	return words[kind];
}

bool finding_bad(enum finding_kind kind)
{
	return kind != FINDING_NOTE && kind != FINDING_SKIPPED;
}

const struct spread *wider_spread(const struct group *group, enum figure fig)
{
	const struct spread *a = &group->mode[PAGING_TDP].fig[fig];
	const struct spread *b = &group->mode[PAGING_SHADOW].fig[fig];

	if (!a->n || !b->n)
		return a->n ? a : b;
	if (stats_differ(a) || stats_differ(b))
		return stats_relative(a) >= stats_relative(b) ? a : b;
	return a->n <= b->n ? a : b;
}

const char *emulation_caveat(const struct figures *figs)
{
	if (!figures_emulated(figs))
		return "";
	return "An emulated rig counts instructions, not TLB misses: what shadow paging gains by its shorter page walks cannot show here.";
}

char *cells_text(const struct figures *figs)
{
	const json_t *meta = figs->res->meta;
	const json_t *cells = json_object_get(meta, "cells");
	json_int_t reps = json_integer_value(json_object_get(meta, "reps"));
	json_int_t want = json_integer_value(json_object_get(cells,
							     "expected"));
	size_t ok = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			ok += figs->groups[i].mode[m].ok;
	if (want < (json_int_t)figs->res->n_records)
		want = figs->res->n_records;
	if (!reps)
		return text_format("%zu of %lld cells ok", ok,
				   (long long)want);
	return text_format("%zu of %lld cells ok, %lld repetition%s of each",
			   ok, (long long)want, (long long)reps,
			   reps == 1 ? "" : "s");
}

char *verified_text(const struct figures *figs, enum paging mode)
{
	static const struct { const char *key, *says; } by[] = {
		{ "parameter", "parameter" }, { "leaf", "KVM's leaf says" },
		{ "counts", "counts of" },
	};
	const json_t *mine = json_object_get(
		json_object_get(figs->res->meta, "verified"),
		figures_mode_key(figs, mode));
	const char *between = "";
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (json_is_false(json_object_get(mine, "ok")))
		fputs("CONTRADICTED: ", out);
	for (size_t i = 0; i < sizeof(by) / sizeof(*by); i++) {
		const char *found = json_string_value(
			json_object_get(mine, by[i].key));

		if (!found)
			continue;
		fprintf(out, "%s%s %s", between, by[i].says, found);
		between = "; ";
	}
	return fclose(out) ? NULL : text;
}

char *params_line(const struct figures *figs)
{
	const char *between = "";
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];

		if (!*group->params_text)
			continue;
		fprintf(out, "%s%s %s", between, group->workload,
			group->params_text);
		between = "; ";
	}
	return fclose(out) ? NULL : text;
}
