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
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "workload.h"

enum { SIZE };

#define HUGE (2 << 20)
#define THP "/sys/kernel/mm/transparent_hugepage/enabled"

/* @size bytes that begin where a huge page may. */
static char *map(struct workload_run *run, int64_t size)
{
	char *mem = mmap(0, size + HUGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *aligned;

	if (mem == MAP_FAILED) {
		workload_fail(run, "map %lld bytes", (long long)size);
		return NULL;
	}
	aligned = (char *)(((uintptr_t)mem + HUGE - 1) & -(uintptr_t)HUGE);
	if (aligned > mem)
		munmap(mem, aligned - mem);
	munmap(aligned + size, mem + HUGE - aligned);
	madvise(aligned, size, MADV_HUGEPAGE);
	return aligned;
}

static int64_t touch(char *mem, int64_t size)
{
	int64_t at;

	for (at = 0; at < size; at += HUGE)
		mem[at] = 1;
	return size / HUGE;
}

static bool set_thp(const char *word)
{
	FILE *file = fopen(THP, "w");
	bool ok = file && fputs(word, file) >= 0;

	return file && !fclose(file) && ok;
}

/*
 * Linux turns huge pages off in guests of less than 512 MiB (hugepage_init() in
 * mm/huge_memory.c); they are turned on for as long as this runs. Touching
 * one shows whether the guest gets them.
 */
static int hugefault_setup(struct workload_run *run)
{
	FILE *smaps = fopen("/proc/self/smaps", "r");
	FILE *file = fopen(THP, "r");
	char line[128] = "", *mem;
	unsigned long kib, huge = 0;

	if (file) {
		if (fgets(line, sizeof(line), file) &&
		    strstr(line, "[never]") && set_thp("madvise"))
			run->priv = (void *)THP;
		fclose(file);
	}
	mem = map(run, HUGE);
	if (mem)
		touch(mem, HUGE);
	while (smaps && fgets(line, sizeof(line), smaps))
		if (sscanf(line, "AnonHugePages: %lu", &kib) == 1)
			huge += kib;
	if (smaps)
		fclose(smaps);
	if (!mem)
		return -1;
	munmap(mem, HUGE);
	return huge ? 0 : workload_skip(run, "the guest's kernel gives no transparent huge pages");
}

/* Takes and keeps what the previous repetition gave back, as in pagefault. */
static int hugefault_prepare(struct workload_run *run)
{
	char *ballast;

	if (run->rep < 0)
		return 0;
	ballast = map(run, run->param[SIZE]);
	if (!ballast)
		return -1;
	touch(ballast, run->param[SIZE]);
	return 0;
}

static int64_t hugefault_run(struct workload_run *run)
{
	char *mem = map(run, run->param[SIZE]);
	int64_t pages;

	if (!mem)
		return -1;
	pages = touch(mem, run->param[SIZE]);
	munmap(mem, run->param[SIZE]);
	return pages;
}

static void hugefault_teardown(struct workload_run *run)
{
	if (run->priv)
		set_thp("never");
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
		  { 0, 512 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 2, 1100 } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 1, WORKLOAD_ANY } },
	},
	.setup = hugefault_setup,
	.prepare = hugefault_prepare,
	.run = hugefault_run,
	.teardown = hugefault_teardown,
};
