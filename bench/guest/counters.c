// SPDX-License-Identifier: GPL-2.0
/* Reading the counters of this VM; see counters.h. */
#include <cpuid.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <stdio.h>

#include "costs.h"
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

	if (r.ebx != KVM_EXIT_ACCT_SIG_EBX ||
	    r.ecx != KVM_EXIT_ACCT_SIG_ECX || r.edx != KVM_EXIT_ACCT_SIG_EDX)
		return -ENODEV;
	if (r.eax < COUNTERS_OLDEST_VERSION || r.eax > KVM_EXIT_ACCT_VERSION) {
		fprintf(stderr, "the KVM under this guest serves version %u of the VM-exit counters, and this program reads versions %d to %d: take both from the same source\n",
			r.eax, COUNTERS_OLDEST_VERSION, KVM_EXIT_ACCT_VERSION);
		return -EPROTO;
	}

	r = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 1);
	info->vendor = r.eax == KVM_EXIT_ACCT_VENDOR_VMX ? VENDOR_VMX :
							   VENDOR_SVM;
	info->rows = r.ebx;
	info->slots = r.ecx;
	info->vcpus = r.edx;
	r = query(KVM_EXIT_ACCT_LEAF_DISCOVER, 2);
	info->paging = r.eax == KVM_EXIT_ACCT_PAGING_TDP ? PAGING_TDP :
							   PAGING_SHADOW;
	info->spread = r.ebx >= KVM_EXIT_ACCT_PAIR_AWAY;
	info->away = r.ebx > KVM_EXIT_ACCT_PAIR_AWAY;
	info->depth = r.ebx > KVM_EXIT_ACCT_PAIR_VMM;
	info->parts = r.ebx > KVM_EXIT_ACCT_PAIR_BLOCKED;
	info->l2 = r.ebx > KVM_EXIT_ACCT_PAIR_L2_USER;
	info->quarters = r.ebx >= KVM_EXIT_ACCT_PAIR_QUARTERS +
				    KVM_EXIT_ACCT_QUARTERS / 2;
	info->details = r.edx;
	info->foreign = NULL;
	return info->rows <= COUNTERS_MAX_ROWS ? 0 : -E2BIG;
}

/* How deep those of @out went: to the kernel what is not told. */
static void read_depths(unsigned int slot, unsigned int row,
			struct counters_row *out)
{
	uint64_t *depth = out->depth, *vmm = depth + KVM_EXIT_ACCT_DEPTH_VMM;
	uint64_t told;
	int i;

	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_DEPTH,
		  &depth[KVM_EXIT_ACCT_DEPTH_FASTPATH],
		  &depth[KVM_EXIT_ACCT_DEPTH_EMULATOR]);
	told = depth[KVM_EXIT_ACCT_DEPTH_FASTPATH] +
	       depth[KVM_EXIT_ACCT_DEPTH_EMULATOR];
	for (i = 0; i < KVM_EXIT_ACCT_VMM_REASONS; i += 2) {
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_VMM + i / 2, &vmm[i],
			  &vmm[i + 1]);
		told += vmm[i] + vmm[i + 1];
	}
	depth[KVM_EXIT_ACCT_DEPTH_KERNEL] = out->count - told;
}

/* Reads a row of a slot; of a row without exits, only that. */
static void read_row(const struct counters_info *info, unsigned int slot,
		     unsigned int row, struct counters_row *out)
{
	uint64_t unused;

	*out = (struct counters_row){ 0 };
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL, &out->count,
		  &out->kernel);
	if (!out->count)
		return;
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED, &out->user,
		  &out->blocked);
	if (info->away)
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_AWAY, &out->away,
			  &out->switched);
	if (info->depth)
		read_depths(slot, row, out);
	if (info->parts)
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_BLOCKED,
			  &out->preempted, &out->asleep);
	if (info->l2)
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_L2, &out->l2_count,
			  &out->l2_kernel);
	if (out->l2_count)
		read_pair(slot, row, KVM_EXIT_ACCT_PAIR_L2_USER, &out->l2_user,
			  &unused);
	if (!info->spread)
		return;
	read_pair(slot, row, KVM_EXIT_ACCT_PAIR_MIN_MAX, &out->min, &out->max);
	costs_read(counters_cpuid, slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		   row << KVM_EXIT_ACCT_READ_ROW_SHIFT, out->count,
		   info->quarters, out->hist, out->quarter);
}

