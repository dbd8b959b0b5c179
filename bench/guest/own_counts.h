/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The counters of one vCPU, latched on it and read into memory on any. There are
 * fewer slots than vCPUs, and a reading is hundreds of CPUIDs.
 */
#ifndef EXITBENCH_OWN_COUNTS_H
#define EXITBENCH_OWN_COUNTS_H

#include "counters.h"

/* Exits, and their cycles, of each reason. */
struct own_rows {
	unsigned int n;
	struct counters_row row[COUNTERS_MAX_ROWS];
};

/*
 * Latches those of the vCPU that this thread is on. Returns how often @slot was
 * latched in all, 0 when this KVM has no such latch.
 */
uint64_t own_latch(int slot);

/* Lets this thread run on @cpu alone. 0, or -ENXIO. */
int own_move(int cpu);

/* What @slot holds, since the VM was created. Errors of counters_read_delta(). */
int own_read(const struct counters_info *info, int slot, struct own_rows *rows);

/* Adds the exit that latched @slot, which @slot itself does not hold. */
void own_add_latch(const struct counters_info *info, int slot,
		   struct own_rows *rows);

/* That of @reason; a new one has no exits yet. */
struct counters_row *own_row(struct own_rows *rows, uint32_t reason);

void own_add(struct own_rows *rows, const struct counters_row *what);

/* 0, or -ERANGE: @what has more of something. */
int own_subtract(struct own_rows *rows, const struct counters_row *what);
int own_subtract_all(struct own_rows *rows, const struct own_rows *what);

#endif
