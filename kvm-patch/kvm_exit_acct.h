/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The CPUID leaves through which a patched KVM tells a guest what its VM exits
 * were and what they cost. This is the only definition; the specification is
 * Documentation/virt/kvm/x86/exit-accounting.rst, and ABI.md of exitbench. It is
 * compiled into KVM, the guest program and the tests, so it includes nothing.
 */
#ifndef _ASM_X86_KVM_EXIT_ACCT_H
#define _ASM_X86_KVM_EXIT_ACCT_H

/*
 * KVM_ENABLE_CAP of a VM that has no vCPU yet: args[0] is the layout of its
 * coursework leaves. Far from the kernel's own numbers, which count up from 1.
 */
#define KVM_CAP_EXIT_ACCT		0x4ffffff0

/* Every leaf from BASE to LAST answers, whatever the registers hold. */
#define KVM_EXIT_ACCT_LEAF_BASE		0x4ffffff0
#define KVM_EXIT_ACCT_LEAF_LAST		0x4fffffff

#define KVM_EXIT_ACCT_LEAF_DISCOVER	0x4ffffff0
#define KVM_EXIT_ACCT_LEAF_LATCH	0x4ffffff1
#define KVM_EXIT_ACCT_LEAF_READ		0x4ffffff2
#define KVM_EXIT_ACCT_LEAF_DETAIL	0x4ffffff3
#define KVM_EXIT_ACCT_LEAF_SLOWEST	0x4ffffff4

/* The coursework leaves; which is which depends on the layout (ABI.md). */
#define KVM_EXIT_ACCT_LEAF_CW_FIRST	0x4ffffffc
#define KVM_EXIT_ACCT_LEAF_CW_LAST	0x4fffffff

/* DISCOVER, ecx = 0: eax = version, ebx:ecx:edx = "exitbenchKVM". */
#define KVM_EXIT_ACCT_VERSION		3
#define KVM_EXIT_ACCT_SIG_EBX		0x74697865	/* "exit" */
#define KVM_EXIT_ACCT_SIG_ECX		0x636e6562	/* "benc" */
#define KVM_EXIT_ACCT_SIG_EDX		0x4d564b68	/* "hKVM" */

/* DISCOVER, ecx = 1: eax = vendor, ebx = rows, ecx = slots, edx = vCPUs. */
#define KVM_EXIT_ACCT_VENDOR_VMX	1
#define KVM_EXIT_ACCT_VENDOR_SVM	2

/*
 * DISCOVER, ecx = 2: eax = paging mode, ebx = pairs a row, ecx = layout,
 * edx = entries of a table of details, 0 for none.
 */
#define KVM_EXIT_ACCT_PAGING_TDP	1
#define KVM_EXIT_ACCT_PAGING_SHADOW	2

#define KVM_EXIT_ACCT_LAYOUT_A		1
#define KVM_EXIT_ACCT_LAYOUT_B		2
#define KVM_EXIT_ACCT_LAYOUT_C		3

/* edx of an input that names nothing; eax, ebx and ecx are then 0. */
#define KVM_EXIT_ACCT_UNDEFINED		0xffffffff

#define KVM_EXIT_ACCT_SLOTS		8

/* LATCH: ecx = slot, with this bit to open a new min/max window behind it, */
#define KVM_EXIT_ACCT_LATCH_OPEN	0x80000000
/* or with this one for the counters of the vCPU that asks alone. */
#define KVM_EXIT_ACCT_LATCH_VCPU	0x40000000

/* READ: ecx = slot << 24 | row << 8 | pair. */
#define KVM_EXIT_ACCT_READ_SLOT_SHIFT	24
#define KVM_EXIT_ACCT_READ_ROW_SHIFT	8
#define KVM_EXIT_ACCT_READ_ROW_MASK	0xffff
#define KVM_EXIT_ACCT_READ_PAIR_MASK	0xff

