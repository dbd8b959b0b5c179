// SPDX-License-Identifier: GPL-2.0
/*
 * The reader of the project's own leaves, and check-abi's rules about them, on a
 * KVM that is a table: of this version, and as older KVMs have them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <cpuid.h>

static void fake_cpuid(uint32_t leaf, uint32_t index, uint32_t out[4]);

#undef __cpuid_count
#define __cpuid_count(leaf, index, a, b, c, d) do {	\
	uint32_t out_[4];				\
							\
	fake_cpuid(leaf, index, out_);			\
	a = out_[0];					\
	b = out_[1];					\
	c = out_[2];					\
	d = out_[3];					\
} while (0)

/* As it is, but for the instruction. */
#include "../../bench/guest/counters.c"
#include "check_own.h"

#define ROWS 3
/* Of version 2. */
#define OLD_PAIRS 35
/* Of version 3, before depths were told. */
#define SHALLOW_PAIRS 36
/* Of all exits: that of 700 cycles. */
#define BUCKET 9
#define QUARTER (4 * BUCKET + 1)

enum { COUNT, KERNEL_CYCLES, USER_CYCLES, BLOCKED_CYCLES, AWAY_CYCLES, PARTS };

static struct {
	uint32_t version, pairs;
	uint64_t row[2][ROWS][PARTS];
	uint64_t cost[PARTS];		/* of the exit that latched slot 0 */
	uint64_t depth[2][ROWS][KVM_EXIT_ACCT_DEPTHS];
	uint64_t cost_depth;
	/* Of the cycles blocked: preempted, asleep. */
	uint64_t parts[2][ROWS][2], cost_parts[2];
	uint64_t switched[2][ROWS], cost_switched;
	/* From L2: exits, kernel, user cycles. */
	uint64_t l2[2][ROWS][3], cost_l2;
	uint64_t guest[2], elapsed[2];
	/* Of slot 1 and row 1, whose maximum is @max; of a window of @window. */
	uint64_t slow[KVM_EXIT_ACCT_SLOWEST], max;
	uint32_t n_slow, window;
	/* Exits of row 1 of slot 0 that are not in their quarter, or in another one. */
	uint64_t lost, astray;
	uint64_t missing;		/* of all rows, in octaves and quarters */
	uint32_t quarters_read;
} kvm;

static void two(uint32_t out[4], uint64_t first, uint64_t second)
{
	out[0] = first;
	out[1] = first >> 32;
	out[2] = second;
	out[3] = second >> 32;
}

static void of_slot(uint32_t out[4], uint32_t slot, uint32_t pair)
{
	static const uint32_t row = 1;

	switch (pair) {
	case KVM_EXIT_ACCT_PAIR_LATCH_COST:
		two(out, kvm.cost[KERNEL_CYCLES], kvm.cost[USER_CYCLES]);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_ROW:
		two(out, kvm.cost[BLOCKED_CYCLES], row);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_SEQ:
		two(out, 1, 0);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_DROPPED:
		two(out, 0, kvm.cost[AWAY_CYCLES]);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_TIME:
		two(out, kvm.guest[slot], kvm.elapsed[slot]);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_DEPTH:
		if (kvm.pairs > SHALLOW_PAIRS)
			two(out, kvm.cost_depth, kvm.cost_l2);
		else
			out[3] = KVM_EXIT_ACCT_UNDEFINED;
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_WINDOW:
		two(out, slot ? kvm.window : 0, 0);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_BLOCKED:
		two(out, kvm.cost_parts[0], kvm.cost_parts[1]);
		break;
	case KVM_EXIT_ACCT_PAIR_LATCH_SWITCH:
		two(out, kvm.cost_switched, 0);
		break;
	}
}

