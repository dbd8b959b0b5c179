// SPDX-License-Identifier: GPL-2.0
/*
 * Names of what exits are about. Registers are named as in the kernel, by which
 * tests/names-check tests them; ports and pages by what QEMU and SeaBIOS put
 * there on the guest's machine.
 */
#include <asm/kvm.h>
#include <asm/kvm_para.h>
#include <inttypes.h>
#include <string.h>

#include "detail_names.h"
#include "reasons.h"

struct range {
	uint64_t first, last;
	const char *name;
};

/*
 * arch/x86/kernel/setup.c, standard_io_resources; QEMU's hw/i386, hw/isa and
 * hw/acpi; SeaBIOS's src/fw/dev-*.h.
 */
static const struct range ports[] = {
	{ 0x00, 0x1f, "DMA" }, { 0x20, 0x21, "PIC" },
	{ 0x40, 0x43, "PIT" }, { 0x60, 0x60, "keyboard" },
	{ 0x61, 0x61, "PIT channel 2, NMI status" },
	{ 0x64, 0x64, "keyboard" }, { 0x70, 0x71, "CMOS, RTC" },
	{ 0x7e, 0x7e, "QEMU vAPIC" }, { 0x80, 0x80, "POST code, delay" },
	{ 0x81, 0x8f, "DMA page" }, { 0x92, 0x92, "A20, reset" },
	{ 0xa0, 0xa1, "PIC 2" }, { 0xb2, 0xb3, "APM, SMI" },
	{ 0xc0, 0xdf, "DMA 2" }, { 0xf0, 0xff, "FPU" },
	{ 0x1f0, 0x1f7, "IDE" }, { 0x278, 0x27f, "parallel port" },
	{ 0x2e8, 0x2ef, "COM4" }, { 0x2f8, 0x2ff, "COM2" },
	{ 0x378, 0x37f, "parallel port" }, { 0x3b0, 0x3df, "VGA" },
	{ 0x3e8, 0x3ef, "COM3" }, { 0x3f0, 0x3f5, "floppy" },
	{ 0x3f8, 0x3ff, "COM1" }, { 0x402, 0x402, "firmware debug output" },
	{ 0x4d0, 0x4d1, "PIC trigger mode" },
	{ 0x510, 0x51b, "QEMU fw_cfg" },
	{ 0x600, 0x607, "ACPI PM1" }, { 0x608, 0x60b, "ACPI PM timer" },
	{ 0x60c, 0x67f, "ACPI PM" }, { 0x700, 0x73f, "SMBus" },
	{ 0xae00, 0xae17, "ACPI PCI hotplug" },
	{ 0xaf00, 0xaf1f, "ACPI CPU hotplug" },
	{ 0xcc0, 0xcd7, "ACPI PCI hotplug" },
	{ 0xcd8, 0xcef, "ACPI CPU hotplug" },
	{ 0xcf8, 0xcf8, "PCI configuration address" },
	{ 0xcf9, 0xcf9, "reset" },
	{ 0xcfa, 0xcfb, "PCI configuration address" },
	{ 0xcfc, 0xcff, "PCI configuration data" },
	{ 0 }
};

#define KVM(name) { name, name, #name }

