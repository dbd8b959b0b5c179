// SPDX-License-Identifier: GPL-2.0
/*
 * On a KVM host whose exit_acct is off: VMs whose VMM asks for the accounting have
 * it, others do not.
 *
 * usage: own_vm     prints "ok TEXT" or "not ok TEXT" lines
 */
#include "own_vm.h"

#define CPUIDS	10

enum { VMX_CPUIDS, SVM_CPUIDS, SIGNATURE, ABOUT, LATCH, NR_QUERIES };

static const struct query queries[NR_QUERIES] = {
	/* Exits of a reason, by layout B. */
	[VMX_CPUIDS] = { .leaf = 0x4ffffffd, .index = 10 },
	[SVM_CPUIDS] = { .leaf = 0x4ffffffd, .index = 0x72 },
	[SIGNATURE] = { .leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 0 },
	[ABOUT] = { .leaf = KVM_EXIT_ACCT_LEAF_DISCOVER, .index = 2 },
	[LATCH] = { .leaf = KVM_EXIT_ACCT_LEAF_LATCH, .index = 0 },
};

static bool has_nothing(const struct vm *vm)
{
	const struct query *q;

	for (q = vm->query; q < vm->query + NR_QUERIES; q++)
		if (q->eax || q->ebx || q->ecx || q->edx)
			return false;
	return true;
}

int main(void)
{
	struct vm plain, with;
	int i;

	open_kvm();
	check(ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_EXIT_ACCT) ==
	      KVM_EXIT_ACCT_LAYOUT_C, "the capability is there, with its layouts");

	plain = create();
	check(ask(&plain, 0, 0, 0) == -EINVAL && ask(&plain, 0, 4, 0) == -EINVAL &&
	      ask(&plain, 0, 1ull << 32 | 1, 0) == -EINVAL &&
	      ask(&plain, 0, 2, 1) == -EINVAL && ask(&plain, 1, 2, 0) == -EINVAL,
	      "a layout that there is not, another argument, a flag: refused");
	add_vcpu(&plain, queries, NR_QUERIES);
	check(ask(&plain, 0, KVM_EXIT_ACCT_LAYOUT_B, 0) == -EINVAL,
	      "a VM that has a vCPU: too late");
	run(&plain, CPUIDS);
	check(has_nothing(&plain), "a VM that did not ask has no leaf");

	with = create();
	check(!ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_A, 0) &&
	      !ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_C, 0),
	      "a VM without vCPUs may ask, and change the layout");
	add_vcpu(&with, queries, NR_QUERIES);
	run(&with, CPUIDS);
	check(with.query[SIGNATURE].eax == KVM_EXIT_ACCT_VERSION &&
	      with.query[SIGNATURE].ebx == KVM_EXIT_ACCT_SIG_EBX &&
	      with.query[SIGNATURE].ecx == KVM_EXIT_ACCT_SIG_ECX &&
	      with.query[SIGNATURE].edx == KVM_EXIT_ACCT_SIG_EDX &&
	      with.query[ABOUT].ecx == KVM_EXIT_ACCT_LAYOUT_C &&
	      with.query[LATCH].eax == 1, "it has the leaves, at CPL 0");

	/* The other one goes on beside it, without counters. */
	plain.query[0].eax = 1;
	run(&plain, CPUIDS);
	check(has_nothing(&plain), "a VM that did not ask has none beside it");
	end(&with);
	end(&plain);

	with = create();
	ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_B, 0);
	add_vcpu(&with, queries, NR_QUERIES);
	run(&with, CPUIDS);
	/* The first query is a CPUID before the second. */
	check(with.query[VMX_CPUIDS].eax == CPUIDS ||
	      with.query[SVM_CPUIDS].eax == CPUIDS + 1,
	      "it counts from the first exit on");
	end(&with);

	for (i = 0; i < 50; i++) {
		with = create();
		if (ask(&with, 0, KVM_EXIT_ACCT_LAYOUT_B, 0))
			break;
		if (i % 2)
			add_vcpu(&with, queries, NR_QUERIES);
		end(&with);
	}
	check(i == 50, "fifty VMs that ask, one after the other");
	return failures != 0;
}
