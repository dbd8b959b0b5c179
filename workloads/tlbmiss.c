// SPDX-License-Identifier: GPL-2.0
/*
 * tlbmiss: follows a chain of pointers through memory in 4 KiB pages, one pointer
 * in every page, in random order: more pages than a TLB holds, so that nearly
 * every access walks the page table. The walk is two-dimensional under EPT or
 * NPT and one-dimensional under shadow paging, which may win here. Emulated rigs
 * count instructions and do not show that; svm-emu models it beside them. With huge=1
 * the same memory is in pages of 2 MiB, of which a TLB holds enough.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "chain.h"
#include "huge.h"
#include "workload.h"

enum { COUNT, SIZE, IN_HUGE };

#define PAGE 4096
#define LINE 64		/* a different cache line in every page */

static int tlbmiss_setup(struct workload_run *run)
{
	if (run->param[IN_HUGE] && huge_on(run))
		return -1;
	run->priv = run->param[IN_HUGE] ? huge_map(run, run->param[SIZE]) :
					  workload_map(run, run->param[SIZE]);
	if (!run->priv)
		return -1;
	chain_make(run->priv, run->param[SIZE] / PAGE, PAGE, LINE);
	return 0;
}

static int64_t tlbmiss_run(struct workload_run *run)
{
	return chain_follow(run->priv, run->param[COUNT]) ? run->param[COUNT] : -1;
}

static void tlbmiss_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
	huge_off();
}

const struct workload workload_tlbmiss = {
	.name = "tlbmiss",
	.group = "mm",
	.trade = true,
	.summary = "random walk over more pages than the TLB holds",
	.op = "access",
	.params = {
		[COUNT] = { "count", 200000, 1, 1000000000, "accesses" },
		[SIZE] = { "size", 32 << 20, PAGE, 1 << 30,
			   "bytes walked over, a multiple of 4K" },
		[IN_HUGE] = { "huge", 0, 0, 1,
			      "1: in pages of 2 MiB; size is a multiple of 2M" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.001 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 0.001 } },
	},
	.setup = tlbmiss_setup,
	.run = tlbmiss_run,
	.teardown = tlbmiss_teardown,
};
