// SPDX-License-Identifier: GPL-2.0
/* Which vCPU had the exits, where a workload ran on several. */
#include <stdio.h>
#include <stdlib.h>

#include "cells.h"
#include "section.h"
#include "text.h"
#include "vcpus.h"

static bool vcpus_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (vcpus_count(&figs->groups[i].mode[m]) > 1)
				return true;
	return false;
}

/* "HLT 12, NPF 3", those with most exits first. */
static void add_reasons(struct table *table, const struct mode_figures *mode,
			size_t vcpu)
{
	enum { MOST = 4 };
	struct most {
		double n;
		const char *name;
	} most[MOST] = { 0 };
	const char *name;
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (uint64_t r = 0; vcpus_next_reason(mode, vcpu, &r, &name); r++) {
		struct most next = {
			vcpus_reason(mode, vcpu, r, VCPU_EXITS).median, name,
		};

		for (int i = 0; i < MOST; i++)
			if (next.n > most[i].n) {
				struct most less = most[i];

				most[i] = next;
				next = less;
			}
	}
	for (int i = 0; out && i < MOST && most[i].n > 0; i++)
		fprintf(out, "%s%s %s", i ? ", " : "", most[i].name,
			text_number(most[i].n).s);
	if (out)
		fclose(out);
	table_add(table, TINT_NONE, text ? text : "");
	free(text);
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m, size_t vcpu)
{
	const struct mode_figures *mode = &group->mode[m];
	struct spread exits = vcpus_all(mode, vcpu, VCPU_EXITS);
	struct spread cost = vcpus_all(mode, vcpu, VCPU_COST);
	struct spread blocked = vcpus_all(mode, vcpu, VCPU_BLOCKED);

	cells_mode(table, figs, group, m);
	table_add(table, TINT_NONE, vcpu == VCPUS_OUTSIDE ? "outside" :
		  text_number(vcpus_number(mode, vcpu)).s);
	cell_median(table, TINT_STRONG, &exits, false);
	cell_median(table, TINT_NONE, &cost, true);
	cell_median(table, TINT_FAINT, &blocked, true);
	add_reasons(table, mode, vcpu);
}

static void vcpus_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Exits of each vCPU, medians");
	columns_mode(&table);
	table_column(&table, TABLE_LEFT, NULL, "vCPU");
	table_column(&table, 0, NULL, "exits");
	table_column(&table, 0, NULL, "cost of exits");
	table_column(&table, 0, NULL, "blocked");
	table_column(&table, TABLE_LEFT | TABLE_WRAP, NULL, "most of them");
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			size_t n = vcpus_count(&group->mode[m]);

			if (n < 2)
				continue;
			for (size_t v = 0; v < n; v++)
				row(&table, figs, group, m, v);
			if (vcpus_all(&group->mode[m], VCPUS_OUTSIDE,
				      VCPU_EXITS).max > 0)
				row(&table, figs, group, m, VCPUS_OUTSIDE);
		}
	view_table(view, &table);
	view_note(view, "The vCPU that latches the VM\u2019s counters latches its own at the same two moments, so its exits are those of the repetition. The others are looked at before and behind it: \u201coutside\u201d are the exits of theirs that they had between that and the repetition, when they went idle and were woken. All vCPUs together have the exits of the repetition and those; derived/vcpus.tsv has them by reason.");
}

const struct section section_vcpus = {
	.id = "vcpus",
	.heading = "Which vCPU has the exits?",
	.has = vcpus_has,
	.run = vcpus_run,
};