static void of_quarters(uint32_t out[4], const uint64_t *row, uint32_t pair)
{
	bool odd = row == kvm.row[0][1];

	kvm.quarters_read++;
	if (pair == KVM_EXIT_ACCT_PAIR_QUARTERS + QUARTER / 2)
		two(out, 0, row[COUNT] - kvm.missing -
		    (odd ? kvm.lost + kvm.astray : 0));
	if (odd && pair == KVM_EXIT_ACCT_PAIR_QUARTERS + QUARTER / 2 + 2)
		two(out, kvm.astray, 0);
}

static void of_row(uint32_t out[4], const uint64_t *row, const uint64_t *depth,
		   const uint64_t *parts, const uint64_t *l2, uint32_t pair)
{
	const uint64_t *vmm = depth + KVM_EXIT_ACCT_DEPTH_VMM +
			      2 * (pair - KVM_EXIT_ACCT_PAIR_VMM);

	if (pair == KVM_EXIT_ACCT_PAIR_COUNT_KERNEL)
		two(out, row[COUNT], row[KERNEL_CYCLES]);
	else if (pair == KVM_EXIT_ACCT_PAIR_USER_BLOCKED)
		two(out, row[USER_CYCLES], row[BLOCKED_CYCLES]);
	else if (pair == KVM_EXIT_ACCT_PAIR_MIN_MAX)
		two(out, kvm.max, kvm.max);
	else if (pair == KVM_EXIT_ACCT_PAIR_HIST + BUCKET / 2)
		two(out, 0, row[COUNT] - kvm.missing);
	else if (pair == KVM_EXIT_ACCT_PAIR_AWAY && pair < kvm.pairs)
		two(out, row[AWAY_CYCLES], 0);
	else if (pair == KVM_EXIT_ACCT_PAIR_DEPTH && pair < kvm.pairs)
		two(out, depth[KVM_EXIT_ACCT_DEPTH_FASTPATH],
		    depth[KVM_EXIT_ACCT_DEPTH_EMULATOR]);
	else if (pair == KVM_EXIT_ACCT_PAIR_BLOCKED && pair < kvm.pairs)
		two(out, parts[0], parts[1]);
	else if (pair == KVM_EXIT_ACCT_PAIR_L2 && pair < kvm.pairs)
		two(out, l2[0], l2[1]);
	else if (pair == KVM_EXIT_ACCT_PAIR_L2_USER && pair < kvm.pairs)
		two(out, l2[2], 0);
	else if (pair >= KVM_EXIT_ACCT_PAIR_QUARTERS && pair < kvm.pairs)
		of_quarters(out, row, pair);
	else if (pair >= KVM_EXIT_ACCT_PAIR_VMM && pair < kvm.pairs)
		two(out, vmm[0], vmm[1]);
	else if (pair >= kvm.pairs)
		out[3] = KVM_EXIT_ACCT_UNDEFINED;
}

static void of_slowest(uint32_t out[4], uint32_t entry, uint32_t part)
{
	memset(out, 0, 4 * sizeof(*out));
	if (entry >= kvm.n_slow)
		out[3] = KVM_EXIT_ACCT_UNDEFINED;
	else if (part == KVM_EXIT_ACCT_SLOWEST_WHAT)
		two(out, (uint64_t)(3 << 8 | (entry ? 0 : 7)) << 32 | 1,
		    entry ? 0 : 0x123456789a);
	else if (part == KVM_EXIT_ACCT_SLOWEST_COST)
		two(out, kvm.slow[entry], 90 + entry);
	else
		two(out, entry ? 0xffffffff81000000 : 0, 0);
}

