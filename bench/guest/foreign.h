/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a KVM that has only the coursework leaves (kvm-patch/ABI.md, "The
 * coursework leaves"): which layout it is, found by probing, and what can be had
 * of a bracket there. Nothing is latched, so a snapshot is many exits.
 */
#ifndef EXITBENCH_FOREIGN_H
#define EXITBENCH_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "reasons.h"

struct cpuid_regs {
	uint32_t eax, ebx, ecx, edx;
};

/* Executes CPUID, or says what a KVM would answer: tests have their own. */
typedef struct cpuid_regs (*foreign_query)(uint32_t leaf, uint32_t index);

struct foreign {
	foreign_query query;
	enum vendor vendor;
	char layout;		/* 'A', 'B' or 'C'; 0 when there is none */
	char why[160];		/* what was seen that says so */
};

/* Probes; returns 0, or -1 with f->why when no layout is there. */
int foreign_detect(struct foreign *f, foreign_query query, enum vendor vendor);

/* Is this answer the one for a reason that the manual does not define? */
bool foreign_undefined(struct cpuid_regs r);

/* Cycles as these leaves give them: high half in ebx, low half in ecx. */
uint64_t foreign_value(struct cpuid_regs r);

/* Totals of the VM and values of a reason, 0 where the layout has none. */
uint32_t foreign_total_exits(const struct foreign *f);
uint64_t foreign_total_cycles(const struct foreign *f);
uint32_t foreign_exits(const struct foreign *f, uint32_t reason);
uint64_t foreign_cycles(const struct foreign *f, uint32_t reason);
bool foreign_has_cycles(const struct foreign *f);

/* The @i-th reason to look at, -1 behind the last one; CPUID comes last. */
int64_t foreign_reason(const struct foreign *f, unsigned int i);

#define FOREIGN_MAX_REASONS 256

/* Exits wrap at 32 bits, as they are served. */
struct foreign_snapshot {
	unsigned int n;
	uint32_t reason[FOREIGN_MAX_REASONS];
	uint32_t exits[FOREIGN_MAX_REASONS];
	uint64_t cycles[FOREIGN_MAX_REASONS];
};

/*
 * Reads all reasons, CPUID last or, @closing, first. Between a snapshot and its
 * closing one are foreign_own_exits() exits of CPUID that are not the workload's.
 */
void foreign_take(const struct foreign *f, struct foreign_snapshot *snapshot,
		  bool closing);
unsigned int foreign_own_exits(const struct foreign *f);

#endif
