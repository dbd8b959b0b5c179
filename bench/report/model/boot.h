/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Phases and timeline of a boot, as records have them (bench/RECORDS.md,
 * "Phases of a boot"). No presentation.
 */
#ifndef EXITBENCH_BOOT_H
#define EXITBENCH_BOOT_H

#include "figures.h"

/* One phase; spreads over the repetitions that have phases. */
struct boot_phase {
	const char *name;
	struct spread cycles, exits, cost, blocked;
};

/* The first workload that has a timeline; NULL when none has. */
const struct group *boot_group(const struct figures *figs);

/*
 * The repetition of @group under @m that the timeline shows: the first one that
 * has one; NULL when none has.
 */
const struct record *boot_record(const struct group *group, enum paging m);

/* The phases of @group under @m; returns how many, 0 for none. */
size_t boot_phases(const struct group *group, enum paging m,
		   struct boot_phase phases[PHASES_MAX]);

#endif