static int subtract(struct counters_row *from, const struct counters_row *what)
{
	const size_t begin = offsetof(struct counters_row, count);
	const uint64_t *b = (const void *)((const char *)what + begin);
	uint64_t *a = (void *)((char *)from + begin);
	size_t i;

	for (i = 0; i < (sizeof(*from) - begin) / sizeof(*a); i++) {
		if (a[i] < b[i])
			return -ERANGE;
		a[i] -= b[i];
	}
	return 0;
}

uint32_t counters_reason(unsigned int slot, unsigned int row)
{
	return query(KVM_EXIT_ACCT_LEAF_READ,
		     slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		     row << KVM_EXIT_ACCT_READ_ROW_SHIFT |
		     KVM_EXIT_ACCT_PAIR_REASON).eax;
}

void counters_latch_exit(const struct counters_info *info, unsigned int slot,
			 struct counters_row *out, uint64_t *row)
{
	uint64_t busy, dropped, away, depth, l2;

	*out = (struct counters_row){ .count = 1 };
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_COST,
		  &out->kernel, &out->user);
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_ROW,
		  &out->blocked, row);
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT,
		  KVM_EXIT_ACCT_PAIR_LATCH_DROPPED, &dropped, &away);
	out->away = info->away ? away : 0;
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_DEPTH,
		  &depth, &l2);
	if (info->l2 && l2) {
		out->l2_count = 1;
		out->l2_kernel = out->kernel;
		out->l2_user = out->user;
	}
	if (info->depth && depth < KVM_EXIT_ACCT_DEPTHS)
		out->depth[depth] = 1;
	if (info->parts)
		read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT,
			  KVM_EXIT_ACCT_PAIR_LATCH_BLOCKED, &out->preempted,
			  &out->asleep);
	/* 0 where it is not told. */
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SWITCH,
		  &out->switched, &l2);
	busy = out->kernel + out->user;
	if (info->spread)
		out->hist[63 - __builtin_clzll(busy | 1)] = 1;
	if (info->quarters)
		out->quarter[kvm_exit_acct_quarter(busy)] = 1;
}

uint64_t counters_times[KVM_EXIT_ACCT_SLOTS];

/*
 * 0 when @slot holds what this process latched, or start.S, which keeps no count;
 * -EBUSY when another program has latched it since, -ENODATA when nobody has.
 */
static int check_slot(int slot)
{
	uint64_t times, tsc;

	if (slot < 0)
		return 0;
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SEQ,
		  &times, &tsc);
	if (!times)
		return -ENODATA;
	return counters_times[slot] && counters_times[slot] != times ?
	       -EBUSY : 0;
}

/* Number of the window that the minima and maxima of @slot are of. */
static uint64_t window(unsigned int slot)
{
	uint64_t number, tsc;

	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_WINDOW,
		  &number, &tsc);
	return number;
}

static uint64_t latch_tsc(unsigned int slot)
{
	uint64_t times, tsc;

	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_SEQ,
		  &times, &tsc);
	return tsc;
}

/* What @slot says of its vCPU's time, and of exits whose time was dropped. */
struct slot_time {
	uint64_t guest, elapsed, dropped;
};

static struct slot_time slot_time(int slot)
{
	struct slot_time t = { 0 };
	uint64_t unused;

	if (slot < 0)
		return t;
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT, KVM_EXIT_ACCT_PAIR_LATCH_TIME,
		  &t.guest, &t.elapsed);
	read_pair(slot, KVM_EXIT_ACCT_ROW_SLOT,
		  KVM_EXIT_ACCT_PAIR_LATCH_DROPPED, &t.dropped, &unused);
	return t;
}

