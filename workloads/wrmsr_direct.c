// SPDX-License-Identifier: GPL-2.0
/*
 * wrmsr-direct: writes KERNEL_GS_BASE, which KVM does not intercept, with the
 * value it already has.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int wrmsr_direct_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_WRMSR_DIRECT);
}

static int64_t wrmsr_direct_run(struct workload_run *run)
{
	return ring0_run(run, RING0_WRMSR_DIRECT, run->param[COUNT]);
}

const struct workload workload_wrmsr_direct = {
	.name = "wrmsr-direct",
	.group = "nano",
	.summary = "WRMSR of a register that KVM does not intercept",
	.op = "WRMSR",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "WRMSRs" },
	},
	.expect = {
		{ EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR,
		  { 0, 0 }, { 0, 0 } },
	},
	.setup = wrmsr_direct_setup,
	.run = wrmsr_direct_run,
	.teardown = ring0_teardown,
};
