// SPDX-License-Identifier: GPL-2.0
/*
 * cpuid: executes CPUID, which always exits (SDM vol. 3, 26.1.2; KVM intercepts
 * it on SVM too), a stated number of times. The known answer.
 *
 * Exits: exactly one CPUID exit an operation, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <cpuid.h>

#include "workload.h"

enum { COUNT };

static int64_t cpuid_run(struct workload_run *run)
{
	unsigned int eax, ebx, ecx, edx;
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		__cpuid(0, eax, ebx, ecx, edx);
	return i;
}

const struct workload workload_cpuid = {
	.name = "cpuid",
	.group = "nano",
	.summary = "CPUID instructions: one exit each, the known answer",
	.op = "instruction",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000,
			    "CPUID instructions" },
	},
	.expect = {
		{ EXIT_REASON_CPUID, SVM_EXIT_CPUID, { 1, 1 }, { 1, 1 } },
	},
	.published = {
		{ "CPUID", SOURCE_PVM_EXITS, .tdp = 0.54 },
	},
	.run = cpuid_run,
};