static void fake_cpuid(uint32_t leaf, uint32_t index, uint32_t out[4])
{
	uint32_t slot = index >> KVM_EXIT_ACCT_READ_SLOT_SHIFT;
	uint32_t row = index >> KVM_EXIT_ACCT_READ_ROW_SHIFT &
		       KVM_EXIT_ACCT_READ_ROW_MASK;
	uint32_t pair = index & KVM_EXIT_ACCT_READ_PAIR_MASK;

	memset(out, 0, 4 * sizeof(*out));
	if (leaf == KVM_EXIT_ACCT_LEAF_SLOWEST)
		of_slowest(out, row, pair);
	if (leaf == KVM_EXIT_ACCT_LEAF_DISCOVER && !index) {
		out[0] = kvm.version;
		out[1] = KVM_EXIT_ACCT_SIG_EBX;
		out[2] = KVM_EXIT_ACCT_SIG_ECX;
		out[3] = KVM_EXIT_ACCT_SIG_EDX;
	} else if (leaf == KVM_EXIT_ACCT_LEAF_DISCOVER && index == 1) {
		two(out, (uint64_t)ROWS << 32 | KVM_EXIT_ACCT_VENDOR_VMX,
		    (uint64_t)1 << 32 | 2);
	} else if (leaf == KVM_EXIT_ACCT_LEAF_DISCOVER && index == 2) {
		two(out, (uint64_t)kvm.pairs << 32 | KVM_EXIT_ACCT_PAGING_TDP, 0);
	} else if (leaf == KVM_EXIT_ACCT_LEAF_READ && slot < 2) {
		if (row == KVM_EXIT_ACCT_ROW_SLOT)
			of_slot(out, slot, pair);
		else if (pair == KVM_EXIT_ACCT_PAIR_REASON)
			out[0] = row;
		else if (row < ROWS)
			of_row(out, kvm.row[slot][row], kvm.depth[slot][row],
			       kvm.parts[slot][row], kvm.l2[slot][row], pair);
		if (row < ROWS && pair == KVM_EXIT_ACCT_PAIR_AWAY)
			out[2] = kvm.switched[slot][row];
	}
}

#define INTR (KVM_EXIT_ACCT_DEPTH_VMM + KVM_EXIT_ACCT_VMM_INTR)
#define OTHER (KVM_EXIT_ACCT_DEPTH_VMM + KVM_EXIT_ACCT_VMM_OTHER)

static void add(uint64_t *to, const uint64_t *what)
{
	for (int i = 0; i < PARTS; i++)
		to[i] += what[i];
}

/*
 * Something was before; then the exit that latched, of row 1, and one each of rows
 * 1 and 2.
 * Version 2 has as the VMM's what version 3 tells apart.
 */
static void set_up(uint32_t version)
{
	uint64_t latch[PARTS] = { 1, 700, 0, 9, 40 };
	uint64_t exit[PARTS] = { 1, 300, 20, 5, 1ULL << 33 };
	uint64_t before[PARTS] = { 6, 500, 50, 7, 90 };
	uint64_t all = 0;

	if (version == 2) {
		uint64_t *of[] = { latch, exit, before };

		for (int i = 0; i < 3; i++) {
			of[i][USER_CYCLES] += of[i][AWAY_CYCLES];
			of[i][AWAY_CYCLES] = 0;
		}
	}
	memset(&kvm, 0, sizeof(kvm));
	kvm.version = version;
	kvm.pairs = version == 2 ? OLD_PAIRS : KVM_EXIT_ACCT_PAIRS;
	add(kvm.cost, latch);
	for (int slot = 0; slot < 2; slot++) {
		add(kvm.row[slot][1], before);
		add(kvm.row[slot][2], before);
	}
	add(kvm.row[1][1], latch);
	add(kvm.row[1][1], exit);
	add(kvm.row[1][2], exit);
	/* Of the six before one each; the latch went to the VMM, the others not. */
	for (int slot = 0; slot < 2; slot++)
		for (int row = 1; row < ROWS; row++)
			for (int i = 0; i < 6; i++)
				kvm.depth[slot][row][i]++;
	/* Of 7 before 2 and 3, of the 9 of the latch 4 and 1, of the 5 of one 2. */
	for (int slot = 0; slot < 2; slot++)
		for (int row = 1; row < ROWS; row++) {
			kvm.parts[slot][row][0] = 2;
			kvm.parts[slot][row][1] = 3;
		}
	kvm.cost_parts[0] = 4;
	kvm.cost_parts[1] = 1;
	kvm.parts[1][1][0] += 4;
	kvm.parts[1][1][1] += 1;
	kvm.parts[1][2][0] += 2;
	/* The latch came from L2, as did one of the six before. */
	kvm.cost_l2 = 1;
	for (int slot = 0; slot < 2; slot++)
		for (int row = 1; row < ROWS; row++) {
			kvm.l2[slot][row][0] = 1 + (slot && row == 1);
			kvm.l2[slot][row][1] = 10 + 700 * (slot && row == 1);
		}
	kvm.l2[1][2][0] += 1;
	kvm.l2[1][2][1] += 300;
	kvm.l2[1][2][2] += 20;
	kvm.cost_depth = INTR;
	kvm.depth[1][1][INTR]++;
	kvm.depth[1][1][KVM_EXIT_ACCT_DEPTH_FASTPATH]++;
	kvm.depth[1][2][OTHER]++;
	kvm.guest[0] = 1000;
	kvm.guest[1] = 1234;
	for (int i = KERNEL_CYCLES; i < PARTS; i++)
		all += 2 * before[i];
	kvm.elapsed[0] = kvm.guest[0] + all;
	for (int i = KERNEL_CYCLES; i < PARTS; i++)
		all += latch[i] + 2 * exit[i];
	kvm.elapsed[1] = kvm.guest[1] + all;
}