/*
 * Exits that took @cycles, the one that latched @before among them, and the guest's
 * own cycles are all the time there was. Of one vCPU: others are never latched at
 * the same instant.
 */
static bool is_all_time(const struct counters_info *info, int before, int after,
			uint64_t cycles)
{
	struct slot_time a = slot_time(before), b = slot_time(after);

	return info->vcpus != 1 || a.dropped != b.dropped ||
	       cycles + b.guest - a.guest == b.elapsed - a.elapsed;
}

/* The window of @after is the one that @before opened, and no other. */
static bool window_fits(const struct counters_info *info, int before, int after)
{
	if (!info->spread)
		return false;
	return window(after) == (before < 0 ? 1 : window(before) + 1);
}

static struct regs query_detail(unsigned int slot, unsigned int entry,
				unsigned int part)
{
	return query(KVM_EXIT_ACCT_LEAF_DETAIL,
		     slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
		     entry << KVM_EXIT_ACCT_READ_ROW_SHIFT | part);
}

/* Reads the first entry in use from @entry on; false when there is none. */
static bool read_detail(unsigned int slot, unsigned int *entry,
			struct counters_detail *out)
{
	struct regs r = query_detail(slot, *entry, KVM_EXIT_ACCT_DETAIL_WHAT);

	if (r.edx == KVM_EXIT_ACCT_UNDEFINED)
		return false;
	*entry = r.ebx >> 8;
	out->reason = r.eax;
	out->write = r.ebx & 1;
	out->what = (uint64_t)r.edx << 32 | r.ecx;
	r = query_detail(slot, *entry, KVM_EXIT_ACCT_DETAIL_COUNT);
	out->count = (uint64_t)r.ebx << 32 | r.eax;
	out->cycles = (uint64_t)r.edx << 32 | r.ecx;
	return true;
}

static void subtract_detail(struct counters_delta *delta,
			    const struct counters_detail *what)
{
	struct counters_detail *d = delta->detail;
	unsigned int i;

	for (i = 0; i < delta->details; i++, d++) {
		if (d->reason != what->reason || d->write != what->write ||
		    d->what != what->what)
			continue;
		d->count -= what->count;
		d->cycles -= what->cycles;
		if (!d->count)
			*d = delta->detail[--delta->details];
		return;
	}
	/* It still counts, among those for which there was no room. */
	delta->detail_lost -= what->count;
}

static uint64_t lost(unsigned int slot)
{
	struct regs r = query_detail(slot, KVM_EXIT_ACCT_DETAIL_OVERFLOW,
				     KVM_EXIT_ACCT_DETAIL_COUNT);

	return (uint64_t)r.ebx << 32 | r.eax;
}

static void read_details(const struct counters_info *info, int before,
			 int after, struct counters_delta *delta)
{
	struct counters_detail detail;
	unsigned int i;

	delta->details = 0;
	delta->detail_lost = 0;
	if (!info->details)
		return;
	for (i = 0; read_detail(after, &i, &detail); i++) {
		if (delta->details < DETAILS_MAX)
			delta->detail[delta->details++] = detail;
		else
			delta->detail_lost += detail.count;
	}
	delta->detail_lost += lost(after);
	if (before < 0)
		return;
	for (i = 0; read_detail(before, &i, &detail); i++)
		subtract_detail(delta, &detail);
	delta->detail_lost -= lost(before);
}

/*
 * A foreign KVM. Its snapshots, and what one CPUID of the reader costs there:
 * the bracket holds foreign_own_exits() of them, one with its cycles.
 */
static struct foreign foreign;
static struct foreign_snapshot foreign_before, foreign_after;
static uint64_t foreign_own_cycles;

struct cpuid_regs counters_cpuid(uint32_t leaf, uint32_t index)
{
	struct regs r = query(leaf, index);

	return (struct cpuid_regs){ r.eax, r.ebx, r.ecx, r.edx };
}

static unsigned int find_reason(const struct foreign_snapshot *s,
				uint32_t reason)
{
	unsigned int i;

	for (i = 0; i < s->n - 1; i++)
		if (s->reason[i] == reason)
			break;
	return i;
}

