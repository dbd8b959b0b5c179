// SPDX-License-Identifier: GPL-2.0
/*
 * hugefault: maps anonymous memory for transparent huge pages, touches a byte of
 * every 2 MiB, and unmaps it. Every touch is one page fault of the guest, which
 * zeroes 2 MiB of memory that it has not used before.
 *
 * Exits: under EPT or NPT one violation for every page that the host has to
 * provide; the page is huge if the KVM host has a huge page to give. Under shadow paging the
 * guest's page fault, its change of the page table, and a page fault for every
 * page that the host provides.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "huge.h"
#include "workload.h"

enum { SIZE };

static int64_t touch(char *mem, int64_t size)
{
	int64_t at;

	for (at = 0; at < size; at += HUGE)
		mem[at] = 1;
	return size / HUGE;
}

/* Takes and keeps what the previous repetition gave back, as in pagefault. */
static int hugefault_prepare(struct workload_run *run)
{
	char *ballast;

	if (run->rep < 0)
		return 0;
	ballast = huge_map(run, run->param[SIZE]);
	if (!ballast)
		return -1;
	touch(ballast, run->param[SIZE]);
	return 0;
}

static int64_t hugefault_run(struct workload_run *run)
{
	char *mem = huge_map(run, run->param[SIZE]);
	int64_t pages;

	if (!mem)
		return -1;
	pages = touch(mem, run->param[SIZE]);
	munmap(mem, run->param[SIZE]);
	return pages;
}

static void hugefault_teardown(struct workload_run *run)
{
	(void)run;
	huge_off();
}

const struct workload workload_hugefault = {
	.name = "hugefault",
	.group = "mm",
	.summary = "first touch of anonymous memory in 2 MiB pages",
	.op = "huge page",
	.params = {
		[SIZE] = { "size", 16 << 20, HUGE, 1 << 30,
			   "bytes mapped, a multiple of 2M" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  /* 512 small pages, and a few of the guest's own */
		  { 0, 544 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 2, 1100 } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 1, WORKLOAD_ANY } },
	},
	.setup = huge_on,
	.prepare = hugefault_prepare,
	.run = hugefault_run,
	.teardown = hugefault_teardown,
};
