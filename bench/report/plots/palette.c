// SPDX-License-Identifier: GPL-2.0
/*
 * The look of exit reasons; see palette.h. Colours are those of Okabe and Ito,
 * told apart by colour-blind readers, and greys; a pale fill is the second reason
 * of a colour. (Hatching would make a printed report a hundred times as large.) Like causes look alike on both vendors. The tables are in
 * order of drawing: what paging causes first, from the axis on.
 */
#include <limits.h>
#include <stddef.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "palette.h"

#define BLUE "#0072B2"
#define SKY "#56B4E9"
#define VERMILION "#D55E00"
#define ORANGE "#E69F00"
#define YELLOW "#F0E442"
#define GREEN "#009E73"
#define PURPLE "#CC79A7"
#define DARK_GREY "#707070"
#define GREY "#A8A8A8"

struct entry {
	uint32_t first, last;	/* exit reasons, both included */
	struct look look;
};

#define ONE(reason, ...) { reason, reason, { __VA_ARGS__ } }
#define ALL(first, last, ...) { first, last, { __VA_ARGS__ } }

const struct look look_other = { "#D8D8D8", false };

static const struct entry vmx[] = {
	ONE(EXIT_REASON_EPT_VIOLATION, BLUE, false),
	ONE(EXIT_REASON_EPT_MISCONFIG, SKY, false),
	ONE(EXIT_REASON_EXCEPTION_NMI, VERMILION, false),
	ONE(EXIT_REASON_CR_ACCESS, ORANGE, false),
	ONE(EXIT_REASON_INVLPG, YELLOW, false),
	ONE(EXIT_REASON_INVPCID, YELLOW, true),
	ONE(EXIT_REASON_IO_INSTRUCTION, GREEN, false),
	ALL(EXIT_REASON_APIC_ACCESS, EXIT_REASON_EOI_INDUCED, GREEN, true),
	ONE(EXIT_REASON_APIC_WRITE, GREEN, true),
	ONE(EXIT_REASON_MSR_WRITE, PURPLE, false),
	ONE(EXIT_REASON_MSR_READ, PURPLE, true),
	ONE(EXIT_REASON_CPUID, SKY, true),
	ONE(EXIT_REASON_VMCALL, BLUE, true),
	ONE(EXIT_REASON_HLT, DARK_GREY, false),
	ONE(EXIT_REASON_EXTERNAL_INTERRUPT, GREY, false),
	ONE(EXIT_REASON_INTERRUPT_WINDOW, GREY, true),
	ONE(EXIT_REASON_PREEMPTION_TIMER, DARK_GREY, true),
	{ 0 }
};

#define SVM_PAGE_FAULT (SVM_EXIT_EXCP_BASE + PF_VECTOR)

/* CR0 to CR15 are read from 0x00 and written from 0x10 on (APM vol. 2, appendix C). */
static const struct entry svm[] = {
	ONE(SVM_EXIT_NPF, BLUE, false),
	ONE(SVM_PAGE_FAULT, VERMILION, false),
	ALL(SVM_EXIT_EXCP_BASE, SVM_EXIT_LAST_EXCP, VERMILION, true),
	ONE(SVM_EXIT_WRITE_CR3, ORANGE, false),
	ALL(SVM_EXIT_READ_CR0, SVM_EXIT_WRITE_CR0 + 0xf, ORANGE, true),
	ONE(SVM_EXIT_CR0_SEL_WRITE, ORANGE, true),
	ONE(SVM_EXIT_INVLPG, YELLOW, false),
	ONE(SVM_EXIT_INVPCID, YELLOW, true),
	ONE(SVM_EXIT_IOIO, GREEN, false),
	ALL(SVM_EXIT_AVIC_INCOMPLETE_IPI, SVM_EXIT_AVIC_UNACCELERATED_ACCESS,
	    GREEN, true),
	ONE(SVM_EXIT_MSR, PURPLE, false),
	ONE(SVM_EXIT_CPUID, SKY, true),
	ONE(SVM_EXIT_VMMCALL, BLUE, true),
	ONE(SVM_EXIT_HLT, DARK_GREY, false),
	ONE(SVM_EXIT_INTR, GREY, false),
	ONE(SVM_EXIT_VINTR, GREY, true),
	{ 0 }
};

static const struct entry *const tables[VENDORS] = {
	[VENDOR_VMX] = vmx, [VENDOR_SVM] = svm,
};

/* The first that @reason is in. */
static const struct entry *find_entry(enum vendor vendor, uint32_t reason)
{
	for (const struct entry *e = tables[vendor]; e->look.colour; e++)
		if (e->first <= reason && reason <= e->last)
			return e;
	return NULL;
}

const struct look *palette_look(enum vendor vendor, uint32_t reason)
{
	const struct entry *e = find_entry(vendor, reason);

	return e ? &e->look : NULL;
}

int palette_rank(enum vendor vendor, uint32_t reason)
{
	const struct entry *e = find_entry(vendor, reason);

	return e ? e - tables[vendor] : INT_MAX;
}