static int by_reason(const void *a, const void *b)
{
	const struct counters_row *x = a, *y = b;

	return (x->reason > y->reason) - (x->reason < y->reason);
}

/* CPUID is the first reason of a closing snapshot; records have it in its place. */
static int read_foreign_delta(const struct foreign *f, int before,
			      struct counters_delta *delta)
{
	uint32_t own = foreign_own_exits(f), exits;
	struct counters_row *row;
	unsigned int i, b;

	delta->rows = delta->details = delta->slowest.n = 0;
	delta->detail_lost = 0;
	for (i = 0; i < foreign_after.n; i++) {
		row = &delta->row[delta->rows];
		*row = (struct counters_row){
			.reason = foreign_after.reason[i],
			.kernel = foreign_after.cycles[i],
		};
		exits = foreign_after.exits[i];
		if (before >= 0) {
			b = find_reason(&foreign_before, row->reason);
			exits -= foreign_before.exits[b];
			row->kernel -= foreign_before.cycles[b];
			if (!i && exits < own)
				return -ERANGE;
			if (!i) {
				exits -= own;
				row->kernel = exits && row->kernel > foreign_own_cycles ?
					      row->kernel - foreign_own_cycles : 0;
			}
		}
		row->count = exits;
		delta->rows += exits > 0;
	}
	qsort(delta->row, delta->rows, sizeof(*delta->row), by_reason);
	return 0;
}

void counters_begin(const struct counters_info *info)
{
	if (info->foreign)
		foreign_take(info->foreign, &foreign_before, false);
	else
		counters_latch_open(COUNTERS_SLOT_BEFORE);
}

void counters_end(const struct counters_info *info)
{
	if (info->foreign)
		foreign_take(info->foreign, &foreign_after, true);
	else
		counters_latch(COUNTERS_SLOT_AFTER);
}

int counters_discover_foreign(struct counters_info *info, foreign_query ask)
{
	uint64_t cycles;
	int i;

	*info = (struct counters_info){ .vendor = vendor_here() };
	if (foreign_detect(&foreign, ask, info->vendor))
		return -ENODEV;
	info->foreign = &foreign;

	/* In the cheapest of a few empty brackets nothing else happened. */
	foreign_own_cycles = UINT64_MAX;
	for (i = 0; i < 5; i++) {
		counters_begin(info);
		counters_end(info);
		cycles = foreign_after.cycles[0] -
			 foreign_before.cycles[foreign_before.n - 1];
		if (cycles < foreign_own_cycles)
			foreign_own_cycles = cycles;
	}
	return 0;
}

int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta)
{
	struct counters_row *row, old, own = { 0 };
	uint64_t own_row = UINT64_MAX, cycles = 0;
	bool window_known;
	unsigned int i;
	int err;

	if (info->foreign)
		return after == COUNTERS_SLOT_BOOT ? -ENODATA :
		       read_foreign_delta(info->foreign, before, delta);
	err = check_slot(after) ?: check_slot(before);
	if (err)
		return err;
	if (before >= 0)
		counters_latch_exit(info, before, &own, &own_row);
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
				return check_slot(before) ?: -ERANGE;
		}
		cycles += row->kernel + row->user + row->blocked + row->away +
			  row->switched;
		/* The latch's way in may be later than this latch, on another vCPU. */
		if (i == own_row && own.switched > row->switched)
			own.switched = row->switched;
		if (i == own_row && subtract(row, &own))
			return -ERANGE;
		if (!row->count)
			continue;
		if (!window_known)
			row->min = row->max = 0;
		row->reason = counters_reason(after, i);
		delta->rows++;
	}
	read_details(info, before, after, delta);
	delta->slowest.n = 0;
	delta->begin_tsc = before < 0 ? 0 : latch_tsc(before);
	if (window_known)
		slowest_read(counters_cpuid, after, &delta->slowest);
	/* Everything that was read is from the same two latches. */
	err = check_slot(after) ?: check_slot(before);
	if (!err && !is_all_time(info, before, after, cycles))
		err = -EDOM;
	return err;
}
