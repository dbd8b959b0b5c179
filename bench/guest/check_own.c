// SPDX-License-Identifier: GPL-2.0
/* Rules of check-abi about the leaves that only this project's KVM has. */
#include <string.h>

#include "check_own.h"
#include "counters.h"
#include "kvm_exit_acct.h"

static uint64_t low_pair(struct cpuid_regs r)
{
	return (uint64_t)r.ebx << 32 | r.eax;
}

static uint64_t high_pair(struct cpuid_regs r)
{
	return (uint64_t)r.edx << 32 | r.ecx;
}

static struct cpuid_regs read_pair(const struct check *c, uint32_t slot, uint32_t row,
				   uint32_t pair)
{
	return check_ask(c, KVM_EXIT_ACCT_LEAF_READ,
			slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT |
			row << KVM_EXIT_ACCT_READ_ROW_SHIFT | pair);
}

/*
 * What the exits of this vCPU took and what it was in the guest, of a slot that it
 * has latched for itself alone, is all the time since its first VM entry.
 */
static void check_time(struct check *c, uint32_t slot, uint32_t rows,
		       uint32_t pairs)
{
	struct cpuid_regs r = read_pair(c, slot, KVM_EXIT_ACCT_ROW_SLOT,
					KVM_EXIT_ACCT_PAIR_LATCH_TIME);
	uint64_t guest = low_pair(r), elapsed = high_pair(r), exits = 0;
	uint64_t dropped = low_pair(read_pair(c, slot, KVM_EXIT_ACCT_ROW_SLOT,
					      KVM_EXIT_ACCT_PAIR_LATCH_DROPPED));
	uint32_t row;

	if (dropped) {
		check_skip(c, "own-time", "the host's TSC has gone back");
		return;
	}
	for (row = 0; row < rows; row++) {
		exits += high_pair(read_pair(c, slot, row,
					     KVM_EXIT_ACCT_PAIR_COUNT_KERNEL));
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED);
		exits += low_pair(r) + high_pair(r);
		if (pairs <= KVM_EXIT_ACCT_PAIR_AWAY)
			continue;
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_AWAY);
		exits += low_pair(r) + high_pair(r);
	}
	check_judge(c, guest && exits + guest == elapsed, "own-time",
		    "exits %llu, guest %llu, all %llu cycles",
		    (unsigned long long)exits, (unsigned long long)guest,
		    (unsigned long long)elapsed);
}

/* The histogram of every row adds up, minimum <= mean <= maximum. */
static void check_rows(struct check *c, uint32_t slot, uint32_t rows)
{
	uint64_t count, busy, sum, min, max;
	uint32_t row, pair, used = 0;
	struct cpuid_regs r;

	for (row = 0; row < rows; row++) {
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
		count = low_pair(r);
		if (!count)
			continue;
		used++;
		busy = high_pair(r) + low_pair(read_pair(c, slot, row,
				KVM_EXIT_ACCT_PAIR_USER_BLOCKED));
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_MIN_MAX);
		min = low_pair(r);
		max = high_pair(r);
		for (sum = pair = 0; pair < KVM_EXIT_ACCT_HIST_BUCKETS / 2; pair++) {
			r = read_pair(c, slot, row,
				      KVM_EXIT_ACCT_PAIR_HIST + pair);
			sum += low_pair(r) + high_pair(r);
		}
		if (sum != count || min > max || (max && max > busy)) {
			check_judge(c, false, "own-rows",
			      "row %u: %llu exits, %llu in the histogram, minimum %llu, maximum %llu, all %llu cycles",
			      row, (unsigned long long)count,
			      (unsigned long long)sum,
			      (unsigned long long)min,
			      (unsigned long long)max,
			      (unsigned long long)busy);
			return;
		}
	}
	check_judge(c, used > 0, "own-rows",
	      "%u rows with exits: histograms add up, minimum <= maximum <= all",
	      used);
}