static int read_both(struct counters_delta *delta)
{
	struct counters_info info;
	int err = counters_discover(&info);

	return err ?: counters_read_delta(&info, 0, 1, delta);
}

/* The world switch is a part of all the time, where it is told. */
static void test_switch(void **state)
{
	static struct counters_delta delta;

	(void)state;
	set_up(3);
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[0].switched, 0);
	/* The exit that latched, one more of its row and one of the other. */
	kvm.switched[0][1] = 100;
	kvm.switched[1][1] = 100 + 148 + 150;
	kvm.switched[1][2] = 152;
	kvm.cost_switched = 148;
	kvm.elapsed[0] += 100;
	kvm.elapsed[1] += 100 + 148 + 150 + 152;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[0].switched, 150);
	assert_int_equal(delta.row[1].switched, 152);
	kvm.elapsed[1]--;
	assert_int_equal(read_both(&delta), -EDOM);
}

static void test_parts(void **state)
{
	static struct counters_delta delta;

	(void)state;
	for (uint32_t version = 2; version <= 3; version++) {
		uint64_t away = version == 2 ? 0 : 1ULL << 33;

		set_up(version);
		assert_int_equal(read_both(&delta), 0);
		assert_int_equal(delta.rows, 2);
		for (unsigned int i = 0; i < 2; i++) {
			const struct counters_row *row = &delta.row[i];

			assert_int_equal(row->reason, i + 1);
			assert_int_equal(row->count, 1);
			assert_int_equal(row->kernel, 300);
			assert_int_equal(row->user, 20 + (1ULL << 33) - away);
			assert_int_equal(row->blocked, 5);
			assert_int_equal(row->away, away);
			/* The histogram, too. */
			assert_int_equal(row->hist[BUCKET], 1);
		}
	}
}

/* What went where: without the exit that latched, and all zero if it is not told. */
static void test_depths(void **state)
{
	static struct counters_delta delta;
	uint64_t none[KVM_EXIT_ACCT_DEPTHS] = { 0 };
	uint64_t first[KVM_EXIT_ACCT_DEPTHS] = { [KVM_EXIT_ACCT_DEPTH_FASTPATH] = 1 };
	uint64_t second[KVM_EXIT_ACCT_DEPTHS] = { [OTHER] = 1 };

	(void)state;
	set_up(3);
	assert_int_equal(read_both(&delta), 0);
	assert_memory_equal(delta.row[0].depth, first, sizeof(first));
	assert_memory_equal(delta.row[1].depth, second, sizeof(second));

	/* That of slot 1 stayed in the kernel, which is what remains. */
	kvm.depth[1][2][OTHER]--;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[1].depth[KVM_EXIT_ACCT_DEPTH_KERNEL], 1);
	kvm.depth[1][2][INTR]--;
	assert_int_equal(read_both(&delta), -ERANGE);

	for (int pairs = OLD_PAIRS; pairs <= SHALLOW_PAIRS; pairs++) {
		set_up(pairs == OLD_PAIRS ? 2 : 3);
		kvm.pairs = pairs;
		assert_int_equal(read_both(&delta), 0);
		assert_memory_equal(delta.row[0].depth, none, sizeof(none));
		assert_memory_equal(delta.row[1].depth, none, sizeof(none));
	}
}

