// SPDX-License-Identifier: GPL-2.0
/*
 * check-abi's rule about another VM, against a KVM that is a table: one whose counters
 * or slots are the module's breaks it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "check_isolation.h"
#include "kvm_exit_acct.h"
#include "line.h"

#define EXITS_LEAF 0x4ffffffd
#define ROWS 2

static struct {
	bool own_leaves;	/* not those of coursework alone */
	bool one_counter, one_slot;	/* bugs: of the module, not of a VM */
	uint32_t exits, latched, times;
} kvm;

static enum verdict said;
static char evidence[256];

static void say(enum verdict verdict, const char *rule, const char *why)
{
	assert_string_equal(rule, "isolation");
	said = verdict;
	snprintf(evidence, sizeof(evidence), "%s", why);
}

static struct cpuid_regs own_leaf(uint32_t leaf, uint32_t index)
{
	switch (leaf) {
	case KVM_EXIT_ACCT_LEAF_DISCOVER:
		return index ? (struct cpuid_regs){ .ebx = ROWS } :
		       (struct cpuid_regs){ KVM_EXIT_ACCT_VERSION,
			       KVM_EXIT_ACCT_SIG_EBX, KVM_EXIT_ACCT_SIG_ECX,
			       KVM_EXIT_ACCT_SIG_EDX };
	case KVM_EXIT_ACCT_LEAF_LATCH:
		kvm.latched = kvm.exits;
		return (struct cpuid_regs){ .eax = ++kvm.times };
	}
	/* Row 1 alone has exits. */
	return (struct cpuid_regs){ .eax = index >> 8 == 1 ? kvm.latched : 0 };
}

static struct cpuid_regs query(uint32_t leaf, uint32_t index)
{
	kvm.exits++;
	if (leaf == EXITS_LEAF)
		return (struct cpuid_regs){ .eax = kvm.exits };
	return kvm.own_leaves ? own_leaf(leaf, index) :
	       (struct cpuid_regs){ .edx = KVM_EXIT_ACCT_UNDEFINED };
}

static void second_vm(void)
{
	uint32_t exits = kvm.exits;

	kvm.exits += LINE_SECOND_EXITS;
	if (kvm.one_slot)
		own_leaf(KVM_EXIT_ACCT_LEAF_LATCH, 0);
	if (!kvm.one_counter)
		kvm.exits = exits;
}

static enum verdict judge(void (*second)(void))
{
	const struct check_machine machine = {
		.vendor = VENDOR_VMX, .query = query, .second_vm = second,
	};
	struct check c = {
		.f = { .query = query, .vendor = VENDOR_VMX,
		       .leaf = { [FOREIGN_EXITS] = EXITS_LEAF } },
		.machine = &machine, .say = say,
	};

	check_isolation(&c);
	assert_int_equal(c.failed, 0);
	return said;
}

static void set_up(bool own_leaves)
{
	memset(&kvm, 0, sizeof(kvm));
	kvm.own_leaves = own_leaves;
}

static void right_ones_pass(void **state)
{
	(void)state;
	set_up(false);
	assert_int_equal(judge(second_vm), VERDICT_PASS);
	assert_null(strstr(evidence, "slot"));
	set_up(true);
	assert_int_equal(judge(second_vm), VERDICT_PASS);
	assert_non_null(strstr(evidence, ", the slot latched here is as it was"));
}

static void one_counter_for_all_breaks_it(void **state)
{
	(void)state;
	for (int own = 0; own < 2; own++) {
		set_up(own);
		kvm.one_counter = true;
		assert_int_equal(judge(second_vm), VERDICT_WARN);
	}
}

static void one_slot_for_all_breaks_it(void **state)
{
	(void)state;
	set_up(true);
	kvm.one_slot = true;
	assert_int_equal(judge(second_vm), VERDICT_WARN);
	assert_non_null(strstr(evidence, ", the slot latched here has changed"));
}

static void without_a_second_vm_it_is_skipped(void **state)
{
	(void)state;
	set_up(true);
	assert_int_equal(judge(NULL), VERDICT_SKIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_ones_pass),
		cmocka_unit_test(one_counter_for_all_breaks_it),
		cmocka_unit_test(one_slot_for_all_breaks_it),
		cmocka_unit_test(without_a_second_vm_it_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
