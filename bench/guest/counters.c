// SPDX-License-Identifier: GPL-2.0
/* Reading the counters of this VM; see counters.h. */
#include <cpuid.h>

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
	info->paging = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 2).eax;
	return info->rows <= COUNTERS_MAX_ROWS ? 0 : -1;
}

/* Reads a row of a slot; of a row without exits, only that. */
static void read_row(unsigned int slot, unsigned int row,
		     struct counters_row *out)
{
	*out = (struct counters_row){ 0 };
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL, &out->count,
		  &out->kernel);
	if (out->count)
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED,
			  &out->user, &out->blocked);
}

static int subtract(struct counters_row *from, const struct counters_row *what)
{
	if (from->count < what->count || from->kernel < what->kernel ||
	    from->user < what->user || from->blocked < what->blocked)
		return -1;
	from->count -= what->count;
	from->kernel -= what->kernel;
	from->user -= what->user;
	from->blocked -= what->blocked;
	return 0;
}

/* The exit that latched @slot, and the row it is charged to. */
static void read_latch_exit(unsigned int slot, struct counters_row *out,
			    uint64_t *row)
{
	out->count = 1;
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST,
		  &out->kernel, &out->user);
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_ROW,
		  &out->blocked, row);
}

static int latched(unsigned int slot)
{
	uint64_t seq, tsc;

	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SEQ,
		  &seq, &tsc);
	return seq > 0;
}

int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta)
{
	struct counters_row row, old, own = { 0 };
	uint64_t own_row = UINT64_MAX;
	unsigned int i;

	if (!latched(after) || (before >= 0 && !latched(before)))
		return -1;
	if (before >= 0)
		read_latch_exit(before, &own, &own_row);

	delta->rows = 0;
	for (i = 0; i < info->rows; i++) {
		read_row(after, i, &row);
		if (!row.count)
			continue;
		if (before >= 0) {
			read_row(before, i, &old);
			if (subtract(&row, &old))
				return -1;
		}
		if (i == own_row && subtract(&row, &own))
			return -1;
		if (!row.count)
			continue;
		row.reason = query(KVM_EXIT_ACCT_LEAF_READ,
				   after << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
				   i << KVM_EXIT_ACCT_READ_ROW_SHIFT |
				   KVM_EXIT_ACCT_PAIR_REASON).eax;
		delta->row[delta->rows++] = row;
	}
	return 0;
}
