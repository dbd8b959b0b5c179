// SPDX-License-Identifier: GPL-2.0
/*
 * mmio: reads the I/O APIC's index register, which KVM itself emulates;
 * on microvm the VMM does (see inb.c).
 *
 * Exits: one an operation. An EPT misconfiguration or a nested page fault, by
 * which KVM marks memory-mapped I/O; under shadow paging a page fault on a
 * reserved bit in the shadow page table.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int mmio_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_MMIO);
}

static int64_t mmio_run(struct workload_run *run)
{
	return ring0_run(run, RING0_MMIO, run->param[COUNT]);
}

const struct workload workload_mmio = {
	.name = "mmio",
	.group = "nano",
	.summary = "a read of the I/O APIC, which KVM emulates",
	.op = "read",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "reads" },
	},
	.expect = {
		{ EXIT_REASON_EPT_MISCONFIG, SVM_EXIT_NPF,
		  { 1, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, 1 } },
	},
	.setup = mmio_setup,
	.run = mmio_run,
	.teardown = ring0_teardown,
};
