/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Exit reasons: the one table of what is known of each. Names are those of the
 * kernel's asm/vmx.h and asm/svm.h.
 */
#ifndef EXITBENCH_REASONS_H
#define EXITBENCH_REASONS_H

#include <stdbool.h>
#include <stdint.h>

#include "mode.h"

/* How many entries of detail a guest reads for one snapshot. */
#define DETAILS_MAX 1024

/* By what exit_acct_detail tells the exits of a reason apart. */
enum reason_about {
	ABOUT_NOTHING, ABOUT_PORT, ABOUT_MSR, ABOUT_CR, ABOUT_PAGE, ABOUT_VECTOR,
};

/* Not the processor's: emulation of a state that it cannot enter (kvm_exit_acct.h). */
#define REASON_EMULATED 0xfffffffe

/* The name of @reason, NULL when it has none. */
const char *reason_name(enum vendor vendor, uint32_t reason);

/* Whether @text is, by @same, the name of one, whatever the vendor. */
bool reason_is_named(const char *text,
		     bool (*same)(const char *name, const char *text));

/* Whether the manual defines it (SDM vol. 3, appendix C; APM vol. 2, appendix C). */
bool reason_defined(enum vendor vendor, uint32_t reason);

/* The largest one that is defined. */
uint32_t reason_last(enum vendor vendor);

enum reason_about reason_about(enum vendor vendor, uint32_t reason);

/* Whether the processor reports if the access was a read or a write. */
bool reason_tells_access(enum vendor vendor, uint32_t reason);

/* The only mode that causes exits of it; PAGING_MODES when both do. */
enum paging reason_paging(enum vendor vendor, uint32_t reason);

/* That of the instruction CPUID. */
uint32_t reason_cpuid(enum vendor vendor);

/* Number 0 to REASONS_NEVER - 1 of those that are defined and KVM never enables. */
#define REASONS_NEVER 4
uint32_t reason_never(enum vendor vendor, unsigned int i);

#endif
