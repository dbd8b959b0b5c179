// SPDX-License-Identifier: GPL-2.0
/*
 * inb-user: reads a port that KVM leaves to the VMM: the diagnostic port 0x80.
 *
 * Exits: exactly one I/O exit an operation, under either paging mode, with the
 * VMM's time on top.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int inb_user_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_INB_USER);
}

static int64_t inb_user_run(struct workload_run *run)
{
	return ring0_run(run, RING0_INB_USER, run->param[COUNT]);
}

const struct workload workload_inb_user = {
	.name = "inb-user",
	.group = "nano",
	.summary = "a read of a port that the VMM emulates",
	.op = "read",
	.params = {
		[COUNT] = { "count", 200, 1, 100000000, "reads" },
	},
	.expect = {
		{ EXIT_REASON_IO_INSTRUCTION, SVM_EXIT_IOIO,
		  { 1, 1 }, { 1, 1 } },
	},
	.setup = inb_user_setup,
	.run = inb_user_run,
	.teardown = ring0_teardown,
};
