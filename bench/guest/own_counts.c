// SPDX-License-Identifier: GPL-2.0
/* The counters of one vCPU; see own_counts.h. */
#include <errno.h>
#include <sched.h>

#include "own_counts.h"

uint64_t own_latch(int slot)
{
	struct cpuid_regs r = counters_cpuid(KVM_EXIT_ACCT_LEAF_LATCH,
					     slot | KVM_EXIT_ACCT_LATCH_VCPU);

	counters_times[slot] = r.edx == KVM_EXIT_ACCT_UNDEFINED ? 0 :
			       (uint64_t)r.ebx << 32 | r.eax;
	return counters_times[slot];
}

int own_move(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -ENXIO : 0;
}

struct counters_row *own_row(struct own_rows *rows, uint32_t reason)
{
	unsigned int i;

	for (i = 0; i < rows->n; i++)
		if (rows->row[i].reason == reason)
			return &rows->row[i];
	rows->row[i] = (struct counters_row){ .reason = reason };
	rows->n++;
	return &rows->row[i];
}

void own_add(struct own_rows *rows, const struct counters_row *what)
{
	struct counters_row *row = own_row(rows, what->reason);

	row->count += what->count;
	row->kernel += what->kernel;
	row->user += what->user;
	row->blocked += what->blocked;
	row->away += what->away;
}

int own_read(const struct counters_info *info, int slot, struct own_rows *rows)
{
	static struct counters_delta all;
	struct counters_info counts = *info;
	unsigned int i;
	int err;

	/* Neither extremes nor histograms nor details: each is many CPUIDs. */
	counts.spread = false;
	counts.depth = counts.parts = counts.l2 = false;
	counts.details = 0;
	err = counters_read_delta(&counts, -1, slot, &all);
	if (err)
		return err;
	rows->n = 0;
	for (i = 0; i < all.rows; i++)
		own_add(rows, &all.row[i]);
	return 0;
}

void own_add_latch(const struct counters_info *info, int slot,
		   struct own_rows *rows)
{
	struct counters_row latch;
	uint64_t row;

	counters_latch_exit(info, slot, &latch, &row);
	latch.reason = counters_reason(slot, row);
	own_add(rows, &latch);
}

int own_subtract(struct own_rows *rows, const struct counters_row *what)
{
	struct counters_row *row = own_row(rows, what->reason);

	if (row->count < what->count || row->kernel < what->kernel ||
	    row->user < what->user || row->blocked < what->blocked ||
	    row->away < what->away)
		return -ERANGE;
	row->count -= what->count;
	row->kernel -= what->kernel;
	row->user -= what->user;
	row->blocked -= what->blocked;
	row->away -= what->away;
	return 0;
}

int own_subtract_all(struct own_rows *rows, const struct own_rows *what)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < what->n && !err; i++)
		err = own_subtract(rows, &what->row[i]);
	return err;
}