/* Of what was blocked; none where it is not told. */
static void test_blocked(void **state)
{
	static struct counters_delta delta;

	(void)state;
	set_up(3);
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[0].blocked, 5);
	assert_int_equal(delta.row[0].preempted, 0);
	assert_int_equal(delta.row[0].asleep, 0);
	assert_int_equal(delta.row[1].preempted, 2);
	assert_int_equal(delta.row[1].asleep, 0);
	kvm.parts[1][2][1] += 3;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[1].asleep, 3);
	kvm.parts[1][2][0] = 1;
	assert_int_equal(read_both(&delta), -ERANGE);

	set_up(3);
	kvm.pairs = KVM_EXIT_ACCT_PAIR_BLOCKED;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[1].preempted, 0);
	/* Pairs 36 to 40 are there. */
	assert_int_equal(delta.row[1].depth[OTHER], 1);
}

/* What came from L2, without the latch that did; none where it is not told. */
static void test_l2(void **state)
{
	static struct counters_delta delta;

	(void)state;
	set_up(3);
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[0].l2_count, 0);
	assert_int_equal(delta.row[0].l2_kernel, 0);
	assert_int_equal(delta.row[1].l2_count, 1);
	assert_int_equal(delta.row[1].l2_kernel, 300);
	assert_int_equal(delta.row[1].l2_user, 20);
	kvm.cost_l2 = 0;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[0].l2_count, 1);
	kvm.l2[1][2][2] = 0;
	kvm.l2[0][2][2] = 1;
	assert_int_equal(read_both(&delta), -ERANGE);

	set_up(3);
	kvm.pairs = KVM_EXIT_ACCT_PAIR_L2;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.row[1].l2_count, 0);
	assert_int_equal(delta.row[1].preempted, 2);
}

/* In quarters without the latch, too; 0 where they are not told, and then not asked for. */
static void test_quarters(void **state)
{
	static struct counters_delta delta;
	struct bucket b;

	(void)state;
	set_up(3);
	assert_int_equal(read_both(&delta), 0);
	/* Of two rows in two slots one octave. */
	assert_int_equal(kvm.quarters_read, 4 * 2);
	for (int row = 0; row < 2; row++) {
		unsigned int at = 0;

		assert_int_equal(delta.row[row].quarter[QUARTER], 1);
		assert_true(buckets_next(delta.row[row].hist,
					 delta.row[row].quarter, &at, &b));
		assert_true(b.low == 640 && b.high == 767 && b.count == 1);
		assert_false(buckets_next(delta.row[row].hist,
					  delta.row[row].quarter, &at, &b));
	}
	kvm.pairs--;
	kvm.quarters_read = 0;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(kvm.quarters_read, 0);
	assert_int_equal(delta.row[0].hist[BUCKET], 1);
	assert_int_equal(delta.row[0].quarter[QUARTER], 0);
}

