// SPDX-License-Identifier: GPL-2.0
/* What page tables take of the KVM host's memory. */
#include <stdlib.h>

#include "cells.h"
#include "claims.h"
#include "footprint.h"
#include "section.h"
#include "text.h"

/* KiB, with a sign where it is a change. */
static void cell_kib(struct table *table, enum tint tint,
		     const struct spread *pages, bool is_change)
{
	double kib = pages->median * MEMORY_PAGE_KIB;
	char *text;

	if (!pages->n) {
		table_add(table, TINT_NONE, TEXT_NONE);
		return;
	}
	text = text_format("%s%s", kib < 0 ? "\u2212" : is_change && kib > 0 ?
			   "+" : "", text_number(kib < 0 ? -kib : kib).s);
	table_add_number(table, tint, text ? text : "", kib);
	free(text);
}

static void cell_number(struct table *table, struct spread s)
{
	if (s.n)
		cell_count(table, s.median);
	else
		table_add(table, TINT_NONE, TEXT_NONE);
}

static void row(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m)
{
	static const enum memory_count at_end[] = { MEMORY_4K, MEMORY_2M };
	static const enum memory_count within[] = {
		MEMORY_MADE, MEMORY_ZAPPED, MEMORY_RECYCLED, MEMORY_WRITES,
	};
	const struct mode_figures *mode = &group->mode[m];
	struct spread kvm = footprint_after(mode, MEMORY_KVM_TABLES);
	struct spread grew = footprint_change(mode, MEMORY_KVM_TABLES);
	struct spread host = footprint_after(mode, MEMORY_HOST_TABLES);

	if (!kvm.n && !footprint_after(mode, MEMORY_4K).n)
		return;
	cells_mode(table, figs, group, m);
	cell_kib(table, TINT_STRONG, &kvm, false);
	cell_kib(table, TINT_NONE, &grew, true);
	cell_kib(table, TINT_FAINT, &host, false);
	for (size_t i = 0; i < sizeof(at_end) / sizeof(*at_end); i++)
		cell_number(table, footprint_after(mode, at_end[i]));
	for (size_t i = 0; i < sizeof(within) / sizeof(*within); i++)
		cell_number(table, footprint_change(mode, within[i]));
}

static void columns(struct table *table)
{
	static const char *const made = "shadow pages, in the repetition";

	columns_mode(table);
	table_column(table, TABLE_START, "page tables, KiB", "KVM\u2019s");
	table_column(table, 0, "page tables, KiB", "change");
	table_column(table, 0, "page tables, KiB", "host\u2019s");
	table_column(table, TABLE_START, "KVM\u2019s map", "4 KiB pages");
	table_column(table, 0, "KVM\u2019s map", "2 MiB pages");
	table_column(table, TABLE_START, made, "made");
	table_column(table, 0, made, "given up");
	table_column(table, 0, made, "for want of room");
	table_column(table, 0, NULL, "writes emulated");
}

/* The claim that this section is about, and what this run says of it. */
static void note_claim(struct view *view, const struct figures *figs)
{
	size_t n;
	const struct claim *claims = claims_all(&n);

	for (size_t i = 0; i < n; i++) {
		enum claim_verdict verdict;
		char *ours;

		if (claims[i].judge != judge_footprint)
			continue;
		verdict = claim_judged(&claims[i], figs, &ours);
		view_note(view, "The claim of %s: \u201c%s\u201d It is %s (%s). The rule: %s.",
			  claims[i].source, claims[i].text, claim_word(verdict),
			  ours ? ours : "", claims[i].rule);
		free(ours);
	}
}

static void memory_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Page tables in the KVM host\u2019s memory at the end of a repetition, medians");
	columns(&table);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, &figs->groups[i], m);
	view_table(view, &table);
	view_note(view, "All figures are the KVM host\u2019s, not the guest\u2019s. \u201cKVM\u2019s\u201d are the nested or the shadow page tables, \u201chost\u2019s\u201d those that the host itself needs for the VMM and all else; both count from before the VM was started, so they hold what all workloads before have left. \u201cChange\u201d and what follows \u201cmade\u201d are of the repetition, its preparation included. The guest\u2019s own page tables are part of its memory under either mode.");
	view_note(view, "Shadow paging takes more than its page tables: KVM keeps a page of frame numbers beside each shadow page, and 8 bytes for each page of the guest (arch/x86/kvm/mmu). No counter of the kernel tells these, so they are not in the figures. All counts are in derived/memory.tsv; bench/RECORDS.md has the meaning of each.");
	note_claim(view, figs);
}

const struct section section_memory = {
	.id = "memory",
	.heading = "What do page tables take of the host\u2019s memory?",
	.has = footprint_known,
	.run = memory_run,
};
