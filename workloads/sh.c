// SPDX-License-Identifier: GPL-2.0
/*
 * sh: a process forks, the child executes a shell, which executes another program:
 * `/bin/sh -c /bin/true`, as lmbench does it. In the measured guest both are a
 * static busybox.
 *
 * Exits: as in `exec`, for two programs.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <unistd.h>

#include "workload.h"

enum { COUNT };

static int sh_setup(struct workload_run *run)
{
	if (access("/bin/sh", X_OK) || access("/bin/true", X_OK))
		return workload_skip(run, "no '/bin/sh' or no '/bin/true' in this guest");
	return 0;
}

static int64_t sh_run(struct workload_run *run)
{
	static char *const argv[] = { "sh", "-c", "/bin/true", NULL };
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++)
		if (workload_spawn(run, "/bin/sh", argv))
			return -1;
	return i;
}

const struct workload workload_sh = {
	.name = "sh",
	.group = "mm",
	.summary = "fork; the child executes a shell that runs a program",
	.op = "shell",
	.params = {
		[COUNT] = { "count", 8, 1, 1000000, "shells" },
	},
	.expect = {
		{ EXIT_REASON_CPUID, SVM_EXIT_CPUID,
		  { 2, 200 }, { 2, 200 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 40, WORKLOAD_ANY } },
		{ EXIT_REASON_CR_ACCESS, SVM_EXIT_WRITE_CR3,
		  { 0, 0 }, { 2, WORKLOAD_ANY } },
	},
	.published = {
		{ "sh", SOURCE_PVM_LMBENCH, 1600, 4200, 0 },
	},
	.setup = sh_setup,
	.run = sh_run,
};
