// SPDX-License-Identifier: GPL-2.0
/*
 * hlt-wake: sets a timer 200 us ahead, halts, and is woken by it.
 *
 * Exits: one HLT per operation, and another if the guest's own tick wakes it in
 * between, under either paging mode; nearly all of its time is blocked. Also an MSR
 * write to set the timer, another when it has fired, and the exits that the host
 * needs to deliver the interrupt.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int hlt_wake_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_HLT_WAKE);
}

static int64_t hlt_wake_run(struct workload_run *run)
{
	return ring0_run(run, RING0_HLT_WAKE, run->param[COUNT]);
}

const struct workload workload_hlt_wake = {
	.name = "hlt-wake",
	.group = "nano",
	.summary = "HLT until a timer fires, 200 us later",
	.op = "HLT",
	.params = {
		[COUNT] = { "count", 50, 1, 100000000, "HLTs, 200 us each" },
	},
	.expect = {
		{ EXIT_REASON_HLT, SVM_EXIT_HLT,
		  { 1, 1.2 }, { 1, 1.2 } },
		{ EXIT_REASON_MSR_WRITE, SVM_EXIT_MSR,
		  { 1, 3 }, { 1, 3 } },
	},
	.setup = hlt_wake_setup,
	.run = hlt_wake_run,
	.teardown = ring0_teardown,
};
