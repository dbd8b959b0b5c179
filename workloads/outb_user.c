// SPDX-License-Identifier: GPL-2.0
/*
 * outb-user: writes a port that KVM leaves to the VMM: the diagnostic port 0x80.
 *
 * Exits: exactly one I/O exit an operation, under either paging mode, with the
 * VMM's time on top.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int outb_user_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_OUTB_USER);
}

static int64_t outb_user_run(struct workload_run *run)
{
	return ring0_run(run, RING0_OUTB_USER, run->param[COUNT]);
}

const struct workload workload_outb_user = {
	.name = "outb-user",
	.group = "nano",
	.summary = "a write of a port that the VMM emulates",
	.op = "write",
	.params = {
		[COUNT] = { "count", 200, 1, 100000000, "writes" },
	},
	.expect = {
		{ EXIT_REASON_IO_INSTRUCTION, SVM_EXIT_IOIO,
		  { 1, 1 }, { 1, 1 } },
	},
	.published = {
		{ "port I/O", SOURCE_PVM_EXITS, .tdp = 3.79 },
	},
	.setup = outb_user_setup,
	.run = outb_user_run,
	.teardown = ring0_teardown,
};