/* asm/msr-index.h; of the x2APIC asm/apicdef.h: 0x800 + register >> 4. */
static const struct range msrs[] = {
	KVM(MSR_KVM_WALL_CLOCK), KVM(MSR_KVM_SYSTEM_TIME),
	KVM(MSR_KVM_WALL_CLOCK_NEW), KVM(MSR_KVM_SYSTEM_TIME_NEW),
	KVM(MSR_KVM_ASYNC_PF_EN), KVM(MSR_KVM_STEAL_TIME),
	KVM(MSR_KVM_PV_EOI_EN), KVM(MSR_KVM_POLL_CONTROL),
	KVM(MSR_KVM_ASYNC_PF_INT), KVM(MSR_KVM_ASYNC_PF_ACK),
	{ 0x10, 0x10, "MSR_IA32_TSC" },
	{ 0x1b, 0x1b, "MSR_IA32_APICBASE" },
	{ 0x34, 0x34, "MSR_SMI_COUNT" },
	{ 0x3a, 0x3a, "MSR_IA32_FEAT_CTL" },
	{ 0x3b, 0x3b, "MSR_IA32_TSC_ADJUST" },
	{ 0x48, 0x48, "MSR_IA32_SPEC_CTRL" },
	{ 0x49, 0x49, "MSR_IA32_PRED_CMD" },
	{ 0x8b, 0x8b, "MSR_IA32_UCODE_REV" },
	{ 0xce, 0xce, "MSR_PLATFORM_INFO" },
	{ 0xfe, 0xfe, "MSR_MTRRcap" },
	{ 0x10a, 0x10a, "MSR_IA32_ARCH_CAPABILITIES" },
	{ 0x140, 0x140, "MSR_MISC_FEATURES_ENABLES" },
	{ 0x174, 0x174, "MSR_IA32_SYSENTER_CS" },
	{ 0x175, 0x175, "MSR_IA32_SYSENTER_ESP" },
	{ 0x176, 0x176, "MSR_IA32_SYSENTER_EIP" },
	{ 0x179, 0x179, "MSR_IA32_MCG_CAP" },
	{ 0x1a0, 0x1a0, "MSR_IA32_MISC_ENABLE" },
	{ 0x1d9, 0x1d9, "MSR_IA32_DEBUGCTLMSR" },
	{ 0x200, 0x21f, "variable-range MTRR" },
	{ 0x250, 0x26f, "fixed-range MTRR" },
	{ 0x277, 0x277, "MSR_IA32_CR_PAT" },
	{ 0x2ff, 0x2ff, "MSR_MTRRdefType" },
	{ 0x345, 0x345, "MSR_IA32_PERF_CAPABILITIES" },
	{ 0x38f, 0x38f, "MSR_CORE_PERF_GLOBAL_CTRL" },
	{ 0x400, 0x47f, "machine check bank" },
	{ 0x480, 0x492, "VMX capability" },
	{ 0x6e0, 0x6e0, "MSR_IA32_TSC_DEADLINE" },
	{ 0x802, 0x802, "APIC_ID" }, { 0x803, 0x803, "APIC_LVR" },
	{ 0x808, 0x808, "APIC_TASKPRI" }, { 0x80b, 0x80b, "APIC_EOI" },
	{ 0x80d, 0x80d, "APIC_LDR" }, { 0x80f, 0x80f, "APIC_SPIV" },
	{ 0x810, 0x817, "APIC_ISR" }, { 0x820, 0x827, "APIC_IRR" },
	{ 0x828, 0x828, "APIC_ESR" }, { 0x830, 0x830, "APIC_ICR" },
	{ 0x832, 0x832, "APIC_LVTT" }, { 0x833, 0x833, "APIC_LVTTHMR" },
	{ 0x834, 0x834, "APIC_LVTPC" }, { 0x835, 0x835, "APIC_LVT0" },
	{ 0x836, 0x836, "APIC_LVT1" }, { 0x837, 0x837, "APIC_LVTERR" },
	{ 0x838, 0x838, "APIC_TMICT" }, { 0x839, 0x839, "APIC_TMCCT" },
	{ 0x83e, 0x83e, "APIC_TDCR" }, { 0x83f, 0x83f, "APIC_SELF_IPI" },
	{ 0xc0000080, 0xc0000080, "MSR_EFER" },
	{ 0xc0000081, 0xc0000081, "MSR_STAR" },
	{ 0xc0000082, 0xc0000082, "MSR_LSTAR" },
	{ 0xc0000083, 0xc0000083, "MSR_CSTAR" },
	{ 0xc0000084, 0xc0000084, "MSR_SYSCALL_MASK" },
	{ 0xc0000100, 0xc0000100, "MSR_FS_BASE" },
	{ 0xc0000101, 0xc0000101, "MSR_GS_BASE" },
	{ 0xc0000102, 0xc0000102, "MSR_KERNEL_GS_BASE" },
	{ 0xc0000103, 0xc0000103, "MSR_TSC_AUX" },
	{ 0xc0010000, 0xc0010000, "MSR_K7_EVNTSEL0" },
	{ 0xc0010010, 0xc0010010, "MSR_AMD64_SYSCFG" },
	{ 0xc0010015, 0xc0010015, "MSR_K7_HWCR" },
	{ 0xc0010055, 0xc0010055, "MSR_K8_INT_PENDING_MSG" },
	{ 0xc0011029, 0xc0011029, "MSR_AMD64_DE_CFG" },
	{ 0 }
};

