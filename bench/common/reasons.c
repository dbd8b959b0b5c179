// SPDX-License-Identifier: GPL-2.0
/*
 * The table of exit reasons; see reasons.h. To add one that is newer than the
 * system's headers, add a line.
 */
#include <stddef.h>

#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "kvm_exit_acct.h"
#include "reasons.h"

/* Flags: exits that only this mode causes; that KVM never enables. */
#define TDP	(1 << PAGING_TDP)
#define SHADOW	(1 << PAGING_SHADOW)
#define NEVER	4
#define NO_ACCESS 8	/* whether it was a read or a write is not known */

struct reason {
	uint32_t first, last;	/* the first line that matches is used */
	enum reason_about about;
	unsigned int flags;
	const char *name;	/* NULL: the system's headers have it */
};

#define ONE(n, about, flags, name) { n, n, about, flags, name }
#define ALL(first, last) { first, last, ABOUT_NOTHING, 0, NULL }

_Static_assert(REASON_EMULATED == KVM_EXIT_ACCT_REASON_EMULATED, "one row");

/* SDM vol. 3, appendix C. */
static const struct reason vmx[] = {
	ONE(EXIT_REASON_EXCEPTION_NMI, ABOUT_VECTOR, NO_ACCESS, NULL),
	ONE(5, ABOUT_NOTHING, NEVER, "IO_SMI"),
	ONE(6, ABOUT_NOTHING, NEVER, "OTHER_SMI"),
	ONE(11, ABOUT_NOTHING, NEVER, "GETSEC"),
	ONE(EXIT_REASON_INVLPG, ABOUT_NOTHING, SHADOW, NULL),
	ONE(17, ABOUT_NOTHING, NEVER, "RSM"),
	ONE(EXIT_REASON_CR_ACCESS, ABOUT_CR, 0, NULL),
	ONE(EXIT_REASON_IO_INSTRUCTION, ABOUT_PORT, 0, NULL),
	ONE(EXIT_REASON_MSR_READ, ABOUT_MSR, 0, NULL),
	ONE(EXIT_REASON_MSR_WRITE, ABOUT_MSR, 0, NULL),
	ONE(EXIT_REASON_EPT_VIOLATION, ABOUT_PAGE, TDP, NULL),
	ONE(EXIT_REASON_EPT_MISCONFIG, ABOUT_PAGE, TDP | NO_ACCESS, NULL),
	ONE(65, ABOUT_NOTHING, 0, "PCONFIG"),
	ONE(66, ABOUT_NOTHING, 0, "SPP"),
	ONE(69, ABOUT_NOTHING, 0, "LOADIWKEY"),
	ONE(70, ABOUT_NOTHING, 0, "ENCLV"),
	ONE(72, ABOUT_NOTHING, 0, "ENQCMD_PASID"),
	ONE(73, ABOUT_NOTHING, 0, "ENQCMDS_PASID"),
	ONE(76, ABOUT_NOTHING, 0, "SEAMCALL"),
	ONE(77, ABOUT_NOTHING, 0, "TDCALL"),
	ONE(78, ABOUT_NOTHING, 0, "RDMSRLIST"),
	ONE(79, ABOUT_NOTHING, 0, "WRMSRLIST"),
	ONE(84, ABOUT_MSR, 0, "MSR_READ_IMM"),
	ONE(85, ABOUT_MSR, 0, "MSR_WRITE_IMM"),
	ALL(0, 34), ALL(36, 37), ALL(39, 41), ALL(43, 64), ALL(67, 68),
	ALL(74, 75),
	{ .first = 1 }
};

