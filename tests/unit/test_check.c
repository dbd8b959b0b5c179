// SPDX-License-Identifier: GPL-2.0
/*
 * check-abi against a KVM that is a table: right ones pass, and each bug that
 * was published in such patches fails the rule that is there for it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "check.h"
#include "kvm_exit_acct.h"
#include "line.h"
#include "ring0.h"
#include "rules.h"

enum bug {
	BUG_NONE,
	BUG_UNDEFINED_ZERO,	/* undefined reasons answer 0 0 0 0 */
	BUG_NOT_ENABLED,	/* reasons that never occur answer all ones */
	BUG_REASON_IS_TOTAL,	/* the leaf of a reason answers the total */
	BUG_MISSES_SOME,	/* exits of a fastpath are not counted */
	BUG_SWAPPED,		/* low half in ebx, high half in ecx */
	BUG_JUNK,		/* leftovers in the unused registers */
	BUG_EVERY_LEAF,		/* registers of every leaf overwritten */
	BUG_BACKWARDS,		/* cycles jump back */
	BUG_WRAP,		/* cycles kept in 32 bits */
	BUG_SUM,		/* the total misses a reason */
	BUG_NO_LEAVES,
	BUG_35,			/* reason 35 is a reason like any other */
	BUG_SHORT_MARKER,	/* an F too few */
	BUG_JUNK_REASON,	/* an index past the table */
	BUG_TOTAL_ECX,		/* the leaf of the total looks at ecx */
	BUG_NO_FASTPATH,	/* fastpath exits are not counted at all */
	BUG_FOUR_HANDLERS,	/* only some handlers count */
	BUG_STAMPS,		/* cycles are stamped around nothing */
	BUG_TWO_SUMS,		/* total cycles kept elsewhere than a reason's */
	BUG_LEFTOVERS,		/* what the guest had in ebx stays there */
	BUG_GLOBAL,		/* counters of the module, not of a VM */
	BUG_PRINTK,		/* a printk on each question */
};

static struct {
	enum bug bug;
	char layout;
	const char *leaves;	/* instead of a layout: what each leaf tells */
	enum vendor vendor;
	uint64_t now, cycles, calls;
	uint32_t exits, io;
	uint64_t io_cycles;
	uint32_t ring0[RING0_OPS];
} kvm;

static const char *failed_rule, *wanted_rule;
static unsigned int fails, wanted_fails, always;

static void say(enum verdict verdict, const char *rule, const char *evidence)
{
	assert_non_null(evidence);
	if (!strcmp(rule, "random-inputs") || !strcmp(rule, "other-leaves"))
		always++;
	assert_true(rule_find(rule) >= 0);
	if (verdict == VERDICT_FAIL || verdict == VERDICT_WARN) {
		failed_rule = rule;
		fails++;
		wanted_fails += wanted_rule && !strcmp(rule, wanted_rule);
	}
}

static uint64_t tsc(void)
{
	return kvm.now;
}

/* What each operation is counted as, VMX and SVM. */
static const uint32_t reason_of[RING0_OPS][VENDORS] = {
	[RING0_INB] = { 30, 0x7b }, [RING0_WRMSR] = { 32, 0x7c },
	[RING0_TSCDEADLINE] = { 32, 0x7c }, [RING0_CR4WR] = { 28, 0x14 },
	[RING0_MMIO] = { 49, 0x400 }, [RING0_HLT_WAKE] = { 12, 0x78 },
};

static int ring0(unsigned int op, uint64_t count)
{
	bool handlers_only = op == RING0_TSCDEADLINE || op == RING0_HLT_WAKE;

	kvm.now += count * 5000;
	if (kvm.bug == BUG_NO_FASTPATH && op == RING0_TSCDEADLINE)
		return 0;
	if (kvm.bug == BUG_FOUR_HANDLERS && handlers_only)
		return 0;
	kvm.ring0[op] += count;
	kvm.io_cycles += count * (kvm.bug == BUG_STAMPS ? 30 : 4800);
	return 0;
}

static void second_vm(void)
{
	if (kvm.bug == BUG_GLOBAL)
		kvm.exits += LINE_SECOND_EXITS;
}

static uint32_t ring0_exits(int64_t reason)
{
	uint32_t n = 0;

	for (int op = 0; op < RING0_OPS; op++)
		if (reason < 0 || reason_of[op][kvm.vendor] == reason)
			n += kvm.ring0[op];
	return n;
}

static int is_defined(uint32_t reason)
{
	if (kvm.vendor == VENDOR_SVM)
		return kvm_exit_acct_svm_defined(reason);
	return kvm_exit_acct_vmx_defined(reason);
}

