// SPDX-License-Identifier: GPL-2.0
/*
 * outb: writes a port that KVM itself emulates: the interrupt mask of the PIC
 * (0x21), with the value it already has. For the ports that KVM emulates, and on which
 * machine, see inb.c.
 *
 * Exits: exactly one I/O exit an operation, under either paging mode, and one
 * for reading the value, every 1,000.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int outb_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_OUTB);
}

static int64_t outb_run(struct workload_run *run)
{
	return ring0_run(run, RING0_OUTB, run->param[COUNT]);
}

const struct workload workload_outb = {
	.name = "outb",
	.group = "nano",
	.summary = "a write of a port that KVM emulates (the PIC)",
	.op = "write",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "writes" },
	},
	.expect = {
		{ EXIT_REASON_IO_INSTRUCTION, SVM_EXIT_IOIO,
		  { 1, 1.01 }, { 1, 1.01 } },
	},
	.setup = outb_setup,
	.run = outb_run,
	.teardown = ring0_teardown,
};
