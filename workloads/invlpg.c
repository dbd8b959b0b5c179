// SPDX-License-Identifier: GPL-2.0
/*
 * invlpg: invalidates the TLB entry of one page of the guest's kernel.
 *
 * Exits: none under EPT or NPT; under shadow paging exactly one an operation,
 * because the shadow page table has to follow.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int invlpg_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_INVLPG);
}

static int64_t invlpg_run(struct workload_run *run)
{
	return ring0_run(run, RING0_INVLPG, run->param[COUNT]);
}

const struct workload workload_invlpg = {
	.name = "invlpg",
	.group = "nano",
	.summary = "INVLPG of one page",
	.op = "INVLPG",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "INVLPGs" },
	},
	.expect = {
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 1, 1 } },
	},
	.setup = invlpg_setup,
	.run = invlpg_run,
	.teardown = ring0_teardown,
};
