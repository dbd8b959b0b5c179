// SPDX-License-Identifier: GPL-2.0
/*
 * stress-*: stressors of stress-ng, one process each, by a stated number of its
 * bogus operations rather than by time, so that repetitions do the same work.
 *
 * Exits: stress-ng's own start has about 50 CPUID, and under shadow paging more
 * than 2,000 page faults; then those of the stressor itself: vm and mmap page
 * faults under shadow paging as in `pagefault` and `mmap`, fork as in `fork`,
 * switch and pipe a CR3 write for a context switch as in `ctxsw`; timer, under
 * either paging mode, MSR writes to set it and a HLT until it fires.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stdio.h>

#include "tool.h"

enum { OPS };

static int stress_setup(struct workload_run *run)
{
	return tool_setup(run, "stress-ng");
}

static int64_t stress(struct workload_run *run, const char *name,
		      const char *option, const char *value)
{
	char stressor[32], count[32], ops[32];
	const char *argv[] = {
		"stress-ng", "--no-rand-seed", "--temp-path", "/tmp",
		stressor, "1", count, ops, option, value, NULL
	};

	snprintf(stressor, sizeof(stressor), "--%s", name);
	snprintf(count, sizeof(count), "--%s-ops", name);
	snprintf(ops, sizeof(ops), "%lld", (long long)run->param[OPS]);
	return tool_run(run, argv) ? -1 : run->param[OPS];
}

#define STRESS(stressor, text, ops, option, value, vmx, svm, tdp, shadow)	\
static int64_t stress_##stressor##_run(struct workload_run *run)	\
{									\
	return stress(run, #stressor, option, value);			\
}									\
									\
const struct workload workload_stress_##stressor = {			\
	.name = "stress-" #stressor,					\
	.group = "stress",						\
	.summary = text,						\
	.op = "bogus operation",					\
	.params = {							\
		[OPS] = { "ops", ops, 1, 1000000000,			\
			  "bogus operations of stress-ng" },		\
	},								\
	.expect = {							\
		{ vmx, svm,						\
		  { tdp, WORKLOAD_ANY }, { shadow, WORKLOAD_ANY } },	\
	},								\
	.tool = "stress-ng",						\
	.setup = stress_setup,						\
	.run = stress_##stressor##_run,					\
}

STRESS(vm, "stress-ng: memory mapped, written and checked", 200, "--vm-bytes",
       "4M", EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14, 0, 2);
STRESS(mmap, "stress-ng: memory mapped, protected, advised, unmapped", 2,
       "--mmap-bytes", "256K", EXIT_REASON_EXCEPTION_NMI,
       SVM_EXIT_EXCP_BASE + 14, 0, 100);
STRESS(fork, "stress-ng: fork and exit", 20, NULL, NULL,
       EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14, 0, 20);
STRESS(switch, "stress-ng: context switches over a pipe", 500, NULL, NULL,
       EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3, 0, 1);
STRESS(pipe, "stress-ng: data through a pipe", 500, NULL, NULL,
       EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3, 0, 1);
STRESS(timer, "stress-ng: a POSIX timer", 50, "--timer-freq", "1000",
       EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR, 1, 1);
