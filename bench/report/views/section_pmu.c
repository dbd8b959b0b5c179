// SPDX-License-Identifier: GPL-2.0
/* Page walks that the guest's PMU counted, or why it did not. */
#include <stdlib.h>

#include "cells.h"
#include "section.h"
#include "text.h"

enum part { WALKS, CYCLES, NESTED };

static bool part_of(const struct pmu_walks *pmu, enum part part, double *value)
{
	const uint64_t of[] = {
		[WALKS] = pmu->walks, [CYCLES] = pmu->cycles,
		[NESTED] = pmu->nested_cycles,
	};

	*value = of[part];
	return part == WALKS || pmu->knows_cycles;
}

static struct spread over(const struct mode_figures *mode, enum part part)
{
	double *values = calloc(mode->n_recs + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];
		const struct pmu_walks *pmu = extras(rec)->pmu;

		if (rec->status == STATUS_OK && pmu && !pmu->lost &&
		    part_of(pmu, part, &values[n]))
			n++;
	}
	if (n)
		s = stats_double(values, n);
	free(values);
	return s;
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m)
{
	struct spread walks = over(&group->mode[m], WALKS);

	if (!walks.n)
		return;
	cells_mode(table, figs, group, m);
	for (int part = WALKS; part <= NESTED; part++) {
		struct spread s = over(&group->mode[m], part);

		cell_median(table, part ? TINT_NONE : TINT_STRONG, &s, part);
		table_add(table, TINT_FAINT, text_spread(&s).s);
	}
}

static const struct pmu_walks *first(const struct figures *figs, bool lost)
{
	for (size_t i = 0; i < figs->res->n_records; i++) {
		const struct pmu_walks *pmu =
			extras(&figs->res->records[i])->pmu;

		if (pmu && lost == !!pmu->lost)
			return pmu;
	}
	return NULL;
}

static bool pmu_has(const struct figures *figs)
{
	return first(figs, true) || first(figs, false);
}

static void pmu_run(struct view *view, const struct figures *figs)
{
	static const char *const parts[] = {
		"walks", "cycles", "cycles, nested table",
	};
	const struct pmu_walks *counted = first(figs, false);
	const struct pmu_walks *lost = first(figs, true);
	struct table table = { 0 };

	if (lost)
		view_note(view, "Page walks were not counted%s: %s.",
			  counted ? " in some repetitions" : "", lost->lost);
	if (!counted)
		return;
	table_caption(&table, "Page walks of a bracket, by the guest\u2019s PMU");
	columns_mode(&table);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		table_column(&table, 0, NULL, parts[i]);
		table_column(&table, 0, NULL, "spread");
	}
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, &figs->groups[i], m);
	view_table(view, &table);
	view_note(view, "Medians, in cycles of the processor, by the events of a \u201c%s\u201d (bench/guest/pmu.c). The counters run from before the first snapshot to behind the second, so those two are in it: null shows how much. Cycles of the nested table stand apart where the processor tells them apart, and are in \u201ccycles\u201d where it does not.",
		  counted->processor);
}

const struct section section_pmu = {
	.id = "pmu",
	.heading = "What did the processor count of page walks?",
	.has = pmu_has,
	.run = pmu_run,
};