static struct cpuid_regs value(uint64_t v)
{
	if (kvm.bug == BUG_WRAP)
		v &= 0xffffffff;
	if (kvm.bug == BUG_SWAPPED)
		v = v << 32 | v >> 32;
	return (struct cpuid_regs){ .ebx = v >> 32, .ecx = (uint32_t)v };
}

static uint64_t total_cycles(void)
{
	if (kvm.bug == BUG_BACKWARDS && kvm.calls % 700 == 0)
		return kvm.cycles / 2;
	if (kvm.bug == BUG_TWO_SUMS)
		return kvm.cycles / 4 + kvm.io_cycles;
	return kvm.cycles + kvm.io_cycles + 40000;
}

static uint32_t total_exits(void)
{
	return kvm.exits + ring0_exits(-1) + (kvm.bug == BUG_SUM ? 0 : kvm.io);
}

static struct cpuid_regs answer(uint32_t leaf, uint32_t reason)
{
	static const char whats[3][5] = { "..nt", "xNCt", "TCNx" };
	const struct cpuid_regs undefined = { .edx = 0xffffffff };
	uint32_t own = kvm.vendor == VENDOR_SVM ? 0x72 : 10;
	uint32_t io = kvm.vendor == VENDOR_SVM ? 0x7b : 30;
	uint32_t mmio = kvm.vendor == VENDOR_SVM ? 0x400 : 49;
	struct cpuid_regs r = { 0 };
	char what;

	if (kvm.bug == BUG_NO_LEAVES)
		return r;
	if (leaf < 0x4ffffffc)
		return undefined;
	what = (kvm.leaves ? kvm.leaves : whats[kvm.layout - 'A'])[leaf - 0x4ffffffc];
	switch (what) {
	case '.':
		return undefined;
	case 'T':
	case 't':
		if (kvm.bug == BUG_TOTAL_ECX && !is_defined(reason))
			return undefined;
		if (what == 't')
			r = value(total_cycles());
		r.eax = total_exits();
		return r;
	case 'C':
		return value(total_cycles());
	}
	/* Of a reason: N, n exits; x cycles. */
	if (!is_defined(reason)) {
		if (kvm.bug == BUG_UNDEFINED_ZERO ||
		    (kvm.bug == BUG_35 && reason == 35))
			return r;
		r.edx = kvm.bug == BUG_SHORT_MARKER ? 0xfffffff : undefined.edx;
		return r;
	}
	if ((what == 'x' || what == 'b') && reason == own)
		r = value(kvm.cycles);
	else if ((what == 'x' || what == 'b') && reason == mmio)
		r = value(kvm.io_cycles);
	if (what == 'x')
		return r;
	if (kvm.bug == BUG_JUNK_REASON && (reason == 69 || reason == 0x9f)) {
		r.eax = 50320255;
		return r;
	}
	if (reason == own)
		r.eax = kvm.exits;
	else if (reason == io)
		r.eax = kvm.io + ring0_exits(io);
	else if (ring0_exits(reason))
		r.eax = ring0_exits(reason);
	else if (kvm.bug == BUG_NOT_ENABLED && (reason == 17 || reason == 0x66))
		r.eax = 0xffffffff;
	if (kvm.bug == BUG_REASON_IS_TOTAL)
		r.eax = total_exits();
	if (kvm.bug == BUG_JUNK)
		r.ebx = 0x1234;
	if (kvm.bug == BUG_LEFTOVERS)
		r.ebx = kvm.calls * 2654435761u;
	return r;
}

static struct cpuid_regs query(uint32_t leaf, uint32_t index)
{
	struct cpuid_regs r;

	kvm.calls++;
	kvm.now += 1100;
	/* Now and then the KVM host does something else. */
	if (kvm.bug == BUG_NONE && kvm.calls % 97 == 0)
		kvm.now += 500000;
	if (kvm.bug == BUG_PRINTK && leaf >= 0x4ffffffc && leaf <= 0x4fffffff)
		kvm.now += 16000;
	if (leaf >= 0x4ffffff0 && leaf <= 0x4fffffff)
		r = answer(leaf, index);
	else if (kvm.bug == BUG_EVERY_LEAF)
		r = (struct cpuid_regs){ .eax = kvm.exits };
	else if (!leaf)
		r = (struct cpuid_regs){ 22, 0x756e6547, 0x6c65746e, 0x49656e69 };
	else
		r = (struct cpuid_regs){ leaf, 1, 2, 3 };
	/* Count and cycles move at the VM entry. */
	if (kvm.bug != BUG_MISSES_SOME || leaf)
		kvm.exits++;
	kvm.cycles += kvm.bug == BUG_STAMPS ? 30 : 1000;
	return r;
}

