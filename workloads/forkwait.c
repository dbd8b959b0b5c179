// SPDX-License-Identifier: GPL-2.0
/*
 * forkwait: a process forks and waits; the child writes to every page that it
 * inherited, each of which the guest's kernel copies, and ends. The classic of
 * Adams and Agesen (ASPLOS 2006), with copy-on-write.
 *
 * Exits: those of `fork`, and under shadow paging two or more for every page
 * copied: the page fault, and the change of the child's page table.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

enum { COUNT, SIZE };

#define PAGE 4096

static int forkwait_setup(struct workload_run *run)
{
	int64_t size = run->param[SIZE];
	char *mem = workload_map(run, size);

	if (!mem)
		return -1;
	memset(mem, 1, size);
	run->priv = mem;
	return 0;
}

static void child(volatile char *mem, int64_t size)
{
	int64_t at;

	for (at = 0; at < size; at += PAGE)
		mem[at] = 2;
	_exit(0);
}

static int64_t forkwait_run(struct workload_run *run)
{
	int64_t i;
	pid_t pid;

	for (i = 0; i < run->param[COUNT]; i++) {
		pid = fork();
		if (!pid)
			child(run->priv, run->param[SIZE]);
		if (workload_reap(run, pid))
			return -1;
	}
	return i;
}

static void forkwait_teardown(struct workload_run *run)
{
	if (run->priv)
		munmap(run->priv, run->param[SIZE]);
}

const struct workload workload_forkwait = {
	.name = "forkwait",
	.group = "mm",
	.summary = "fork; the child writes to all that it inherited",
	.op = "fork",
	.params = {
		[COUNT] = { "count", 15, 1, 1000000, "forks" },
		[SIZE] = { "size", 256 << 10, PAGE, 64 << 20,
			   "bytes that the child writes to" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 5 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 20, WORKLOAD_ANY } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
	},
	.setup = forkwait_setup,
	.run = forkwait_run,
	.teardown = forkwait_teardown,
};
