// SPDX-License-Identifier: GPL-2.0
/*
 * rdmsr: reads IA32_MISC_ENABLE, which KVM intercepts.
 *
 * Exits: exactly one an operation, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int rdmsr_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_RDMSR);
}

static int64_t rdmsr_run(struct workload_run *run)
{
	return ring0_run(run, RING0_RDMSR, run->param[COUNT]);
}

const struct workload workload_rdmsr = {
	.name = "rdmsr",
	.group = "nano",
	.summary = "RDMSR of a register that KVM intercepts",
	.op = "RDMSR",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "RDMSRs" },
	},
	.expect = {
		{ EXIT_REASON_MSR_READ, SVM_EXIT_MSR,
		  { 1, 1 }, { 1, 1 } },
	},
	.setup = rdmsr_setup,
	.run = rdmsr_run,
	.teardown = ring0_teardown,
};
