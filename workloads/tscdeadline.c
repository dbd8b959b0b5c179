// SPDX-License-Identifier: GPL-2.0
/*
 * tscdeadline: sets the APIC timer by writing a TSC deadline that is far away,
 * as a guest's kernel does whenever it sets its timer.
 *
 * Exits: exactly one MSR write an operation, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int tscdeadline_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_TSCDEADLINE);
}

static int64_t tscdeadline_run(struct workload_run *run)
{
	return ring0_run(run, RING0_TSCDEADLINE, run->param[COUNT]);
}

const struct workload workload_tscdeadline = {
	.name = "tscdeadline",
	.group = "nano",
	.summary = "sets the APIC timer by its TSC deadline",
	.op = "write of the deadline",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "writes" },
	},
	.expect = {
		{ EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR,
		  { 1, 1 }, { 1, 1 } },
	},
	.setup = tscdeadline_setup,
	.run = tscdeadline_run,
	.teardown = ring0_teardown,
};
