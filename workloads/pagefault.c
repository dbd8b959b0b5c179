// SPDX-License-Identifier: GPL-2.0
/*
 * pagefault: maps anonymous memory in 4 KiB pages, touches every page, unmaps
 * it piece by piece, and does all of it once more. The first round uses memory
 * that the guest has not used before, the second what its kernel has just got
 * back.
 *
 * Exits: under EPT or NPT only the first round, an EPT violation for every page
 * (or huge page) that the KVM host has to provide. Under shadow paging two or
 * more for every touch (the page fault, the write to the guest's page table), and
 * for unmapping an INVLPG for every page of a piece of up to 33 pages, a CR3
 * write for a larger one (tlb_single_page_flush_ceiling, arch/x86/mm/tlb.c).
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "workload.h"

enum { SIZE, PIECE };

#define PAGE 4096
#define ROUNDS 2

static char *map(struct workload_run *run)
{
	int64_t size = run->param[SIZE];
	char *mem = mmap(0, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED) {
		workload_fail(run, "map %lld bytes", (long long)size);
		return 0;
	}
	madvise(mem, size, MADV_NOHUGEPAGE);
	return mem;
}

static int64_t touch(char *mem, int64_t size)
{
	int64_t i;

	for (i = 0; i < size; i += PAGE)
		mem[i] = 1;
	return i / PAGE;
}

/*
 * Takes and keeps the pages that the previous repetition gave back, so that the
 * first round of this one gets fresh pages, as in the first repetition. To touch them
 * here would cost shadow paging as much as a round does.
 */
static int pagefault_prepare(struct workload_run *run)
{
	char *ballast;

	if (run->rep < 0)
		return 0;
	ballast = map(run);
	if (!ballast)
		return -1;
	/* Linux before 5.14 cannot. */
	if (madvise(ballast, run->param[SIZE], MADV_POPULATE_WRITE))
		touch(ballast, run->param[SIZE]);
	return 0;
}

static int64_t pagefault_run(struct workload_run *run)
{
	int64_t touched = 0;
	int64_t size = run->param[SIZE], piece = run->param[PIECE], at;
	char *mem;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		mem = map(run);
		if (!mem)
			return -1;
		touched += touch(mem, size);
		for (at = 0; at < size; at += piece)
			munmap(mem + at, size - at < piece ? size - at : piece);
	}
	return touched;
}

const struct workload workload_pagefault = {
	.name = "pagefault",
	.group = "mm",
	.summary = "first touch of anonymous memory, unmap, touch again",
	.op = "page",
	.params = {
		[SIZE] = { "size", 8 << 20, PAGE, 1 << 30,
			   "bytes mapped at once" },
		[PIECE] = { "piece", 64 << 10, PAGE, 1 << 30,
			    "bytes unmapped at once, a multiple of 4K" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 2, 2.2 } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 0, 1 } },
	},
	.prepare = pagefault_prepare,
	.run = pagefault_run,
};
