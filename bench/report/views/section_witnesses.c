// SPDX-License-Identifier: GPL-2.0
/* Whether others who count the same exits come to the same numbers. */
#include <string.h>

#include "cells.h"
#include "section.h"
#include "text.h"

/* What witnesses say of the good repetitions of one workload in one mode. */
struct said {
	size_t n, differ;
	uint64_t exits, traced, untraced, stats_exits, stats_traced, vmruns;
	bool has_vmruns;
};

static struct said add_up(const struct mode_figures *mode)
{
	struct said said = { .has_vmruns = true };

	for (size_t i = 0; i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];
		const struct witness *w = extras(rec)->witness;

		if (!w || rec->status != STATUS_OK)
			continue;
		said.n++;
		said.exits += rec->exits;
		said.traced += w->traced;
		said.untraced += w->untraced;
		said.stats_exits += w->stats_exits;
		said.stats_traced += w->stats_traced;
		said.vmruns += w->vmruns;
		said.has_vmruns &= w->has_vmruns;
		said.differ += w->n_differences > 0;
	}
	return said;
}

static bool witnesses_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->res->n_records; i++)
		if (extras(&figs->res->records[i])->witness)
			return true;
	return false;
}

static void columns(struct table *table)
{
	columns_mode(table);
	table_column(table, 0, NULL, "repetitions");
	table_column(table, TABLE_START, "VM exits", "counters");
	table_column(table, 0, "VM exits", "kvm_exit");
	table_column(table, 0, "VM exits", "fast path");
	table_column(table, 0, "VM exits", "VMRUN");
	table_column(table, TABLE_START, "around them", "statistics");
	table_column(table, 0, "around them", "trace");
	table_column(table, TABLE_LEFT, NULL, "verdict");
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m)
{
	struct said said = add_up(&group->mode[m]);

	if (!said.n)
		return;
	cells_mode(table, figs, group, m);
	cell_count(table, said.n);
	cell_count(table, said.exits);
	cell_count(table, said.traced);
	cell_count(table, said.untraced);
	if (said.has_vmruns)
		cell_count(table, said.vmruns);
	else
		table_add(table, TINT_NONE, TEXT_NONE);
	cell_count(table, said.stats_exits);
	cell_count(table, said.stats_traced);
	table_add(table, TINT_NONE, said.differ ? "explained" : "equal");
}

/* One cause of a difference in one workload and mode. */
struct cause {
	const struct difference *of;
	uint64_t counted, seen;
};

#define CAUSES_MAX 16

static void add_cause(struct cause *causes, size_t *n,
		      const struct difference *d)
{
	size_t i = 0;

	while (i < *n && (strcmp(causes[i].of->witness, d->witness) ||
			  strcmp(causes[i].of->name ? causes[i].of->name : "",
				 d->name ? d->name : "")))
		i++;
	if (i == CAUSES_MAX)
		return;
	if (i == *n)
		causes[(*n)++] = (struct cause){ .of = d };
	causes[i].counted += d->counted;
	causes[i].seen += d->seen;
}

static void differences(struct table *table, const struct figures *figs,
			const struct group *group, enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];
	struct cause causes[CAUSES_MAX];
	size_t n = 0;

	for (size_t i = 0; i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];

		if (rec->status != STATUS_OK || !extras(rec)->witness)
			continue;
		for (size_t d = 0; d < extras(rec)->witness->n_differences; d++)
			add_cause(causes, &n, &extras(rec)->witness->differences[d]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct difference *d = causes[i].of;

		cells_mode(table, figs, group, m);
		table_add(table, TINT_NONE, d->name ? d->name : "all");
		cell_count(table, causes[i].counted);
		table_add(table, TINT_NONE, d->witness);
		cell_count(table, causes[i].seen);
		table_add(table, TINT_NONE, d->cause ? d->cause : "not known");
	}
}

static void witnesses_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 }, causes = { 0 };

	columns(&table);
	columns_mode(&causes);
	table_column(&causes, TABLE_LEFT, NULL, "exits");
	table_column(&causes, 0, NULL, "counted");
	table_column(&causes, TABLE_LEFT, NULL, "witness");
	table_column(&causes, 0, NULL, "saw");
	table_column(&causes, TABLE_LEFT | TABLE_WRAP, NULL, "why");
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			row(&table, figs, &figs->groups[i], m);
			differences(&causes, figs, &figs->groups[i], m);
		}
	view_table(view, &table);
	view_table(view, &causes);
	view_note(view, "Sums over the good repetitions. \u201ckvm_exit\u201d and \u201cfast path\u201d are the kernel\u2019s trace between the bracket\u2019s own two latches: exits that it traced, by reason, and VM entries that no traced exit was before. \u201cVMRUN\u201d is what the emulator executed. KVM\u2019s statistics are read from outside, just before and behind the bracket, so they hold more; beside them is the trace of the same time. A repetition in which two disagree without a known cause has failed.");
	view_note(view, "Tracing takes time, which is in the cost of every exit of this run. Compare its cycles with those of other runs under VERIFY=1 only.");
}

const struct section section_witnesses = {
	.id = "witnesses",
	.heading = "Do independent witnesses agree?",
	.has = witnesses_has,
	.run = witnesses_run,
};
