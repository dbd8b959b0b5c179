// SPDX-License-Identifier: GPL-2.0
/* Reading the counters of this VM; see counters.h. */
#include <cpuid.h>
#include <stdbool.h>

#include "counters.h"

struct regs {
	unsigned int eax, ebx, ecx, edx;
};

static struct regs query(unsigned int leaf, unsigned int index)
{
	struct regs r;

	__cpuid_count(leaf, index, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

/* The two 64-bit values of a pair, low half first. */
static void read_pair(unsigned int slot, unsigned int row, unsigned int pair,
		      uint64_t *first, uint64_t *second)
{
	struct regs r = query(KVM_EXIT_ACCT_LEAF_READ,
			      slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
			      row << KVM_EXIT_ACCT_READ_ROW_SHIFT | pair);

	*first = (uint64_t)r.ebx << 32 | r.eax;
	*second = (uint64_t)r.edx << 32 | r.ecx;
}

int counters_discover(struct counters_info *info)
{
	struct regs r = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 0);

	if (r.eax != KVM_EXIT_ACCT_VERSION || r.ebx != KVM_EXIT_ACCT_SIG_EBX ||
	    r.ecx != KVM_EXIT_ACCT_SIG_ECX || r.edx != KVM_EXIT_ACCT_SIG_EDX)
		return -1;

	r = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 1);
	info->vendor = r.eax == KVM_EXIT_ACCT_VENDOR_VMX ? VENDOR_VMX :
							   VENDOR_SVM;
	info->rows = r.ebx;
	info->slots = r.ecx;
	info->vcpus = r.edx;
	r = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 2);
	info->paging = r.eax;
	info->pairs = r.ebx;
	return info->rows <= COUNTERS_MAX_ROWS ? 0 : -1;
}

/* Reads a row of a slot; of a row without exits, only that. */
static void read_row(const struct counters_info *info, unsigned int slot,
		     unsigned int row, struct counters_row *out)
{
	uint64_t left;
	unsigned int i;

	*out = (struct counters_row){ 0 };
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL, &out->count,
		  &out->kernel);
	if (!out->count)
		return;
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED, &out->user,
		  &out->blocked);
	if (info->pairs < KVM_EXIT_ACCT_PAIRS)
		return;
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_MIN_MAX, &out->min, &out->max);
	/* Every exit is in one bucket: no need to read on behind the last. */
	left = out->count;
	for (i = 0; left && i < KVM_EXIT_ACCT_HIST_BUCKETS; i += 2) {
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_HIST + i / 2,
			  &out->hist[i], &out->hist[i + 1]);
		left -= out->hist[i] + out->hist[i + 1];
	}
}

static int subtract(struct counters_row *from, const struct counters_row *what)
{
	int i;

	if (from->count < what->count || from->kernel < what->kernel ||
	    from->user < what->user || from->blocked < what->blocked)
		return -1;
	from->count -= what->count;
	from->kernel -= what->kernel;
	from->user -= what->user;
	from->blocked -= what->blocked;
	for (i = 0; i < KVM_EXIT_ACCT_HIST_BUCKETS; i++) {
		if (from->hist[i] < what->hist[i])
			return -1;
		from->hist[i] -= what->hist[i];
	}
	return 0;
}

/* The exit that latched @slot, and the row it is charged to. */
static void read_latch_exit(const struct counters_info *info, unsigned int slot,
			    struct counters_row *out, uint64_t *row)
{
	uint64_t busy;

	*out = (struct counters_row){ .count = 1 };
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST,
		  &out->kernel, &out->user);
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_ROW,
		  &out->blocked, row);
	busy = out->kernel + out->user;
	if (info->pairs >= KVM_EXIT_ACCT_PAIRS)
		out->hist[63 - __builtin_clzll(busy | 1)] = 1;
}

static int latched(unsigned int slot)
{
	uint64_t seq, tsc;

	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SEQ,
		  &seq, &tsc);
	return seq > 0;
}

/* Number of the window that the minima and maxima of @slot are of. */
static uint64_t window(unsigned int slot)
{
	uint64_t number, tsc;

	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_WINDOW,
		  &number, &tsc);
	return number;
}

/* The window of @after is the one that @before opened, and no other. */
static bool window_fits(const struct counters_info *info, int before, int after)
{
	if (info->pairs < KVM_EXIT_ACCT_PAIRS)
		return false;
	return window(after) == (before < 0 ? 1 : window(before) + 1);
}

int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta)
{
	struct counters_row *row, old, own = { 0 };
	uint64_t own_row = UINT64_MAX;
	bool window_known;
	unsigned int i;

	if (!latched(after) || (before >= 0 && !latched(before)))
		return -1;
	if (before >= 0)
		read_latch_exit(info, before, &own, &own_row);
	window_known = window_fits(info, before, after);

	delta->rows = 0;
	for (i = 0; i < info->rows; i++) {
		row = &delta->row[delta->rows];
		read_row(info, after, i, row);
		if (!row->count)
			continue;
		if (before >= 0) {
			read_row(info, before, i, &old);
			if (subtract(row, &old))
				return -1;
		}
		if (i == own_row && subtract(row, &own))
			return -1;
		if (!row->count)
			continue;
		if (!window_known)
			row->min = row->max = 0;
		row->reason = query(KVM_EXIT_ACCT_LEAF_READ,
				    after << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
				    i << KVM_EXIT_ACCT_READ_ROW_SHIFT |
				    KVM_EXIT_ACCT_PAIR_REASON).eax;
		delta->rows++;
	}
	return 0;
}
