// SPDX-License-Identifier: GPL-2.0
/*
 * chase: follows a linked list whose nodes, one cache line each, lie in random order: a
 * graph or a heap after long use. Nearly every node is in another page than the
 * one before, and there are more pages than a TLB holds.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "chain.h"
#include "workload.h"

enum { COUNT, SIZE };

#define NODE 64

static int chase_setup(struct workload_run *run)
{
	run->priv = workload_map(run, run->param[SIZE]);
	if (!run->priv)
		return -1;
	chain_make(run->priv, run->param[SIZE] / NODE, NODE, 0);
	return 0;
}

static int64_t chase_run(struct workload_run *run)
{
	return chain_follow(run->priv, run->param[COUNT]) ? run->param[COUNT] : -1;
}

static void chase_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_chase = {
	.name = "chase",
	.group = "trade",
	.summary = "follows a linked list that lies in memory in random order",
	.op = "node",
	.params = {
		[COUNT] = { "count", 200000, 1, 1000000000, "nodes" },
		[SIZE] = { "size", 32 << 20, 4096, 1 << 30,
			   "bytes that the list takes, a multiple of 4K" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.001 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.001 } },
	},
	.setup = chase_setup,
	.run = chase_run,
	.teardown = chase_teardown,
};
