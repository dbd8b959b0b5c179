// SPDX-License-Identifier: GPL-2.0
/*
 * divzero: divides by zero; the handler of SIGFPE steps over the instruction. An
 * exception that KVM does not intercept.
 *
 * Exits: none under EPT or NPT. Under shadow paging none either, unless the
 * guest's kernel isolates its page tables: then CR3 is read and written four
 * times for the exception and four for the return from the handler.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <signal.h>
#include <ucontext.h>

#include "workload.h"

enum { COUNT };

static volatile int64_t traps;

static void on_trap(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	traps++;
	uc->uc_mcontext.gregs[REG_RIP] += 2;	/* DIV r32: 2 bytes */
}

static int divzero_setup(struct workload_run *run)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };

	action.sa_sigaction = on_trap;
	return sigaction(SIGFPE, &action, NULL) ?
		workload_fail(run, "handle SIGFPE") : 0;
}

static int64_t divzero_run(struct workload_run *run)
{
	unsigned int eax = 1, edx = 0;
	int64_t i;

	traps = 0;
	for (i = 0; i < run->param[COUNT]; i++)
		__asm__ volatile("div %%ecx"
				 : "+a"(eax), "+d"(edx) : "c"(0) : "cc");
	return traps;
}

const struct workload workload_divzero = {
	.name = "divzero",
	.group = "nano",
	.summary = "a division by zero, an exception that KVM leaves to the guest",
	.op = "exception",
	.params = {
		[COUNT] = { "count", 500, 1, 100000000, "exceptions" },
	},
	.expect = {
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 0, 8.2 } },
	},
	.published = {
		{ "divzero", SOURCE_NANO, .native = 889, .shadow = 1014 },
	},
	.setup = divzero_setup,
	.run = divzero_run,
};
