// SPDX-License-Identifier: GPL-2.0
/*
 * The look of exit reasons; see palette.h. Colours are those of Okabe and Ito,
 * told apart by colour-blind readers, and greys; a pale fill is the second reason
 * of a colour. (Hatching would make a printed report a hundred times as large.) Like causes look alike on both vendors. The tables are in
 * order of drawing: what paging causes first, from the axis on.
 */
#include <limits.h>
#include <stddef.h>
#include <string.h>

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

const struct look look_other = { "#D8D8D8", false };

/* SDM vol. 3, appendix C. */
static const struct entry vmx[] = {
	{ 48, 48, { BLUE, false } },		/* EPT violation */
	{ 49, 49, { SKY, false } },		/* misconfiguration */
	{ 0, 0, { VERMILION, false } },		/* exception, NMI */
	{ 28, 28, { ORANGE, false } },		/* CR access */
	{ 14, 14, { YELLOW, false } },		/* INVLPG */
	{ 58, 58, { YELLOW, true } },		/* INVPCID */
	{ 30, 30, { GREEN, false } },		/* I/O */
	{ 44, 45, { GREEN, true } },		/* APIC, EOI */
	{ 56, 56, { GREEN, true } },		/* APIC write */
	{ 32, 32, { PURPLE, false } },		/* WRMSR */
	{ 31, 31, { PURPLE, true } },		/* RDMSR */
	{ 10, 10, { SKY, true } },		/* CPUID */
	{ 18, 18, { BLUE, true } },		/* VMCALL */
	{ 12, 12, { DARK_GREY, false } },	/* HLT */
	{ 1, 1, { GREY, false } },		/* interrupt */
	{ 7, 7, { GREY, true } },		/* interrupt window */
	{ 52, 52, { DARK_GREY, true } },	/* preemption timer */
	{ 0 }
};

/* APM vol. 2, appendix C. */
static const struct entry svm[] = {
	{ 0x400, 0x400, { BLUE, false } },	/* nested page fault */
	{ 0x4e, 0x4e, { VERMILION, false } },	/* #PF */
	{ 0x40, 0x4d, { VERMILION, true } },	/* exceptions */
	{ 0x4f, 0x5f, { VERMILION, true } },
	{ 0x13, 0x13, { ORANGE, false } },	/* CR3 write */
	{ 0x00, 0x12, { ORANGE, true } },	/* CRs but CR3 */
	{ 0x14, 0x1f, { ORANGE, true } },
	{ 0x65, 0x65, { ORANGE, true } },	/* CR0 write */
	{ 0x79, 0x79, { YELLOW, false } },	/* INVLPG */
	{ 0xa2, 0xa2, { YELLOW, true } },	/* INVPCID */
	{ 0x7b, 0x7b, { GREEN, false } },	/* I/O */
	{ 0x401, 0x402, { GREEN, true } },	/* AVIC */
	{ 0x7c, 0x7c, { PURPLE, false } },	/* MSR */
	{ 0x72, 0x72, { SKY, true } },		/* CPUID */
	{ 0x81, 0x81, { BLUE, true } },	/* VMMCALL */
	{ 0x78, 0x78, { DARK_GREY, false } },	/* HLT */
	{ 0x60, 0x60, { GREY, false } },	/* interrupt */
	{ 0x64, 0x64, { GREY, true } },	/* interrupt window */
	{ 0 }
};

static const struct entry *find_entry(const char *vendor, uint32_t reason)
{
	const struct entry *e = strcmp(vendor, "svm") ? vmx : svm;

	for (; e->look.colour; e++)
		if (e->first <= reason && reason <= e->last)
			return e;
	return NULL;
}

const struct look *palette_look(const char *vendor, uint32_t reason)
{
	const struct entry *e = find_entry(vendor, reason);

	return e ? &e->look : NULL;
}

int palette_rank(const char *vendor, uint32_t reason)
{
	const struct entry *e = find_entry(vendor, reason);

	return e ? e - (strcmp(vendor, "svm") ? vmx : svm) : INT_MAX;
}
