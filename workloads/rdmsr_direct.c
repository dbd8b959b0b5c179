// SPDX-License-Identifier: GPL-2.0
/*
 * rdmsr-direct: reads KERNEL_GS_BASE, which KVM does not intercept.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int rdmsr_direct_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_RDMSR_DIRECT);
}

static int64_t rdmsr_direct_run(struct workload_run *run)
{
	return ring0_run(run, RING0_RDMSR_DIRECT, run->param[COUNT]);
}

const struct workload workload_rdmsr_direct = {
	.name = "rdmsr-direct",
	.group = "nano",
	.summary = "RDMSR of a register that KVM does not intercept",
	.op = "RDMSR",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "RDMSRs" },
	},
	.expect = {
		{ EXIT_REASON_MSR_READ, SVM_EXIT_MSR,
		  { 0, 0 }, { 0, 0 } },
	},
	.setup = rdmsr_direct_setup,
	.run = rdmsr_direct_run,
	.teardown = ring0_teardown,
};
