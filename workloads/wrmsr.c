// SPDX-License-Identifier: GPL-2.0
/*
 * wrmsr: writes IA32_MISC_ENABLE, which KVM intercepts, with the value it
 * already has.
 *
 * Exits: exactly one an operation, under either paging mode; an MSR read for
 * every 1,000, to learn the value, and one to see whether the register exists.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int wrmsr_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_WRMSR);
}

static int64_t wrmsr_run(struct workload_run *run)
{
	return ring0_run(run, RING0_WRMSR, run->param[COUNT]);
}

const struct workload workload_wrmsr = {
	.name = "wrmsr",
	.group = "nano",
	.summary = "WRMSR of a register that KVM intercepts",
	.op = "WRMSR",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "WRMSRs" },
	},
	.expect = {
		{ EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR,
		  { 1, 1 }, { 1, 1 } },
		{ EXIT_REASON_MSR_READ, WORKLOAD_NO_REASON,
		  { 0, 0.01 }, { 0, 0.01 } },
	},
	.published = {
		{ "MSR", SOURCE_PVM_EXITS, .tdp = 0.87 },
	},
	.setup = wrmsr_setup,
	.run = wrmsr_run,
	.teardown = ring0_teardown,
};
