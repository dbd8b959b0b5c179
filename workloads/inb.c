// SPDX-License-Identifier: GPL-2.0
/*
 * inb: reads a port that KVM itself emulates: the interrupt mask of the PIC
 * (0x21). KVM has the two PICs (0x20, 0xa0, 0x4d0), the PIT (0x40 to 0x43) and
 * the speaker's port (0x61); all others go to the VMM. On microvm QEMU emulates
 * the PICs itself (kernel_irqchip=split is that machine's default), so this port
 * goes to the VMM too.
 *
 * Exits: exactly one I/O exit an operation, under either paging mode.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "ring0.h"

enum { COUNT };

static int inb_setup(struct workload_run *run)
{
	return ring0_setup(run, RING0_INB);
}

static int64_t inb_run(struct workload_run *run)
{
	return ring0_run(run, RING0_INB, run->param[COUNT]);
}

const struct workload workload_inb = {
	.name = "inb",
	.group = "nano",
	.summary = "a read of a port that KVM emulates (the PIC)",
	.op = "read",
	.params = {
		[COUNT] = { "count", 1000, 1, 100000000, "reads" },
	},
	.expect = {
		{ EXIT_REASON_IO_INSTRUCTION, SVM_EXIT_IOIO,
		  { 1, 1 }, { 1, 1 } },
	},
	.published = {
		{ "in", SOURCE_NANO, .native = 3209, .shadow = 15826 },
	},
	.setup = inb_setup,
	.run = inb_run,
	.teardown = ring0_teardown,
};
