// SPDX-License-Identifier: GPL-2.0
/*
 * mprotect: makes a page read-only, writes to it, and in the handler of the
 * SIGSEGV makes it writable again: two changes of a page-table entry, and the fault
 * between them. (The protection fault of lmbench changes none: see pgfault.)
 *
 * Exits: none under EPT or NPT. Under shadow paging page faults for the write
 * and for what the guest changes in its page table, and INVLPG for the TLB
 * entry that it takes rights from.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "workload.h"

enum { COUNT, PAGES };

#define PAGE 4096

static volatile int64_t faults;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	uintptr_t page = (uintptr_t)info->si_addr & -(uintptr_t)PAGE;

	(void)sig;
	(void)context;
	faults++;
	mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

static int mprotect_setup(struct workload_run *run)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };
	int64_t size = run->param[PAGES] * PAGE;
	char *mem = workload_map(run, size);

	if (!mem)
		return -1;
	memset(mem, 1, size);
	run->priv = mem;
	action.sa_sigaction = on_fault;
	return sigaction(SIGSEGV, &action, NULL) ?
		workload_fail(run, "handle SIGSEGV") : 0;
}

static int64_t mprotect_run(struct workload_run *run)
{
	int64_t i, pages = run->param[PAGES];
	char *mem = run->priv, *page;

	faults = 0;
	for (i = 0; i < run->param[COUNT]; i++) {
		page = mem + i % pages * PAGE;
		if (mprotect(page, PAGE, PROT_READ))
			return workload_fail(run, "protect a page");
		*(volatile char *)page = 1;
	}
	return faults;
}

static void mprotect_teardown(struct workload_run *run)
{
	signal(SIGSEGV, SIG_DFL);
	if (run->priv)
		munmap(run->priv, run->param[PAGES] * PAGE);
}

const struct workload workload_mprotect = {
	.name = "mprotect",
	.group = "mm",
	.summary = "a page made read-only, written, made writable by the handler",
	.op = "protection fault",
	.params = {
		[COUNT] = { "count", 500, 1, 100000000, "protection faults" },
		[PAGES] = { "pages", 64, 1, 65536,
			    "pages taken in turn" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.05 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, 3 } },
		{ EXIT_REASON_INVLPG, SVM_EXIT_INVLPG,
		  { 0, 0 }, { 1, 3 } },
	},
	.setup = mprotect_setup,
	.run = mprotect_run,
	.teardown = mprotect_teardown,
};
