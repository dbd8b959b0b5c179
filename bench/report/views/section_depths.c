// SPDX-License-Identifier: GPL-2.0
/* How deep exits went, by reason. */
#include <stdio.h>
#include <stdlib.h>

#include "cells.h"
#include "plotdata_costs.h"
#include "section.h"
#include "text.h"

static uint64_t sum(const struct depths *depths, int from)
{
	uint64_t n = 0;

	for (int d = from; d < KVM_EXIT_ACCT_DEPTHS; d++)
		n += depths->of[d];
	return n;
}

/* Why those went that went to the VMM. */
static void add_whys(struct table *table, const struct depths *depths)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	for (int d = KVM_EXIT_ACCT_DEPTH_VMM; d < KVM_EXIT_ACCT_DEPTHS; d++)
		if (out && depths->of[d])
			fprintf(out, "%s%s %s", ftell(out) ? ", " : "",
				depth_names[d], text_number(depths->of[d]).s);
	if (out)
		fclose(out);
	table_add(table, TINT_NONE, text ? text : "");
	free(text);
}

static void row(struct table *table, const struct figures *figs,
		uint32_t reason, enum paging m)
{
	const char *name = "";
	struct depths depths = figures_depths(figs, reason, m, &name);

	if (!sum(&depths, 0))
		return;
	cell_reason(table, figs->vendor, reason, name);
	table_add(table, TINT_NONE, figures_mode(figs, m));
	for (int d = 0; d < KVM_EXIT_ACCT_DEPTH_VMM; d++)
		cell_count(table, depths.of[d]);
	cell_count(table, sum(&depths, KVM_EXIT_ACCT_DEPTH_VMM));
	add_whys(table, &depths);
}

static size_t choose(const struct figures *figs, uint32_t reasons[COSTS_MAX])
{
	size_t n = costs_choose(figs, reasons), known = 0;

	for (size_t i = 0; i < n; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const char *name;
			struct depths depths = figures_depths(figs, reasons[i],
							      m, &name);

			known += sum(&depths, 0) > 0;
		}
	return known ? n : 0;
}

static bool depths_has(const struct figures *figs)
{
	return choose(figs, (uint32_t [COSTS_MAX]){ 0 }) > 0;
}

static void depths_run(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };
	uint32_t reasons[COSTS_MAX];
	size_t n = choose(figs, reasons);

	table_caption(&table, "Exits by how deep they went, by reason");
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, TABLE_LEFT, NULL, "paging");
	for (int d = 0; d < KVM_EXIT_ACCT_DEPTH_VMM; d++)
		table_column(&table, 0, NULL, depth_names[d]);
	table_column(&table, 0, NULL, "VMM");
	table_column(&table, TABLE_LEFT, NULL, "why to the VMM");
	for (size_t i = 0; i < n; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row(&table, figs, reasons[i], m);
	view_table(view, &table);
	view_note(view, "All workloads and repetitions together; each exit counts once, where it went deepest: a fastpath handler of KVM did all of it, an exit handler in the kernel, the instruction emulator decoded an instruction, or KVM_RUN returned to the VMM.");
}

const struct section section_depths = {
	.id = "depths",
	.heading = "How deep do exits go?",
	.has = depths_has,
	.run = depths_run,
};
