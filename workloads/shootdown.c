// SPDX-License-Identifier: GPL-2.0
/*
 * shootdown: a thread maps a page, touches it and unmaps it, while threads of the
 * same process run on other vCPUs, whose TLBs may hold that page: its kernel tells
 * them by an inter-processor interrupt, and waits (flush_tlb_mm_range(),
 * arch/x86/mm/tlb.c). With KVM_FEATURE_PV_TLB_FLUSH it does not tell a vCPU that is
 * not running at that moment; that one's TLB is flushed when it enters the guest
 * (kvm_flush_tlb_multi(), arch/x86/kernel/kvm.c), as always when vCPUs share a
 * processor, as in the emulated rigs.
 *
 * Exits: at most an MSR write (x2APIC ICR) for each other vCPU that runs, and an
 * external interrupt there; without virtual APIC more. Under shadow paging INVLPG,
 * page faults and CR3 writes of pagefault, too.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "smp.h"

enum { CPUS, COUNT };

static int64_t unmap_pages(struct workload_run *run)
{
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++) {
		char *mem = workload_map(run, 4096);

		if (!mem)
			return -1;
		*mem = 1;
		munmap(mem, 4096);
	}
	return i;
}

/* No PAUSE: with pause-loop exiting, waiting would have exits of its own. */
static void spin(void)
{
	while (smp_at_work())
		;
}

static const struct smp_work work = {
	.run = unmap_pages, .beside = spin,
};

static int shootdown_setup(struct workload_run *run)
{
	return smp_start(run, &work, run->param[CPUS]);
}

const struct workload workload_shootdown = {
	.name = "shootdown",
	.group = "smp",
	.summary = "a page unmapped while other vCPUs run the same process",
	.op = "unmap",
	.params = {
		[CPUS] = { SMP_CPUS },
		[COUNT] = { "count", 100, 1, 100000000, "pages, one at a time" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, 5 } },
	},
	.setup = shootdown_setup,
	.run = smp_run,
	.teardown = smp_stop,
};