/* The exits in the quarters of an octave, up to 2^40 cycles; 0 of those above. */
static uint64_t quarters_of(struct check *c, uint32_t slot, uint32_t row,
			    uint32_t octave)
{
	uint32_t pair = KVM_EXIT_ACCT_PAIR_QUARTERS + 2 * octave;
	struct cpuid_regs r;
	uint64_t sum;

	if (octave >= KVM_EXIT_ACCT_OCTAVES)
		return 0;
	r = read_pair(c, slot, row, pair);
	sum = low_pair(r) + high_pair(r);
	r = read_pair(c, slot, row, pair + 1);
	return sum + low_pair(r) + high_pair(r);
}

/* The quarters of each octave are what is in it, and all are the row's exits. */
static void check_quarters(struct check *c, uint32_t slot, uint32_t rows)
{
	uint32_t row, octave, used = 0;

	for (row = 0; row < rows; row++) {
		uint64_t count = low_pair(read_pair(c, slot, row,
					KVM_EXIT_ACCT_PAIR_COUNT_KERNEL)), sum = 0;

		for (octave = 0; count && octave < KVM_EXIT_ACCT_HIST_BUCKETS;
		     octave++) {
			struct cpuid_regs r = read_pair(c, slot, row,
					KVM_EXIT_ACCT_PAIR_HIST + octave / 2);
			uint64_t of = octave % 2 ? high_pair(r) : low_pair(r);
			uint64_t in = quarters_of(c, slot, row, octave);

			sum += in;
			if (in == of)
				continue;
			check_judge(c, false, "own-quarters",
				    "row %u, octave %u: %llu exits, %llu in its quarters",
				    row, octave, (unsigned long long)of,
				    (unsigned long long)in);
			return;
		}
		if (sum != count) {
			check_judge(c, false, "own-quarters",
				    "row %u: %llu exits, %llu in all quarters", row,
				    (unsigned long long)count,
				    (unsigned long long)sum);
			return;
		}
		used += count > 0;
	}
	check_judge(c, used > 0, "own-quarters",
		    "%u rows with exits: quarters add up to octaves, and these to exits",
		    used);
}

/* Of no row more cycles were preempted and asleep than blocked. */
static void check_blocked(struct check *c, uint32_t slot, uint32_t rows)
{
	uint64_t blocked, all = 0, parts = 0;
	struct cpuid_regs r;
	uint32_t row;

	for (row = 0; row < rows; row++) {
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_USER_BLOCKED);
		blocked = high_pair(r);
		r = read_pair(c, slot, row, KVM_EXIT_ACCT_PAIR_BLOCKED);
		if (low_pair(r) + high_pair(r) > blocked) {
			check_judge(c, false, "own-blocked",
				    "row %u: %llu cycles blocked, %llu preempted, %llu asleep",
				    row, (unsigned long long)blocked,
				    (unsigned long long)low_pair(r),
				    (unsigned long long)high_pair(r));
			return;
		}
		all += blocked;
		parts += low_pair(r) + high_pair(r);
	}
	check_judge(c, true, "own-blocked",
		    "%llu cycles blocked, %llu preempted or asleep",
		    (unsigned long long)all, (unsigned long long)parts);
}

/* Of no row more exits have gone somewhere than there were. */
static void check_depths(struct check *c, uint32_t slot, uint32_t rows)
{
	uint64_t told = 0, all = 0;
	uint32_t row, pair;

	for (row = 0; row < rows; row++) {
		uint64_t count = low_pair(read_pair(c, slot, row,
					KVM_EXIT_ACCT_PAIR_COUNT_KERNEL)), sum = 0;

		for (pair = KVM_EXIT_ACCT_PAIR_DEPTH; pair < KVM_EXIT_ACCT_PAIR_VMM +
		     KVM_EXIT_ACCT_VMM_REASONS / 2; pair++) {
			struct cpuid_regs r = read_pair(c, slot, row, pair);

			sum += low_pair(r) + high_pair(r);
		}
		if (sum > count) {
			check_judge(c, false, "own-depths",
				    "row %u: %llu exits, %llu in the fastpath, the emulator or the VMM",
				    row, (unsigned long long)count,
				    (unsigned long long)sum);
			return;
		}
		told += sum;
		all += count;
	}
	check_judge(c, told > 0, "own-depths",
		    "%llu exits, %llu in the fastpath, the emulator or the VMM",
		    (unsigned long long)all, (unsigned long long)told);
}