/* The pairs of a row, in 64-bit values: eax:ebx and ecx:edx, low half first. */
#define KVM_EXIT_ACCT_PAIR_COUNT_KERNEL	0	/* exits, cycles in the kernel */
#define KVM_EXIT_ACCT_PAIR_USER_BLOCKED	1	/* cycles in the VMM, cycles blocked */
#define KVM_EXIT_ACCT_PAIR_MIN_MAX	2	/* in the window; 0, 0: no exit in it */
#define KVM_EXIT_ACCT_PAIR_HIST		3	/* exits of 2^i to 2^(i+1) - 1 cycles, */
#define KVM_EXIT_ACCT_HIST_BUCKETS	64	/* i = 0, 1 in the first of 32 pairs */
/* Cycles away: VMM on no CPU; those of the world switch, 0 if they are not told */
#define KVM_EXIT_ACCT_PAIR_AWAY		35
#define KVM_EXIT_ACCT_PAIR_DEPTH	36	/* exits: fastpath, emulator */
#define KVM_EXIT_ACCT_PAIR_VMM		37	/* exits to the VMM by why, in 4 pairs */
/* Cycles blocked that were preempted, that were asleep; the rest is halted. */
#define KVM_EXIT_ACCT_PAIR_BLOCKED	41
/* Of all, those that came from L2, a guest's guest: in two pairs */
#define KVM_EXIT_ACCT_PAIR_L2		42	/* exits, cycles in the kernel, */
#define KVM_EXIT_ACCT_PAIR_L2_USER	43	/* cycles in the VMM; 0 */
/* The buckets of the first 40 octaves in quarters, in 80 pairs: 4n and 4n + 1 */
#define KVM_EXIT_ACCT_PAIR_QUARTERS	44	/* of octave n, then 4n + 2 and 4n + 3 */
#define KVM_EXIT_ACCT_OCTAVES		40	/* the last quarter takes what is above */
#define KVM_EXIT_ACCT_QUARTERS		(4 * KVM_EXIT_ACCT_OCTAVES)
#define KVM_EXIT_ACCT_PAIRS		124

/* Why KVM_RUN returned: these values of kvm_run->exit_reason, and all others. */
#define KVM_EXIT_ACCT_VMM_IO		0	/* KVM_EXIT_IO */
#define KVM_EXIT_ACCT_VMM_MMIO		1	/* KVM_EXIT_MMIO */
#define KVM_EXIT_ACCT_VMM_INTR		2	/* KVM_EXIT_INTR: a signal */
#define KVM_EXIT_ACCT_VMM_HLT		3	/* KVM_EXIT_HLT */
#define KVM_EXIT_ACCT_VMM_IRQ_WINDOW	4	/* KVM_EXIT_IRQ_WINDOW_OPEN */
#define KVM_EXIT_ACCT_VMM_IOAPIC_EOI	5	/* KVM_EXIT_IOAPIC_EOI */
#define KVM_EXIT_ACCT_VMM_MSR		6	/* KVM_EXIT_X86_RDMSR, _WRMSR */
#define KVM_EXIT_ACCT_VMM_OTHER		7
#define KVM_EXIT_ACCT_VMM_REASONS	8

/* How deep one exit went: the last with why KVM_RUN returned added. */
#define KVM_EXIT_ACCT_DEPTH_FASTPATH	0
#define KVM_EXIT_ACCT_DEPTH_KERNEL	1
#define KVM_EXIT_ACCT_DEPTH_EMULATOR	2
#define KVM_EXIT_ACCT_DEPTH_VMM		3
#define KVM_EXIT_ACCT_DEPTHS		11

/* The pair that names a row: eax = exit reason, ebx = 1 when defined. */
#define KVM_EXIT_ACCT_PAIR_REASON	0xff

/* The row that describes the slot itself, in nine pairs. */
#define KVM_EXIT_ACCT_ROW_SLOT		0xffff
#define KVM_EXIT_ACCT_PAIR_LATCH_COST	0	/* kernel, VMM cycles of the latch exit */
#define KVM_EXIT_ACCT_PAIR_LATCH_ROW	1	/* its blocked cycles, its row */
#define KVM_EXIT_ACCT_PAIR_LATCH_SEQ	2	/* times latched, TSC of the guest */
#define KVM_EXIT_ACCT_PAIR_LATCH_WINDOW	3	/* window of min and max, TSC at its start */
/* Exits without time, as the TSC went back; cycles of the latch exit away. */
#define KVM_EXIT_ACCT_PAIR_LATCH_DROPPED 4
#define KVM_EXIT_ACCT_PAIR_LATCH_TIME	5	/* cycles in the guest, in all */
/* How deep the latch exit went, see above; 1 if it came from L2. */
#define KVM_EXIT_ACCT_PAIR_LATCH_DEPTH	6
#define KVM_EXIT_ACCT_PAIR_LATCH_BLOCKED 7	/* its cycles preempted, asleep */
#define KVM_EXIT_ACCT_PAIR_LATCH_SWITCH	8	/* its cycles of the world switch; 0 */

/*
 * DETAIL: ecx = slot << 24 | entry << 8 | part. Which entries are in use is not
 * known beforehand: WHAT answers for the first from there on.
 */
#define KVM_EXIT_ACCT_DETAIL_WHAT	0	/* eax = reason, ebx = entry << 8 | write */
						/* ecx:edx = port, register, page, vector */
