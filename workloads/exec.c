// SPDX-License-Identifier: GPL-2.0
/*
 * exec: a process forks, the child executes a static program that does nothing
 * (this one, which ends at once under the name of WORKLOAD_TRUE).
 *
 * Exits: CPUID under either paging mode, because the C library asks for the
 * processor's features and caches whenever a program starts. Under shadow paging
 * also all of `fork`, and page faults for the new address space.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stddef.h>

#include "workload.h"

enum { COUNT };

static int64_t exec_run(struct workload_run *run)
{
	static char *const argv[] = { WORKLOAD_TRUE, NULL };
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		if (workload_spawn(run, "/proc/self/exe", argv))
			return -1;
	return i;
}

const struct workload workload_exec = {
	.name = "exec",
	.group = "mm",
	.summary = "fork; the child executes a program that does nothing",
	.op = "program",
	.params = {
		[COUNT] = { "count", 15, 1, 1000000, "programs executed" },
	},
	.expect = {
		{ EXIT_REASON_CPUID, SVM_EXIT_CPUID,
		  { 1, 100 }, { 1, 100 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 20, WORKLOAD_ANY } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
	},
	.published = {
		{ "exec", SOURCE_PVM_LMBENCH, 422, 1500, 0 },
	},
	.run = exec_run,
};
