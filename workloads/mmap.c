// SPDX-License-Identifier: GPL-2.0
/*
 * mmap: maps anonymous memory, touches a few of its pages, unmaps it, and repeats this.
 * The pages are those that the previous mapping has just given back.
 *
 * Exits: none under EPT or NPT. Under shadow paging page faults for the touches
 * and for the page table that is made and taken down with every mapping, and
 * INVLPG or CR3 writes for the unmapping.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/mman.h>

#include "workload.h"

enum { COUNT, SIZE, TOUCH };

#define PAGE 4096

static int64_t mmap_run(struct workload_run *run)
{
	int64_t size = run->param[SIZE], i, t;
	int64_t touch = run->param[TOUCH] * PAGE;
	volatile char *mem;

	if (touch > size)
		touch = size;
	for (i = 0; i < run->param[COUNT]; i++) {
		mem = mmap(0, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (mem == MAP_FAILED)
			return workload_fail(run, "map %lld bytes",
					     (long long)size);
		for (t = 0; t < touch; t += PAGE)
			mem[t] = 1;
		munmap((void *)mem, size);
	}
	return i;
}

const struct workload workload_mmap = {
	.name = "mmap",
	.group = "mm",
	.summary = "anonymous memory mapped, touched a little, unmapped",
	.op = "mapping",
	.params = {
		[COUNT] = { "count", 500, 1, 100000000, "mappings" },
		[SIZE] = { "size", 256 << 10, PAGE, 1 << 20,
			   "bytes mapped, less than a huge page" },
		[TOUCH] = { "touch", 2, 0, 256, "pages touched" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 0, WORKLOAD_ANY } },
	},
	.published = {
		{ "mmap", SOURCE_PVM_LMBENCH, 85900, 125900, 0 },
	},
	.run = mmap_run,
};