/* What came from L2 is part of the sums. */
static void check_l2(struct check *c, uint32_t slot, uint32_t rows)
{
	uint64_t all = 0, l2 = 0;
	uint32_t row;

	for (row = 0; row < rows; row++) {
		struct cpuid_regs sum = read_pair(c, slot, row,
						  KVM_EXIT_ACCT_PAIR_COUNT_KERNEL);
		struct cpuid_regs part = read_pair(c, slot, row,
						   KVM_EXIT_ACCT_PAIR_L2);
		uint64_t user = low_pair(read_pair(c, slot, row,
					 KVM_EXIT_ACCT_PAIR_USER_BLOCKED));
		uint64_t l2_user = low_pair(read_pair(c, slot, row,
					    KVM_EXIT_ACCT_PAIR_L2_USER));

		if (low_pair(part) > low_pair(sum) ||
		    high_pair(part) > high_pair(sum) || l2_user > user) {
			check_judge(c, false, "own-l2",
				    "row %u: %llu exits, %llu of L2; kernel cycles %llu, %llu of L2; user cycles %llu, %llu of L2",
				    row, (unsigned long long)low_pair(sum),
				    (unsigned long long)low_pair(part),
				    (unsigned long long)high_pair(sum),
				    (unsigned long long)high_pair(part),
				    (unsigned long long)user,
				    (unsigned long long)l2_user);
			return;
		}
		all += low_pair(sum);
		l2 += low_pair(part);
	}
	check_judge(c, true, "own-l2", "%llu exits, %llu of L2",
		    (unsigned long long)all, (unsigned long long)l2);
}

/* The slowest exits of the window, each of which is in its row. */
static void check_slowest(struct check *c, uint32_t slot, uint32_t rows,
			  uint32_t pairs)
{
	uint64_t last = UINT64_MAX, cycles, max = 0;
	struct cpuid_regs r;
	uint32_t n, row, at = slot << KVM_EXIT_ACCT_READ_SLOT_SHIFT;

	for (n = 0; n < KVM_EXIT_ACCT_SLOWEST; n++, last = cycles) {
		r = check_ask(c, KVM_EXIT_ACCT_LEAF_SLOWEST, at | n << 8);
		if (foreign_undefined(r))
			break;
		for (row = 0; row < rows; row++)
			if (read_pair(c, slot, row,
				      KVM_EXIT_ACCT_PAIR_REASON).eax == r.eax)
				break;
		max = high_pair(read_pair(c, slot, row,
					  KVM_EXIT_ACCT_PAIR_MIN_MAX));
		cycles = low_pair(check_ask(c, KVM_EXIT_ACCT_LEAF_SLOWEST,
					    at | n << 8 | KVM_EXIT_ACCT_SLOWEST_COST));
		if (row < rows && cycles <= last && cycles <= max)
			continue;
		check_judge(c, false, "own-slowest",
			    "number %u, of row %u: %llu cycles, behind one of %llu, and the maximum of the row is %llu",
			    n, row, (unsigned long long)cycles,
			    (unsigned long long)last, (unsigned long long)max);
		return;
	}
	/* A KVM that has quarters has these. */
	check_judge(c, n || pairs < KVM_EXIT_ACCT_PAIRS, "own-slowest",
		    "%u, none slower than its row's maximum", n);
}

static bool is_ours(struct cpuid_regs discovered)
{
	return discovered.ebx == KVM_EXIT_ACCT_SIG_EBX &&
	       discovered.ecx == KVM_EXIT_ACCT_SIG_ECX &&
	       discovered.edx == KVM_EXIT_ACCT_SIG_EDX;
}

