// SPDX-License-Identifier: GPL-2.0
/*
 * fork: a process forks, the child ends at once, the parent waits for it.
 *
 * Exits: none under EPT or NPT, except for memory the guest uses for the first time.
 * Under shadow paging page faults for the page tables that are copied, write
 * protected and taken down, for what either process then touches, and CR3
 * writes for the switches between the two.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <string.h>
#include <sys/mman.h>

#include "workload.h"

enum { COUNT, SIZE };

static int fork_setup(struct workload_run *run)
{
	int64_t size = run->param[SIZE];
	char *mem = workload_map(run, size);

	if (!mem)
		return -1;
	memset(mem, 1, size);
	run->priv = mem;
	return 0;
}

static int64_t fork_run(struct workload_run *run)
{
	return workload_forks(run, run->param[COUNT]);
}

static void fork_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_fork = {
	.name = "fork",
	.group = "mm",
	.summary = "fork; the child exits at once",
	.op = "fork",
	.params = {
		[COUNT] = { "count", 40, 1, 1000000, "forks" },
		[SIZE] = { "size", 256 << 10, 4096, 64 << 20,
			   "bytes of memory that the child inherits" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 2 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 10, WORKLOAD_ANY } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
	},
	.published = {
		{ "fork", SOURCE_PVM_LMBENCH, 82, 505, 0 },
	},
	.setup = fork_setup,
	.run = fork_run,
	.teardown = fork_teardown,
};