/* APM vol. 2, appendix C. */
static const struct reason svm[] = {
	{ 0x00, 0x1f, ABOUT_CR, 0, NULL },
	{ 0x40, 0x5f, ABOUT_VECTOR, NO_ACCESS, NULL },
	{ 0x66, 0x69, ABOUT_NOTHING, NEVER, NULL },
	ONE(SVM_EXIT_INVLPG, ABOUT_NOTHING, SHADOW, NULL),
	ONE(SVM_EXIT_IOIO, ABOUT_PORT, 0, NULL),
	ONE(SVM_EXIT_MSR, ABOUT_MSR, 0, NULL),
	ONE(0xa5, ABOUT_NOTHING, 0, "buslock"),
	ONE(0xa6, ABOUT_NOTHING, 0, "idle-halt"),
	ONE(SVM_EXIT_NPF, ABOUT_PAGE, TDP, NULL),
	ALL(0x20, 0xa4), ALL(0x401, 0x403),
	{ .first = 1 }
};

static const struct reason *const tables[VENDORS] = {
	[VENDOR_VMX] = vmx, [VENDOR_SVM] = svm,
};

/* The table ends with a line that matches nothing. */
static const struct reason *find(enum vendor vendor, uint32_t reason)
{
	const struct reason *r;

	for (r = tables[vendor]; r->first <= r->last; r++)
		if (r->first <= reason && reason <= r->last)
			break;
	return r;
}

struct name {
	uint32_t reason;
	const char *name;
};

static const struct name vmx_names[] = {
	VMX_EXIT_REASONS, { KVM_EXIT_ACCT_REASON_OTHER, "VMFAIL" },
	{ KVM_EXIT_ACCT_REASON_EMULATED, "EMULATED_STATE" },
	{ KVM_EXIT_ACCT_REASON_EARLY_CHECK, "NESTED_CHECK" }, { 0, NULL }
};

static const struct name svm_names[] = {
	SVM_EXIT_REASONS, { KVM_EXIT_ACCT_REASON_OTHER, "invalid" }, { 0, NULL }
};

static const struct name *const names[VENDORS] = {
	[VENDOR_VMX] = vmx_names, [VENDOR_SVM] = svm_names,
};

const char *reason_name(enum vendor vendor, uint32_t reason)
{
	const struct name *n;

	for (n = names[vendor]; n->name; n++)
		if (n->reason == reason)
			return n->name;
	return find(vendor, reason)->name;
}

bool reason_is_named(const char *text,
		     bool (*same)(const char *name, const char *text))
{
	const struct reason *r;
	const struct name *n;

	for (int v = 0; v < VENDORS; v++) {
		for (n = names[v]; n->name; n++)
			if (same(n->name, text))
				return true;
		for (r = tables[v]; r->first <= r->last; r++)
			if (r->name && same(r->name, text))
				return true;
	}
	return false;
}

bool reason_defined(enum vendor vendor, uint32_t reason)
{
	const struct reason *r = find(vendor, reason);

	return r->first <= r->last;
}

uint32_t reason_last(enum vendor vendor)
{
	uint32_t last = 0;

	for (const struct reason *r = tables[vendor]; r->first <= r->last; r++)
		if (r->last > last)
			last = r->last;
	return last;
}

enum reason_about reason_about(enum vendor vendor, uint32_t reason)
{
	return find(vendor, reason)->about;
}

bool reason_tells_access(enum vendor vendor, uint32_t reason)
{
	return !(find(vendor, reason)->flags & NO_ACCESS);
}

/* INVLPG is intercepted only where KVM keeps page tables of its own. */
enum paging reason_paging(enum vendor vendor, uint32_t reason)
{
	unsigned int flags = find(vendor, reason)->flags;

	return flags & TDP ? PAGING_TDP :
	       flags & SHADOW ? PAGING_SHADOW : PAGING_MODES;
}

uint32_t reason_cpuid(enum vendor vendor)
{
	return vendor == VENDOR_VMX ? EXIT_REASON_CPUID : SVM_EXIT_CPUID;
}

uint32_t reason_never(enum vendor vendor, unsigned int i)
{
	uint32_t reason = 0;

	while (!(find(vendor, reason)->flags & NEVER) || i--)
		reason++;
	return reason;
}