/* Where the window is that of the bracket, and this KVM keeps them. */
static void test_slowest(void **state)
{
	static struct counters_delta delta;
	const struct slowest_exit *exit = delta.slowest.exit;
	struct slowest all = { 0 };
	json_t *list, *second;

	(void)state;
	set_up(3);
	kvm.n_slow = 2;
	kvm.slow[0] = 1ULL << 40;
	kvm.slow[1] = 700;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.slowest.n, 0);
	kvm.window = 1;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.slowest.n, 2);
	assert_true(exit[0].reason == 1 && exit[0].vcpu == 3 && exit[0].l2 &&
		    exit[0].write && exit[0].detailed && !exit[0].rip);
	assert_true(exit[0].what == 0x123456789a && exit[0].cycles == 1ULL << 40);
	assert_true(exit[1].vcpu == 3 && !exit[1].l2 && !exit[1].write &&
		    !exit[1].detailed && exit[1].rip == 0xffffffff81000000);
	assert_int_equal(exit[1].tsc, 91);

	list = slowest_json(VENDOR_VMX, &delta.slowest, 90);
	assert_int_equal(json_array_size(list), 2);
	second = json_array_get(list, 0);
	assert_true(json_is_true(json_object_get(second, "l2")));
	assert_null(json_object_get(second, "rip"));
	second = json_array_get(list, 1);
	assert_int_equal(json_integer_value(json_object_get(second, "at_cycles")), 1);
	assert_string_equal(json_string_value(json_object_get(second, "rip")),
			    "0xffffffff81000000");
	assert_null(json_object_get(second, "what"));
	json_decref(list);

	/* The longest of two runs; no more than there is room for. */
	for (int i = 0; i < KVM_EXIT_ACCT_SLOWEST; i++)
		slowest_add(&all, &delta.slowest);
	assert_int_equal(all.n, KVM_EXIT_ACCT_SLOWEST);
	for (int i = 0; i < KVM_EXIT_ACCT_SLOWEST; i++)
		assert_true(all.exit[i].cycles == 1ULL << 40);
	kvm.n_slow = KVM_EXIT_ACCT_SLOWEST + 1;
	assert_int_equal(read_both(&delta), 0);
	assert_int_equal(delta.slowest.n, KVM_EXIT_ACCT_SLOWEST);
}

/* Every part is one of the sum. */
static void test_what_does_not_add_up(void **state)
{
	static struct counters_delta delta;

	(void)state;
	for (int part = KERNEL_CYCLES; part < PARTS; part++) {
		set_up(3);
		kvm.row[1][2][part]++;
		assert_int_equal(read_both(&delta), -EDOM);
	}
	set_up(3);
	kvm.row[1][2][AWAY_CYCLES] = kvm.row[0][2][AWAY_CYCLES] - 1;
	assert_int_equal(read_both(&delta), -ERANGE);
}

static void test_other_versions(void **state)
{
	static struct counters_delta delta;

	(void)state;
	set_up(3);
	kvm.version = 1;
	assert_int_equal(read_both(&delta), -EPROTO);
	kvm.version = KVM_EXIT_ACCT_VERSION + 1;
	assert_int_equal(read_both(&delta), -EPROTO);
}

static enum verdict time_verdict, version_verdict, depths_verdict;
static enum verdict blocked_verdict, l2_verdict, slowest_verdict;
static enum verdict quarters_verdict;

static void say(enum verdict verdict, const char *rule, const char *evidence)
{
	(void)evidence;
	if (!strcmp(rule, "own-time"))
		time_verdict = verdict;
	if (!strcmp(rule, "own-leaves"))
		version_verdict = verdict;
	if (!strcmp(rule, "own-depths"))
		depths_verdict = verdict;
	if (!strcmp(rule, "own-blocked"))
		blocked_verdict = verdict;
	if (!strcmp(rule, "own-quarters"))
		quarters_verdict = verdict;
	if (!strcmp(rule, "own-l2"))
		l2_verdict = verdict;
	if (!strcmp(rule, "own-slowest"))
		slowest_verdict = verdict;
}

static void judge(void)
{
	static const struct check_machine machine = {
		.vendor = VENDOR_VMX, .vcpus = 1, .query = counters_cpuid,
	};
	struct check c = { .machine = &machine, .say = say };

	time_verdict = version_verdict = VERDICT_SKIP;
	depths_verdict = blocked_verdict = l2_verdict = VERDICT_SKIP;
	quarters_verdict = VERDICT_SKIP;
	check_own(&c);
}