static unsigned int run(char layout, enum vendor vendor, enum bug bug)
{
	const char *leaves = kvm.leaves;

	memset(&kvm, 0, sizeof(kvm));
	kvm.leaves = leaves;
	kvm.layout = layout;
	kvm.vendor = vendor;
	kvm.bug = bug;
	kvm.io = 5;
	kvm.exits = 100;
	/* Beyond 32 bits while time-goes-forward is looked at. */
	kvm.cycles = 0x100000000ull - 3100000;
	failed_rule = "none";
	fails = always = 0;
	return check_abi(&(struct check_machine){
		.vendor = vendor, .vcpus = 1, .random_calls = 2000,
		.query = query, .tsc = tsc, .ring0 = ring0, .second_vm = second_vm,
	}, say);
}

static void run_leaves(const char *leaves)
{
	kvm.leaves = leaves;
	run('A', VENDOR_VMX, BUG_NONE);
}

static void right_ones_pass(void **state)
{
	static const char layouts[] = "ABC";
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		run(layouts[i], VENDOR_VMX, BUG_NONE);
		assert_string_equal(failed_rule, "none");
		run(layouts[i], VENDOR_SVM, BUG_NONE);
		assert_string_equal(failed_rule, "none");
	}
}

static void bugs_fail(void **state)
{
	static const struct {
		enum bug bug;
		const char *rule;
	} bugs[] = {
		{ BUG_UNDEFINED_ZERO, "undefined-reasons" },
		{ BUG_NOT_ENABLED, "not-enabled-reasons" },
		{ BUG_REASON_IS_TOTAL, "layout" },
		{ BUG_MISSES_SOME, "n-instructions-n-exits" },
		{ BUG_SWAPPED, "register-halves" },
		{ BUG_JUNK, "unused-registers" },
		{ BUG_EVERY_LEAF, "other-leaves" },
		{ BUG_BACKWARDS, "time-goes-forward" },
		{ BUG_WRAP, "time-goes-forward" },
		{ BUG_SUM, "total-is-sum" },
		{ BUG_NO_LEAVES, "layout" },
		{ BUG_35, "undefined-reasons" },
		{ BUG_SHORT_MARKER, "undefined-reasons" },
		{ BUG_JUNK_REASON, "plausible-reasons" },
		{ BUG_TOTAL_ECX, "total-ignores-ecx" },
		{ BUG_NO_FASTPATH, "exits-of-deadlines" },
		{ BUG_FOUR_HANDLERS, "exits-of-halts" },
		{ BUG_STAMPS, "cycles-follow-cost" },
		{ BUG_GLOBAL, "isolation" },
		{ BUG_PRINTK, "cost-of-a-query" },
	};
	static const char layouts[] = "ABC";
	unsigned int i, l;

	(void)state;
	for (i = 0; i < sizeof(bugs) / sizeof(*bugs); i++) {
		for (l = 0; l < 3; l++) {
			wanted_rule = bugs[i].rule;
			wanted_fails = 0;
			run(layouts[l], VENDOR_VMX, bugs[i].bug);
			if (!wanted_fails)
				print_message("layout %c: rule %s has not failed\n",
					      layouts[l], bugs[i].rule);
			assert_true(wanted_fails > 0);
		}
	}
	wanted_rule = NULL;
}

/* What only layouts with both kinds of cycles can show. */
static void two_sums_of_cycles_fail(void **state)
{
	(void)state;
	wanted_rule = "cycles-are-sum";
	wanted_fails = 0;
	run('B', VENDOR_VMX, BUG_TWO_SUMS);
	assert_int_equal(wanted_fails, 1);
	wanted_rule = NULL;
}

/* They are not taken for cycles whose halves are swapped, in whatever order they come. */
static void leftovers_are_no_cycles(void **state)
{
	static const char layouts[] = "ABC";

	(void)state;
	wanted_rule = "register-halves";
	for (int l = 0; l < 3; l++) {
		wanted_fails = 0;
		assert_int_equal(run(layouts[l], VENDOR_VMX, BUG_LEFTOVERS), 1);
		assert_int_equal(wanted_fails, 0);
		assert_int_equal(fails, 2);
	}
	wanted_rule = NULL;
}

/* Only what an assignment or the manual asks is a failure. */
static void own_rules_warn(void **state)
{
	(void)state;
	assert_int_equal(run('B', VENDOR_VMX, BUG_PRINTK), 0);
	assert_int_equal(fails, 1);
	assert_int_equal(run('B', VENDOR_VMX, BUG_SHORT_MARKER), 1);
}