/* SDM vol. 3, table 6-1; APM vol. 2, table 8-1. */
static const struct range vectors[] = {
	{ DE_VECTOR, DE_VECTOR, "#DE, divide error" },
	{ DB_VECTOR, DB_VECTOR, "#DB, debug" }, { 2, 2, "NMI" },
	{ BP_VECTOR, BP_VECTOR, "#BP, breakpoint" },
	{ OF_VECTOR, OF_VECTOR, "#OF, overflow" },
	{ BR_VECTOR, BR_VECTOR, "#BR, bound range" },
	{ UD_VECTOR, UD_VECTOR, "#UD, invalid opcode" },
	{ NM_VECTOR, NM_VECTOR, "#NM, device not available" },
	{ DF_VECTOR, DF_VECTOR, "#DF, double fault" },
	{ TS_VECTOR, TS_VECTOR, "#TS, invalid TSS" },
	{ NP_VECTOR, NP_VECTOR, "#NP, segment not present" },
	{ SS_VECTOR, SS_VECTOR, "#SS, stack fault" },
	{ GP_VECTOR, GP_VECTOR, "#GP, general protection" },
	{ PF_VECTOR, PF_VECTOR, "#PF, page fault" },
	{ MF_VECTOR, MF_VECTOR, "#MF, x87 error" },
	{ AC_VECTOR, AC_VECTOR, "#AC, alignment check" },
	{ MC_VECTOR, MC_VECTOR, "#MC, machine check" },
	{ XM_VECTOR, XM_VECTOR, "#XM, SIMD error" },
	{ VE_VECTOR, VE_VECTOR, "#VE, virtualization" },
	{ 0, 0, NULL }
};

/* QEMU's hw/i386 and hw/intc, and the PCI memory that SeaBIOS hands out. */
static const struct range pages[] = {
	{ 0xa0, 0xbf, "VGA memory" }, { 0xfec00, 0xfec0f, "I/O APIC" },
	{ 0xfec10, 0xfec1f, "second I/O APIC" },
	{ 0xfed00, 0xfed00, "HPET" }, { 0xfed40, 0xfed44, "TPM" },
	{ 0xfee00, 0xfee00, "local APIC" },
	{ 0 }
};
static const struct range pages_microvm[] = {
	{ 0xfeb00, 0xfeb02, "virtio-mmio" }, { 0 }
};
static const struct range pages_pci[] = {
	{ 0xe0000, 0xfebff, "PCI device memory" }, { 0 }
};

#define ECAM_FIRST 0xb0000	/* of q35: a page for each function */
#define ECAM_LAST 0xbffff

static const char *find(const struct range *r, uint64_t what)
{
	for (; r->name; r++)
		if (r->first <= what && what <= r->last)
			return r->name;
	return NULL;
}

static struct text page_name(uint64_t page, const char *machine)
{
	const char *name = find(pages, page);
	unsigned int function = page - ECAM_FIRST;
	struct text t = { "" };

	if (!strcmp(machine, "q35") && page >= ECAM_FIRST && page <= ECAM_LAST)
		snprintf(t.s, sizeof(t.s), "PCI configuration of %02x:%02x.%x",
			 function >> 8, function >> 3 & 0x1f, function & 7);
	else if (name || (name = find(strcmp(machine, "microvm") ? pages_pci :
				      pages_microvm, page)))
		snprintf(t.s, sizeof(t.s), "%s", name);
	return t;
}

struct text detail_name(enum detail_kind kind, uint64_t what,
			const char *machine)
{
	const char *name = NULL;
	struct text t = { "" };

	if (kind == DETAIL_PAGE)
		return page_name(what, machine);
	if (kind == DETAIL_PORT)
		name = find(ports, what);
	if (kind == DETAIL_MSR)
		name = find(msrs, what);
	if (kind == DETAIL_VECTOR)
		name = find(vectors, what);
	if (name)
		snprintf(t.s, sizeof(t.s), "%s", name);
	return t;
}

enum detail_kind detail_kind(enum vendor vendor, uint32_t reason)
{
	static const enum detail_kind kinds[] = {
		[ABOUT_NOTHING] = DETAIL_NONE, [ABOUT_PORT] = DETAIL_PORT,
		[ABOUT_MSR] = DETAIL_MSR, [ABOUT_CR] = DETAIL_CR,
		[ABOUT_PAGE] = DETAIL_PAGE, [ABOUT_VECTOR] = DETAIL_VECTOR,
	};

	return kinds[reason_about(vendor, reason)];
}

const char *detail_kind_word(enum detail_kind kind)
{
	static const char *const words[] = {
		[DETAIL_NONE] = "other", [DETAIL_PORT] = "port",
		[DETAIL_MSR] = "MSR", [DETAIL_CR] = "control register",
		[DETAIL_PAGE] = "MMIO page", [DETAIL_VECTOR] = "vector",
	};

	return words[kind];
}

struct text detail_what(enum detail_kind kind, uint64_t what)
{
	struct text t;

	if (kind == DETAIL_CR)
		snprintf(t.s, sizeof(t.s), "CR%" PRIu64, what);
	else if (kind == DETAIL_VECTOR)
		snprintf(t.s, sizeof(t.s), "%" PRIu64, what);
	else
		snprintf(t.s, sizeof(t.s), "0x%" PRIx64 "%s", what,
			 kind == DETAIL_PAGE ? "000" : "");
	return t;
}
