// SPDX-License-Identifier: GPL-2.0
/*
 * cr3wr: writes CR3 with the value it already has: a TLB flush.
 *
 * Exits: none under EPT or NPT; under shadow paging exactly one an operation,
 * because the host must switch the shadow page table.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int cr3wr_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_CR3WR);
}

static int64_t cr3wr_run(struct workload_run *run)
{
	return ring0_run(run, RING0_CR3WR, run->param[COUNT]);
}

const struct workload workload_cr3wr = {
	.name = "cr3wr",
	.group = "nano",
	.summary = "a write of CR3 with the value it has",
	.op = "write of CR3",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "writes" },
	},
	.expect = {
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 1, 1 } },
	},
	.setup = cr3wr_setup,
	.run = cr3wr_run,
	.teardown = ring0_teardown,
};
