// SPDX-License-Identifier: GPL-2.0
/*
 * pgfault: touches a page that the guest's page table does not allow; the handler
 * of SIGSEGV steps over the instruction. A page fault that does not change
 * the page table, like lmbench's protection fault (lat_sig prot), which writes to
 * a page mapped for reading, over and over.
 *
 * Exits: none under EPT or NPT, where page faults are the guest's own. Under
 * shadow paging one page fault an operation, which KVM hands on to the guest;
 * and if the guest's kernel isolates its page tables, four reads and writes of
 * CR3 for the fault and four for the return from the handler.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "workload.h"

enum { COUNT };

static volatile int64_t faults;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	faults++;
	uc->uc_mcontext.gregs[REG_RIP] += 2;	/* MOV r8, (r64): 2 bytes */
}

static int pgfault_setup(struct workload_run *run)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	run->priv = mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			 0);
	action.sa_sigaction = on_fault;
	return run->priv == MAP_FAILED || sigaction(SIGSEGV, &action, NULL) ?
		workload_fail(run, "prepare a page that faults") : 0;
}

static int64_t pgfault_run(struct workload_run *run)
{
	int64_t i;

	faults = 0;
	for (i = 0; i < run->param[COUNT]; i++)
		__asm__ volatile("movb (%%rdx), %%al"
				 :: "d"(run->priv) : "rax", "memory");
	return faults;
}

const struct workload workload_pgfault = {
	.name = "pgfault",
	.group = "nano",
	.summary = "a page fault that leaves the page table unchanged",
	.op = "page fault",
	.params = {
		[COUNT] = { "count", 500, 1, 100000000, "page faults" },
	},
	.expect = {
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, 1 } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 0, 8.2 } },
	},
	.published = {
		{ "protection fault", SOURCE_PVM_LMBENCH, 0.66, 3.17, 0 },
		{ "pgfault", SOURCE_NANO, .native = 1093, .shadow = 11242 },
	},
	.setup = pgfault_setup,
	.run = pgfault_run,
};
