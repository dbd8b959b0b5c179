/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The VM-exit counters of the VM this runs in, as CPUID serves them
 * (kvm-patch/ABI.md). Knows slots and rows; what runs between two latches is the
 * harness's business.
 */
#ifndef EXITBENCH_COUNTERS_H
#define EXITBENCH_COUNTERS_H

#include "bracket_slots.h"

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

#include "foreign.h"
#include "kvm_exit_acct.h"
#include "reasons.h"
#include "slowest.h"

#define COUNTERS_MAX_ROWS 256
/* Of the leaves (ABI.md, "Versions"); up to KVM_EXIT_ACCT_VERSION all are read. */
#define COUNTERS_OLDEST_VERSION 2

struct counters_info {
	enum vendor vendor;
	unsigned int rows, slots, vcpus;
	/* What a row has: extremes, histogram; cycles away; depths; blocked's parts; L2;
	   the histogram's quarters. */
	bool spread, away, depth, parts, l2, quarters;
	unsigned int details;	/* entries of a slot's table, 0 for none */
	/* A KVM with the coursework leaves only; NULL for the project's own. */
	const struct foreign *foreign;
	enum paging paging;	/* not of a foreign KVM */
};

/* One exit reason; cycles of the host's TSC. */
struct counters_row {
	uint32_t reason;
	/* Kernel and user cycles of an exit; 0 when not known. */
	uint64_t min, max;
	/* From here on all adds up. */
	uint64_t count, kernel, user, blocked;
	uint64_t away;		/* 0 where it is not told: then part of user */
	uint64_t preempted, asleep;	/* parts of blocked, 0 where not told */
	uint64_t switched;	/* world switch; 0 where not told: then the guest's */
	/* Parts of the sums that came from L2; 0 where not told. */
	uint64_t l2_count, l2_kernel, l2_user;
	/* Exits of 2^i to 2^(i+1) - 1 kernel and user cycles; 0 is in [0]. */
	uint64_t hist[KVM_EXIT_ACCT_HIST_BUCKETS];
	/* The same in quarters; 0 where they are not told. */
	uint64_t quarter[KVM_EXIT_ACCT_QUARTERS];
	/* Exits that went so deep; all 0 where it is not told. */
	uint64_t depth[KVM_EXIT_ACCT_DEPTHS];
};

/* Exits of one reason at one port, register or page, or of one vector. */
struct counters_detail {
	uint32_t reason;
	bool write;
	uint64_t what;
	uint64_t count, cycles;	/* kernel and user */
};

/* What happened between two snapshots: the rows that have a count. */
struct counters_delta {
	unsigned int rows;
	struct counters_row row[COUNTERS_MAX_ROWS];
	unsigned int details;	/* 0 unless the KVM tells exits apart */
	struct counters_detail detail[DETAILS_MAX];
	uint64_t detail_lost;	/* exits for which there was no room */
	struct slowest slowest;	/* of the window of the two, if that is known */
	uint64_t begin_tsc;	/* when the first was taken, 0 if there is none */
};

/* TSC at the first instruction of /init; 0 in any other process. */
extern uint64_t boot_tsc;

/* 0, or a negative errno: this KVM has no leaves of a version that is known. */
int counters_discover(struct counters_info *info);

/* The same for a KVM that has the coursework leaves only, which @ask asks. */
int counters_discover_foreign(struct counters_info *info, foreign_query ask);

/* Executes CPUID. */
struct cpuid_regs counters_cpuid(uint32_t leaf, uint32_t index);

/* The name of its paging mode; "unknown" for a foreign KVM. */
const char *counters_paging(const struct counters_info *info);

/* What a foreign KVM cannot tell, for the record; NULL for the project's own. */
const char *counters_lost(const struct counters_info *info);

/*
 * The snapshots around a workload: two latches, or all that a foreign KVM tells
 * and counters_read_delta() corrects. Then only COUNTERS_SLOT_BEFORE and
 * COUNTERS_SLOT_AFTER are there.
 */
void counters_begin(const struct counters_info *info);
void counters_end(const struct counters_info *info);

/* Latches all counters of the VM into @slot. One VM exit. */
static inline void counters_latch(unsigned int slot);

/* The same, and opens a window for minimum and maximum behind it. */
static inline void counters_latch_open(unsigned int slot);

/*
 * The exits between the latch of @before and that of @after, without the one
 * that latched @before; since the VM was created when @before is negative.
 * Minima and maxima are known when @before opened the window that they are of.
 * Returns 0, -EBUSY when another program latched one of the slots since this
 * process did, -ENODATA when one was not latched, -ERANGE when counters went
 * backwards, or -EDOM when the exits and the guest's own cycles are not all the
 * time that passed.
 */
int counters_read_delta(const struct counters_info *info, int before, int after,
			struct counters_delta *delta);

/* The exit reason that @row of @slot counts. */
uint32_t counters_reason(unsigned int slot, unsigned int row);

/* The exit that latched @slot, and the row that it is charged to. */
void counters_latch_exit(const struct counters_info *info, unsigned int slot,
			 struct counters_row *out, uint64_t *row);

/* How often a slot was latched in all, when this process did so last; or 0. */
extern uint64_t counters_times[KVM_EXIT_ACCT_SLOTS];

static inline void counters_latch_index(unsigned int index)
{
	unsigned int eax = KVM_EXIT_ACCT_LEAF_LATCH, ebx, ecx = index, edx;

	__asm__ volatile("cpuid"
			 : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx)
			 :: "memory");
	counters_times[index % KVM_EXIT_ACCT_SLOTS] =
		(uint64_t)ebx << 32 | eax;
}

static inline void counters_latch(unsigned int slot)
{
	counters_latch_index(slot);
}

static inline void counters_latch_open(unsigned int slot)
{
	counters_latch_index(slot | KVM_EXIT_ACCT_LATCH_OPEN);
}

#endif /* __ASSEMBLER__ */
#endif
