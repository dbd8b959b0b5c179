// SPDX-License-Identifier: GPL-2.0
/* What was compared, what went wrong, and how it was run, in a few lines. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "section.h"
#include "text.h"

static const char *word(enum finding_kind kind)
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

/* Whether it is about figures that are wrong or not there. */
static bool bad(enum finding_kind kind)
{
	return kind != FINDING_NOTE && kind != FINDING_SKIPPED;
}

static char *cells_text(const struct figures *figs)
{
	const struct run_meta *meta = &figs->res->meta;
	uint64_t want = meta->cells;
	size_t ok = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			ok += figs->groups[i].mode[m].ok;
	if (want < figs->res->n_records)
		want = figs->res->n_records;
	if (!meta->reps)
		return text_format("%zu of %" PRIu64 " cells ok", ok, want);
	return text_format("%zu of %" PRIu64 " cells ok, %" PRIu64 " repetition%s of each%s",
			   ok, want, meta->reps, meta->reps == 1 ? "" : "s",
			   !meta->has_warmup || meta->warmup == 1 ? "" :
			   meta->warmup ? ", after more than one warm-up" :
			   ", without a warm-up");
}

/* By what @mode was verified, "" if by nothing. */
static char *verified_text(const struct figures *figs, enum paging mode)
{
	static const struct meta_verified nothing;
	const struct meta_verified *mine =
		meta_verified(&figs->res->meta, figures_mode_key(figs, mode)) ?:
		&nothing;
	const struct { const char *found, *says; } by[] = {
		{ mine->parameter, "parameter" },
		{ mine->leaf, "KVM's leaf says" },
		{ mine->counts, "counts of" },
	};
	const char *between = "";
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (mine->contradicted)
		fputs("CONTRADICTED: ", out);
	for (size_t i = 0; i < sizeof(by) / sizeof(*by); i++) {
		if (!by[i].found)
			continue;
		fprintf(out, "%s%s %s", between, by[i].says, by[i].found);
		between = "; ";
	}
	return fclose(out) ? NULL : text;
}

/* "cpuid count=1000; idle seconds=1" */
static char *params_line(const struct figures *figs)
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

static void head_run(struct view *view, const struct figures *figs)
{
	const struct results *res = figs->res;

	view_title(view, "%s against shadow paging, rig %s", figs->tdp,
		   figs->rig);
	for (size_t i = 0; i < figs->findings.n; i++) {
		const struct finding *f = &figs->findings.list[i];

		view_item(view, word(f->kind), bad(f->kind), f->text,
			  f->console);
	}
	view_term(view, "run", results_name(res));
	view_term_owned(view, "cells", cells_text(figs));
	view_term_owned(view, "kernel", text_format("%s, guest machine %s",
						    figs->kernel,
						    figs->machine));
	view_term_owned(view, "cycles", text_format("%s: %s",
						    figs->cycles_unit,
						    figs->cycles_note));
	view_term_owned(view, figs->tdp, verified_text(figs, PAGING_TDP));
	view_term_owned(view, "shadow", verified_text(figs, PAGING_SHADOW));
	view_term_owned(view, "workloads", params_line(figs));
	if (res->meta.command)
		view_term(view, "command", res->meta.command);
}

const struct section section_head = {
	.id = "head",
	.brief = true,
	.run = head_run,
};
