// SPDX-License-Identifier: GPL-2.0
/* The phases of a boot. */
#include <stdlib.h>

#include "boot.h"
#include "cells.h"
#include "section.h"
#include "text.h"

/* The group whose boot is shown, and its phases; NULL when there are none. */
static const struct group *
find_phases(const struct figures *figs,
	    struct boot_phase phases[PAGING_MODES][PHASES_MAX],
	    size_t n[PAGING_MODES])
{
	const struct group *group = boot_group(figs);

	for (int m = 0; m < PAGING_MODES; m++)
		n[m] = group ? boot_phases(group, m, phases[m]) : 0;
	return n[PAGING_TDP] || n[PAGING_SHADOW] ? group : NULL;
}

static void column(struct table *table, const struct figures *figs,
		   const char *what)
{
	char *over = text_format("%s, %s", what, figs->cycles_unit);

	columns_compared(table, figs, over ? over : what);
	free(over);
}

static void row(struct table *table, const struct figures *figs,
		const char *name, const struct boot_phase *tdp,
		const struct boot_phase *shadow)
{
	table_add(table, TINT_NONE, name);
	cells_compared(table, figs, &tdp->exits, &shadow->exits, false);
	cells_compared(table, figs, &tdp->cost, &shadow->cost, true);
	cells_compared(table, figs, &tdp->cycles, &shadow->cycles, true);
	cells_compared(table, figs, &tdp->blocked, &shadow->blocked, true);
}

static bool boot_has(const struct figures *figs)
{
	return boot_group(figs);
}

static void boot_run(struct view *view, const struct figures *figs)
{
	struct boot_phase phases[PAGING_MODES][PHASES_MAX] = { 0 };
	struct table table = { 0 };
	size_t n[PAGING_MODES];
	const struct group *group = find_phases(figs, phases, n);
	int any = n[PAGING_TDP] ? PAGING_TDP : PAGING_SHADOW;

	if (!group)
		return;
	table_caption(&table, "Phases of %s, guest machine %s", group->label,
		      group->machine);
	table_column(&table, TABLE_LEFT, NULL, "phase");
	columns_compared(&table, figs, "VM exits");
	column(&table, figs, "cost of exits");
	column(&table, figs, "elapsed");
	column(&table, figs, "of which blocked");
	for (size_t i = 0; i < n[any]; i++)
		row(&table, figs, phases[any][i].name, &phases[PAGING_TDP][i],
		    &phases[PAGING_SHADOW][i]);
	view_table(view, &table);
	view_note(view, "Medians. VMM: from the start of QEMU until it lets the vCPU run, before the first VM exit; most of it lies before the guest's TSC begins and is not in the elapsed time of boot. firmware includes the loader that fetches kernel and initramfs; kernel: from its decompression to the initcalls; initcalls; start of init: until the first instruction of /init; user space: which loads modules and mounts a disk. The last two boundaries are exact, the others are those of the next sample. Sampling is part of what was measured: each sample costs an interrupt and some blocked time; boot:interval=0 measures without. Other boots of this run, and every figure, are in derived/boot-phases.tsv.");
}

const struct section section_boot = {
	.id = "boot",
	.heading = "What does a boot do, and when?",
	.has = boot_has,
	.without = "This run has no boot with a timeline; make bench WORKLOAD=boot makes one.",
	.run = boot_run,
};
