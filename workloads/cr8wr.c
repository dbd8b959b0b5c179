// SPDX-License-Identifier: GPL-2.0
/*
 * cr8wr: writes CR8, the task priority. The processor keeps it for the guest
 * (TPR shadow on VMX, V_TPR on SVM); KVM intercepts the write only while an
 * interrupt waits for a lower priority.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int cr8wr_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_CR8WR);
}

static int64_t cr8wr_run(struct workload_run *run)
{
	return ring0_run(run, RING0_CR8WR, run->param[COUNT]);
}

const struct workload workload_cr8wr = {
	.name = "cr8wr",
	.group = "nano",
	.summary = "a write of CR8, the task priority",
	.op = "write of CR8",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "writes" },
	},
	.expect = {
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR8,
		  { 0, 0 }, { 0, 0 } },
	},
	.setup = cr8wr_setup,
	.run = cr8wr_run,
	.teardown = ring0_teardown,
};
