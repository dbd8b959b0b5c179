// SPDX-License-Identifier: GPL-2.0
/*
 * syscall: the smallest system call (getppid): lmbench's null call.
 *
 * Exits: none under EPT or NPT. Under shadow paging none either, unless the
 * guest's kernel isolates its page tables: then it reads and writes CR3 on its
 * way in and on its way out, four exits an operation.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "workload.h"

enum { COUNT };

static int64_t syscall_run(struct workload_run *run)
{
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		syscall(SYS_getppid);
	return i;
}

const struct workload workload_syscall = {
	.name = "syscall",
	.group = "nano",
	.summary = "the smallest system call",
	.op = "call",
	.params = {
		[COUNT] = { "count", 5000, 1, 1000000000, "calls" },
	},
	.expect = {
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 0, 4.1 } },
	},
	.published = {
		{ "null call", SOURCE_PVM_LMBENCH, 0.22, 2.09, 0 },
	},
	.run = syscall_run,
};
