// SPDX-License-Identifier: GPL-2.0
/*
 * tlbmiss: follows a chain of pointers through memory in 4 KiB pages, one pointer
 * in every page, in random order: more pages than a TLB holds, so that nearly
 * every access walks the page table. The walk is two-dimensional under EPT or
 * NPT and one-dimensional under shadow paging, which may win here. An emulated
 * rig counts instructions and cannot show that.
 *
 * Exits: none, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "workload.h"

enum { COUNT, SIZE };

#define PAGE 4096
#define LINE 64

/* Where a page's pointer is: a different cache line in every page. */
static void **slot(char *mem, int64_t page)
{
	return (void **)(mem + page * PAGE + page * LINE % PAGE);
}

/* One cycle through all pages (Sattolo's algorithm). */
static int tlbmiss_setup(struct workload_run *run)
{
	int64_t size = run->param[SIZE], pages = size / PAGE, i, j;
	char *mem = workload_map(run, size);
	uint64_t x = 1;
	void *swap;

	if (!mem)
		return -1;
	run->priv = mem;
	for (i = 0; i < pages; i++)
		*slot(mem, i) = slot(mem, i);
	for (i = pages - 1; i > 0; i--) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		j = (x >> 33) % i;
		swap = *slot(mem, i);
		*slot(mem, i) = *slot(mem, j);
		*slot(mem, j) = swap;
	}
	return 0;
}

static int64_t tlbmiss_run(struct workload_run *run)
{
	void *volatile *at = run->priv;
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		at = *at;
	return at ? i : -1;
}

static void tlbmiss_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_tlbmiss = {
	.name = "tlbmiss",
	.group = "mm",
	.summary = "random walk over more pages than the TLB holds",
	.op = "access",
	.params = {
		[COUNT] = { "count", 200000, 1, 1000000000, "accesses" },
		[SIZE] = { "size", 32 << 20, PAGE, 1 << 30,
			   "bytes walked over, a multiple of 4K" },
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
