// SPDX-License-Identifier: GPL-2.0
/*
 * mmio-user: reads a register where a PC has its HPET: KVM leaves it to the VMM.
 * A machine without an HPET answers too, by the same path.
 *
 * Exits: one an operation, as in `mmio`, with the VMM's time on top.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int mmio_user_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_MMIO_USER);
}

static int64_t mmio_user_run(struct workload_run *run)
{
	return ring0_run(run, RING0_MMIO_USER, run->param[COUNT]);
}

const struct workload workload_mmio_user = {
	.name = "mmio-user",
	.group = "nano",
	.summary = "a read of memory-mapped I/O that the VMM emulates",
	.op = "read",
	.params = {
		[COUNT] = { "count", 200, 1, 100000000, "reads" },
	},
	.expect = {
		{ EXIT_REASON_EPT_MISCONFIG, SVM_EXIT_NPF,
		  { 1, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, 1 } },
	},
	.setup = mmio_user_setup,
	.run = mmio_user_run,
	.teardown = ring0_teardown,
};