#define KVM_EXIT_ACCT_DETAIL_COUNT	1	/* exits, kernel + VMM cycles */
#define KVM_EXIT_ACCT_DETAIL_OVERFLOW	0xffff	/* entry for what found no place: COUNT */
#define KVM_EXIT_ACCT_DETAILS_MAX	32768	/* entries of a vCPU */
#define KVM_EXIT_ACCT_DETAILS_VM	262144	/* of the vCPUs of a VM together */

/*
 * SLOWEST: ecx = slot << 24 | entry << 8 | part. Of the window of a latch those
 * exits that took the most kernel + VMM cycles, the first entry the slowest; an
 * entry that there is not is undefined.
 */
#define KVM_EXIT_ACCT_SLOWEST		16	/* entries of a slot, at most */
#define KVM_EXIT_ACCT_SLOWEST_WHAT	0	/* eax = reason, ebx = vCPU << 8 | bits, */
						/* ecx:edx = as of a detail */
#define KVM_EXIT_ACCT_SLOWEST_COST	1	/* cycles, TSC of the guest at the exit */
#define KVM_EXIT_ACCT_SLOWEST_RIP	2	/* where the guest went on; 0 */
/* The bits: it was a write; ecx:edx are told; it came from L2. */
#define KVM_EXIT_ACCT_SLOWEST_WRITE	1
#define KVM_EXIT_ACCT_SLOWEST_DETAIL	2
#define KVM_EXIT_ACCT_SLOWEST_L2	4

/*
 * Rows. A row is one exit reason. The last row of either vendor collects what
 * is no reason at all: VMfail on VMX, VMEXIT_INVALID and unknown codes on SVM.
 */
#define KVM_EXIT_ACCT_REASON_OTHER	0xffffffff

/*
 * VMX: reasons 0 to 95 are rows 0 to 95 (SDM vol. 3, appendix C). Then what KVM
 * emulated instead of entering a guest whose state is invalid, and the VM entries
 * that it makes in order to have the processor refuse them, as early checks of a
 * nested one.
 */
#define KVM_EXIT_ACCT_REASON_EMULATED	0xfffffffe
#define KVM_EXIT_ACCT_REASON_EARLY_CHECK 0xfffffffd
#define KVM_EXIT_ACCT_VMX_EMULATED	96
#define KVM_EXIT_ACCT_VMX_EARLY_CHECK	97
#define KVM_EXIT_ACCT_VMX_OTHER		98
#define KVM_EXIT_ACCT_VMX_ROWS		99

/*
 * SVM: codes 0x00 to 0xbf are rows 0 to 191, 0x400 to 0x40f are rows 192 to
 * 207 (APM vol. 2, appendix C).
 */
#define KVM_EXIT_ACCT_SVM_LOW_CODES	0xc0
#define KVM_EXIT_ACCT_SVM_HIGH_CODE	0x400
#define KVM_EXIT_ACCT_SVM_HIGH_CODES	0x10
#define KVM_EXIT_ACCT_SVM_OTHER		208
#define KVM_EXIT_ACCT_SVM_ROWS		209

#ifndef __ASSEMBLER__

/*
 * Which reasons the manuals, and the kernel's asm/vmx.h and asm/svm.h of 7.3,
 * define: with the MSR accesses by immediate, 84 and 85 on VMX.
 */
static inline int kvm_exit_acct_vmx_defined(unsigned int reason)
{
	return (reason <= 79 && reason != 35 && reason != 38 &&
		reason != 42 && reason != 71) ||
	       reason == 84 || reason == 85;
}

static inline int kvm_exit_acct_svm_defined(unsigned int code)
{
	return code <= 0xa6 || (code >= 0x400 && code <= 0x403);
}

/*
 * The quarter in which an exit of that many cycles is: octave n begins at 2^n, its
 * quarters are the two bits that follow the highest; 0 is with 1.
 */
static inline unsigned int kvm_exit_acct_quarter(unsigned long long cycles)
{
	unsigned int octave = 63 - __builtin_clzll(cycles | 1);

	if (octave >= KVM_EXIT_ACCT_OCTAVES)
		return KVM_EXIT_ACCT_QUARTERS - 1;
	return 4 * octave + ((cycles << 2) >> octave & 3);
}

/* Where a quarter begins: the next one begins where it ends. 0 is where 1 is. */
static inline unsigned long long kvm_exit_acct_quarter_low(unsigned int quarter)
{
	unsigned int octave = quarter / 4, parts = 4 + quarter % 4;

	if (octave < 2)
		return ((parts << octave) + 3) / 4;
	return (unsigned long long)parts << (octave - 2);
}

#endif

#endif /* _ASM_X86_KVM_EXIT_ACCT_H */
