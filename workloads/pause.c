// SPDX-License-Identifier: GPL-2.0
/*
 * pause: PAUSE in a row, as a vCPU that waits for a lock executes it. With
 * pause-loop exiting (SDM vol. 3, 26.1.3; APM vol. 2, 15.14.4) KVM takes such a
 * vCPU off the processor after some thousands of cycles of it.
 *
 * Exits: fewer than one in ten operations, none without that feature.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int pause_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_PAUSE);
}

static int64_t pause_run(struct workload_run *run)
{
	return ring0_run(run, RING0_PAUSE, run->param[COUNT]);
}

const struct workload workload_pause = {
	.name = "pause",
	.group = "nano",
	.summary = "PAUSE, as in a spin loop",
	.op = "PAUSE",
	.params = {
		[COUNT] = { "count", 10000, 1, 100000000, "PAUSEs" },
	},
	.expect = {
		{ EXIT_REASON_PAUSE_INSTRUCTION, SVM_EXIT_PAUSE,
		  { 0, 0.1 }, { 0, 0.1 } },
	},
	.setup = pause_setup,
	.run = pause_run,
	.teardown = ring0_teardown,
};