static void detects_layouts(void **state)
{
	static const char layouts[] = "ABC";
	struct foreign f;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		run(layouts[i], VENDOR_SVM, BUG_NONE);
		assert_int_equal(foreign_detect(&f, query, VENDOR_SVM), 0);
		assert_int_equal(f.layout, layouts[i]);
	}
	run('B', VENDOR_SVM, BUG_NO_LEAVES);
	assert_int_equal(foreign_detect(&f, query, VENDOR_SVM), -ENOENT);
}

/*
 * Tables that students handed in and that are none of A, B, C as a whole. Each
 * leaf, 0x4ffffffc first: t total exits and cycles, T total exits, C total
 * cycles, N exits and x cycles of a reason, b both.
 */
static void partial_tables_are_understood(void **state)
{
	static const struct {
		const char *leaves, *missing;
		char layout;
		uint32_t leaf[FOREIGN_WHATS];
	} tables[] = {
		{ "..N.", "total exits, total cycles, cycles of a reason", 0,
		  { 0, 0, 0x4ffffffe, 0 } },
		{ "...T", "total cycles, exits of a reason, cycles of a reason",
		  0, { 0x4fffffff, 0, 0, 0 } },
		{ "..CT", "exits of a reason, cycles of a reason", 'B',
		  { 0x4fffffff, 0x4ffffffe, 0, 0 } },
		{ "TC..", "exits of a reason, cycles of a reason", 'C',
		  { 0x4ffffffc, 0x4ffffffd, 0, 0 } },
		{ "xN..", "total exits, total cycles", 'B',
		  { 0, 0, 0x4ffffffd, 0x4ffffffc } },
		{ "..Nx", "total exits, total cycles", 'C',
		  { 0, 0, 0x4ffffffe, 0x4fffffff } },
		{ ".NCT", "cycles of a reason", 'B',
		  { 0x4fffffff, 0x4ffffffe, 0x4ffffffd, 0 } },
		{ "...b", "total exits, total cycles", 0,
		  { 0, 0, 0x4fffffff, 0x4fffffff } },
		{ "bbbb", "total exits, total cycles", 0,
		  { 0, 0, 0x4fffffff, 0x4fffffff } },
	};
	struct foreign f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		run_leaves(tables[i].leaves);
		assert_int_equal(foreign_detect(&f, query, VENDOR_VMX),
				 tables[i].leaf[FOREIGN_EXITS] ? 0 : -ENOENT);
		assert_memory_equal(f.leaf, tables[i].leaf, sizeof(f.leaf));
		assert_int_equal(f.layout, tables[i].layout);
		assert_false(f.complete);
		assert_string_equal(f.missing, tables[i].missing);
	}
	kvm.leaves = NULL;
}

/* Rules that need no layout are judged whatever there is. */
static void some_rules_always_run(void **state)
{
	(void)state;
	run('A', VENDOR_VMX, BUG_NO_LEAVES);
	assert_int_equal(always, 2);
	run_leaves("..N.");
	assert_int_equal(always, 2);
	kvm.leaves = NULL;
}

/* Halves in the wrong registers are named, and put right for the figures. */
static void swapped_halves_are_read(void **state)
{
	struct foreign f;
	uint64_t cycles;

	(void)state;
	run('B', VENDOR_VMX, BUG_SWAPPED);
	assert_int_equal(foreign_detect(&f, query, VENDOR_VMX), 0);
	cycles = foreign_cycles(&f, 10);
	query(0, 0);
	assert_int_equal(foreign_cycles(&f, 10) - cycles, 2000);
}

/* Its own questions are known to the snapshots: an empty bracket is empty. */
static void knows_own_exits(void **state)
{
	static struct foreign_snapshot before, after;
	static const char layouts[] = "ABC";
	struct foreign f;
	int i;

	(void)state;
	for (i = 0; i < 3; i++) {
		run(layouts[i], VENDOR_VMX, BUG_NONE);
		assert_int_equal(foreign_detect(&f, query, VENDOR_VMX), 0);
		foreign_take(&f, &before, false);
		foreign_take(&f, &after, true);
		assert_int_equal(before.n, after.n);
		assert_int_equal(after.reason[0], 10);
		assert_int_equal(before.reason[before.n - 1], 10);
		assert_int_equal(after.exits[0] - before.exits[before.n - 1],
				 foreign_own_exits(&f));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_ones_pass),
		cmocka_unit_test(bugs_fail),
		cmocka_unit_test(two_sums_of_cycles_fail),
		cmocka_unit_test(own_rules_warn),
		cmocka_unit_test(leftovers_are_no_cycles),
		cmocka_unit_test(detects_layouts),
		cmocka_unit_test(partial_tables_are_understood),
		cmocka_unit_test(some_rules_always_run),
		cmocka_unit_test(swapped_halves_are_read),
		cmocka_unit_test(knows_own_exits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
