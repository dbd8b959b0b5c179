// SPDX-License-Identifier: GPL-2.0
/* Names of depths; see depths.h. */
#include "depths.h"

#define VMM(why) KVM_EXIT_ACCT_DEPTH_VMM + KVM_EXIT_ACCT_VMM_##why

const char *const depth_names[KVM_EXIT_ACCT_DEPTHS] = {
	[KVM_EXIT_ACCT_DEPTH_FASTPATH] = "fastpath",
	[KVM_EXIT_ACCT_DEPTH_KERNEL] = "kernel",
	[KVM_EXIT_ACCT_DEPTH_EMULATOR] = "emulator",
	[VMM(IO)] = "I/O",
	[VMM(MMIO)] = "MMIO",
	[VMM(INTR)] = "signal",
	[VMM(HLT)] = "HLT",
	[VMM(IRQ_WINDOW)] = "interrupt window",
	[VMM(IOAPIC_EOI)] = "I/O APIC EOI",
	[VMM(MSR)] = "MSR",
	[VMM(OTHER)] = "other",
};