bool check_own_latch(const struct check *c)
{
	return is_ours(check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 0)) &&
	       !foreign_undefined(check_ask(c, KVM_EXIT_ACCT_LEAF_LATCH, 0));
}

static void mix(uint64_t *sum, struct cpuid_regs r)
{
	const uint64_t prime = 0x100000001b3;	/* of FNV-1a */

	*sum = (*sum ^ low_pair(r)) * prime;
	*sum = (*sum ^ high_pair(r)) * prime;
}

uint64_t check_own_sum(const struct check *c)
{
	uint32_t rows = check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 1).ebx, row, pair;
	uint64_t sum = 0;

	for (row = 0; row < rows; row++)
		for (pair = 0; pair <= KVM_EXIT_ACCT_PAIR_MIN_MAX; pair++)
			mix(&sum, read_pair(c, 0, row, pair));
	for (pair = 0; pair <= KVM_EXIT_ACCT_PAIR_LATCH_TIME; pair++)
		mix(&sum, read_pair(c, 0, KVM_EXIT_ACCT_ROW_SLOT, pair));
	return sum;
}

void check_own(struct check *c)
{
	struct cpuid_regs r = check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 0), again;
	uint32_t rows, slots, pairs;
	uint64_t seq;

	if (!is_ours(r)) {
		check_skip(c, "own-leaves",
		       "no signature at 0x4ffffff0: coursework leaves only");
		return;
	}
	check_judge(c, r.eax >= COUNTERS_OLDEST_VERSION &&
		    r.eax <= KVM_EXIT_ACCT_VERSION, "own-leaves", "version %u",
		    r.eax);
	r = check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 1);
	rows = r.ebx;
	slots = r.ecx;
	pairs = check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 2).ebx;

	seq = low_pair(check_ask(c, KVM_EXIT_ACCT_LEAF_LATCH, 0));
	r = check_ask(c, KVM_EXIT_ACCT_LEAF_LATCH, 0);
	check_judge(c, low_pair(r) == seq + 1 && !r.ecx && !r.edx, "own-latch",
	      "latched for the %lluth time", (unsigned long long)low_pair(r));
	r = read_pair(c, 0, 0, 0);
	again = read_pair(c, 0, 0, 0);
	check_judge(c, !memcmp(&r, &again, sizeof(r)), "own-latched-values",
	      "the same when read again");
	check_judge(c, foreign_undefined(check_ask(c, KVM_EXIT_ACCT_LEAF_LATCH, slots)) &&
	      foreign_undefined(read_pair(c, slots, 0, 0)) &&
	      foreign_undefined(read_pair(c, 0, rows, 0)) &&
	      foreign_undefined(read_pair(c, 0, 0, pairs)) &&
	      foreign_undefined(check_ask(c, KVM_EXIT_ACCT_LEAF_DISCOVER, 4)),
	      "own-bounds",
	      "slot %u, row %u, pair %u and index 4 are undefined", slots, rows,
	      pairs);
	if (pairs >= KVM_EXIT_ACCT_PAIR_AWAY)
		check_rows(c, 0, rows);
	if (pairs >= KVM_EXIT_ACCT_PAIRS)
		check_quarters(c, 0, rows);
	if (pairs > KVM_EXIT_ACCT_PAIR_VMM)
		check_depths(c, 0, rows);
	if (pairs > KVM_EXIT_ACCT_PAIR_BLOCKED)
		check_blocked(c, 0, rows);
	if (pairs > KVM_EXIT_ACCT_PAIR_L2_USER)
		check_l2(c, 0, rows);
	check_slowest(c, 0, rows, pairs);
	check_ask(c, KVM_EXIT_ACCT_LEAF_LATCH, KVM_EXIT_ACCT_LATCH_VCPU);
	check_time(c, 0, rows, pairs);
}