static void test_check_abi(void **state)
{
	(void)state;
	for (uint32_t version = 1; version <= 4; version++) {
		set_up(version);
		judge();
		assert_int_equal(version_verdict, version == 2 || version == 3 ?
				 VERDICT_PASS : VERDICT_FAIL);
		assert_int_equal(time_verdict, VERDICT_PASS);
		kvm.row[0][2][version == 2 ? USER_CYCLES : AWAY_CYCLES]--;
		judge();
		assert_int_equal(time_verdict, VERDICT_FAIL);
	}

	set_up(2);
	judge();
	assert_int_equal(depths_verdict, VERDICT_SKIP);
	assert_int_equal(blocked_verdict, VERDICT_SKIP);
	set_up(3);
	judge();
	assert_int_equal(depths_verdict, VERDICT_PASS);
	/* The kernel has one of six, which is told by no pair. */
	kvm.depth[0][2][OTHER]++;
	judge();
	assert_int_equal(depths_verdict, VERDICT_PASS);
	kvm.depth[0][2][OTHER]++;
	judge();
	assert_int_equal(depths_verdict, VERDICT_FAIL);

	kvm.parts[0][2][1] += 2;
	judge();
	assert_int_equal(blocked_verdict, VERDICT_PASS);
	kvm.parts[0][2][1]++;
	judge();
	assert_int_equal(blocked_verdict, VERDICT_FAIL);

	for (int part = 0; part < 3; part++) {
		static const int of[] = { COUNT, KERNEL_CYCLES, USER_CYCLES };

		set_up(3);
		kvm.l2[0][2][part] = kvm.row[0][2][of[part]];
		judge();
		assert_int_equal(l2_verdict, VERDICT_PASS);
		kvm.l2[0][2][part]++;
		judge();
		assert_int_equal(l2_verdict, VERDICT_FAIL);
	}
	kvm.pairs = KVM_EXIT_ACCT_PAIR_L2;
	judge();
	assert_int_equal(l2_verdict, VERDICT_SKIP);

	/* None is right of a KVM that has no such list, which is one without quarters. */
	set_up(3);
	judge();
	assert_int_equal(slowest_verdict, VERDICT_FAIL);
	kvm.pairs--;
	judge();
	assert_int_equal(slowest_verdict, VERDICT_PASS);
	set_up(3);
	kvm.n_slow = 2;
	kvm.slow[0] = kvm.max = 9;
	kvm.slow[1] = 8;
	judge();
	assert_int_equal(slowest_verdict, VERDICT_PASS);
	kvm.slow[1] = 9;
	kvm.slow[0] = 8;
	judge();
	assert_int_equal(slowest_verdict, VERDICT_FAIL);
	kvm.slow[0] = 10;
	judge();
	assert_int_equal(slowest_verdict, VERDICT_FAIL);

	set_up(3);
	judge();
	assert_int_equal(quarters_verdict, VERDICT_PASS);
	kvm.lost = 1;
	judge();
	assert_int_equal(quarters_verdict, VERDICT_FAIL);
	/* All exits are there, one of them in a quarter of another octave. */
	kvm.lost = 0;
	kvm.astray = 1;
	judge();
	assert_int_equal(quarters_verdict, VERDICT_FAIL);
	kvm.astray = 0;
	kvm.missing = 1;
	judge();
	assert_int_equal(quarters_verdict, VERDICT_FAIL);
	set_up(3);
	kvm.pairs--;
	judge();
	assert_int_equal(quarters_verdict, VERDICT_SKIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_depths),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_l2),
		cmocka_unit_test(test_quarters),
		cmocka_unit_test(test_slowest),
		cmocka_unit_test(test_what_does_not_add_up),
		cmocka_unit_test(test_other_versions),
		cmocka_unit_test(test_check_abi),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
