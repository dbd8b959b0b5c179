// SPDX-License-Identifier: GPL-2.0
/*
 * ipi: calls an empty function on another vCPU and waits for it: an
 * inter-processor interrupt to a vCPU that is idle. Needs a guest of two vCPUs.
 *
 * Exits: an MSR write (x2APIC ICR) to send the interrupt, and a HLT of the other
 * vCPU when it has gone idle again, under either paging mode. No interrupt is sent
 * to one that still polls before it halts (kernel/sched/core.c,
 * call_function_single_prep_ipi()). If the two share
 * one processor, as in the emulated rigs, the caller waits in a loop until the
 * other one runs, with PAUSE exits if there is pause-loop exiting. Under shadow
 * paging, what the other vCPU runs in between may add page faults and CR3 writes.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int ipi_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_IPI);
}

static int64_t ipi_run(struct workload_run *run)
{
	return ring0_run(run, RING0_IPI, run->param[COUNT]);
}

const struct workload workload_ipi = {
	.name = "ipi",
	.group = "nano",
	.summary = "a function called on the other vCPU by an IPI",
	.op = "call",
	.params = {
		[COUNT] = { "count", 20, 1, 100000000, "calls" },
	},
	.expect = {
		{ EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR,
		  { 0.5, 4 }, { 0.5, 4 } },
		{ EXIT_REASON_HLT, SVM_EXIT_HLT,
		  { 0, 3 }, { 0, 3 } },
		{ EXIT_REASON_PAUSE_INSTRUCTION, SVM_EXIT_PAUSE,
		  { 0, 5 }, { 0, 5 } },
		{ EXIT_REASON_VMCALL, SVM_EXIT_VMMCALL,
		  { 0, 2 }, { 0, 2 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0.1 }, { 0, 3 } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0.1 }, { 0, 3 } },
	},
	.vcpus = 2,
	.setup = ipi_setup,
	.run = ipi_run,
	.teardown = ring0_teardown,
};
