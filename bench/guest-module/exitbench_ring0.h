/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What /dev/exitbench does: one operation in ring 0, any number of times. The only
 * definition, for the module and for those who call it.
 */
#ifndef EXITBENCH_RING0_H
#define EXITBENCH_RING0_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define RING0_DEVICE "/dev/exitbench"

enum exitbench_ring0_op {
	RING0_VMCALL,		/* a hypercall that KVM answers at once */
	RING0_INB,		/* the PIC's interrupt mask, which KVM emulates */
	RING0_INB_USER,		/* diagnostic port 0x80: the VMM's */
	RING0_OUTB,		/* the same two, the mask with what it holds */
	RING0_OUTB_USER,
	RING0_MMIO,		/* read of the I/O APIC, which KVM emulates */
	RING0_MMIO_USER,	/* read of the HPET's place: the VMM's */
	RING0_RDMSR,		/* IA32_MISC_ENABLE, intercepted */
	RING0_RDMSR_DIRECT,	/* KERNEL_GS_BASE, not intercepted */
	RING0_WRMSR,		/* the same two, written with what they hold */
	RING0_WRMSR_DIRECT,
	RING0_CR8WR,
	RING0_CR3WR,
	RING0_CR4WR,		/* CR4.VME flipped, intercepted; an even count restores it */
	RING0_INVLPG,
	RING0_TSCDEADLINE,	/* the APIC timer set to a far deadline */
	RING0_PAUSE,
	RING0_HLT_WAKE,		/* HLT, and a timer 200 us later */
	RING0_IPI,		/* a function called on the next CPU */
	RING0_OPS
};

/*
 * Does it @count times, with interrupts off but for the last two. 0, or -1 with
 * ENODEV when this machine cannot do it; with a count of 0 it only says so.
 */
struct exitbench_ring0 {
	__u32 op;
	__u32 unused;
	__u64 count;
};

#define EXITBENCH_RING0 _IOW('x', 0xeb, struct exitbench_ring0)

#endif
