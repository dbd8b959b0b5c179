// SPDX-License-Identifier: GPL-2.0
/*
 * What a reader must know before believing the figures of a run: damaged lines,
 * and numbers that surprise. Only finds; the figures stay as they are. Cells that
 * are not there are findings_cells.c's.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "findings_cells.h"
#include "findings_repeat.h"
#include "reasons.h"
#include "text.h"

static int add_damaged(struct figures *figs)
{
	uint64_t sent = figs->res->meta.damaged_lines;
	unsigned long kept = figs->res->damaged;
	int err = 0;

	if (kept)
		err = finding_add(&figs->findings, FINDING_DAMAGED, NULL,
				   "%lu line%s of records.jsonl left out", kept,
				   kept > 1 ? "s" : "");
	if (!err && sent)
		err = finding_add(&figs->findings, FINDING_DAMAGED, NULL,
				   "%" PRIu64 " line%s arrived damaged during the run and %s rejected",
				   sent, sent > 1 ? "s" : "",
				   sent > 1 ? "were" : "was");
	return err;
}

/* Exits that two-dimensional paging alone can cause, on either vendor. */
static bool only_tdp(const struct figures *figs, uint32_t reason)
{
	return reason_paging(figs->vendor, reason) == PAGING_TDP;
}

static int note_mode(struct figures *figs, const struct group *group,
		     enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];
	const char *name = figures_mode(figs, m);
	int err = 0;

	for (size_t i = 0; !err && i < mode->n_reasons; i++)
		if (m == PAGING_SHADOW &&
		    only_tdp(figs, mode->reasons[i].reason))
			err = finding_add(&figs->findings, FINDING_NOTE, NULL,
					   "%s under shadow has exits of %s, which shadow paging cannot cause: the mode is not what it says",
					   group->label, mode->reasons[i].name);
	if (!err && !strcmp(group->workload, "null") &&
	    mode->fig[FIG_EXITS].max > 0)
		err = finding_add(&figs->findings, FINDING_NOTE, NULL,
				   "null under %s has up to %.0f exits, not 0: every figure may be wrong by that much",
				   name, mode->fig[FIG_EXITS].max);
	return err;
}

static int note_counts(struct figures *figs)
{
	size_t once = 0, many = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			once += figs->groups[i].mode[m].ok == 1;
			many += figs->groups[i].mode[m].ok > 1;
		}
	if (!once)
		return 0;
	return finding_add(&figs->findings, FINDING_NOTE, NULL, many ?
			    "some figures come from one repetition: their spread is not known (n=1)" :
			    "all figures come from one repetition: their spread is not known");
}

/* Histograms that do not hold the exits that were counted. */
static int note_histograms(struct figures *figs)
{
	size_t wrong = 0;

	for (size_t i = 0; i < figs->res->n_records; i++)
		wrong += figs->res->records[i].odd_histograms;
	if (!wrong)
		return 0;
	return finding_add(&figs->findings, FINDING_NOTE, NULL,
			    "%zu histogram%s of the cost of single exits do%s not add up to the number of exits counted",
			    wrong, wrong > 1 ? "s" : "", wrong > 1 ? "" : "es");
}

/* Exits that could not be told apart, for the table was full. */
static int note_details(struct figures *figs)
{
	uint64_t most = 0;
	const char *where = "", *name = "";

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];

			if (group->mode[m].details.lost <= most)
				continue;
			most = group->mode[m].details.lost;
			where = group->label;
			name = figures_mode(figs, m);
		}
	if (!most)
		return 0;
	return finding_add(&figs->findings, FINDING_NOTE, NULL,
			    "the table of details was full: up to %s exits (%s under %s) are not in it; give a larger DETAIL=",
			    text_exact(most).s, where, name);
}

/* What this KVM, or a boot of it, does not tell: once for each text. */
static int note_lost(struct figures *figs)
{
	const struct results *res = figs->res;
	const char *last = NULL;
	int err = 0;

	for (size_t i = 0; !err && i < res->n_records; i++) {
		const char *lost = extras(&res->records[i])->lost;
		size_t before = 0;

		if (!lost || (last && !strcmp(lost, last)))
			continue;
		last = lost;
		while (!extras(&res->records[before])->lost ||
		       strcmp(extras(&res->records[before])->lost, lost))
			before++;
		if (before == i)
			err = finding_add(&figs->findings, FINDING_NOTE, NULL,
					  "not everything could be measured: %s",
					  lost);
	}
	return err;
}

/* Without one of the modes there is nothing to compare. */
static int note_one_mode(struct figures *figs)
{
	size_t cells[PAGING_MODES] = { 0 };

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct mode_figures *mode =
				&figs->groups[i].mode[m];

			cells[m] += mode->ok + mode->failed + mode->skipped;
		}
	if (!figs->n_groups || (cells[PAGING_TDP] && cells[PAGING_SHADOW]))
		return 0;
	return finding_add(&figs->findings, FINDING_NOTE, NULL,
			    "no cell under %s in this run: there is nothing to compare",
			    figures_mode(figs, cells[PAGING_TDP] ? PAGING_SHADOW :
			    PAGING_TDP));
}

/* A mode with figures that the run did not find to be what it says. */
static int note_verified(struct figures *figs, enum paging m)
{
	const struct meta_verified *mine =
		meta_verified(&figs->res->meta, figures_mode_key(figs, m));
	const char *name = figures_mode(figs, m);
	size_t ok = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		ok += figs->groups[i].mode[m].ok;
	if (!ok || (mine && mine->ok))
		return 0;
	if (mine && mine->contradicted)
		return finding_add(&figs->findings, FINDING_FAILED, NULL,
				    "the paging mode %s was contradicted: do not believe its figures",
				    name);
	return finding_add(&figs->findings, FINDING_NOTE, NULL,
			    "meta.json does not say that the paging mode %s was verified",
			    name);
}

/* What was seen of the machine before the run, in sentences. */
static int note_warnings(struct figures *figs)
{
	const struct run_meta *meta = &figs->res->meta;
	int err = 0;

	for (size_t i = 0; !err && i < meta->n_warnings; i++)
		err = finding_add(&figs->findings, FINDING_NOTE, NULL, "%s",
				  meta->warnings[i]);
	return err;
}

int findings_collect(struct figures *figs)
{
	int err;

	err = findings_cells(figs) ?: add_damaged(figs) ?:
	      note_verified(figs, PAGING_TDP) ?:
	      note_verified(figs, PAGING_SHADOW) ?:
	      note_one_mode(figs) ?: note_counts(figs) ?:
	      note_histograms(figs) ?: note_details(figs) ?: note_lost(figs) ?:
	      note_warnings(figs);
	for (size_t i = 0; !err && i < figs->n_groups; i++)
		err = note_mode(figs, &figs->groups[i], PAGING_TDP) ?:
		      note_mode(figs, &figs->groups[i], PAGING_SHADOW);
	return err ?: findings_repeat(figs);
}
