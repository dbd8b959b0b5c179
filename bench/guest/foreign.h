/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a KVM that has only the coursework leaves (kvm-patch/ABI.md, "The
 * coursework leaves"): what each leaf tells, found by how it behaves, and what
 * can be had of a bracket there. Nothing is latched, so a snapshot is many exits.
 */
#ifndef EXITBENCH_FOREIGN_H
#define EXITBENCH_FOREIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "reasons.h"

struct cpuid_regs {
	uint32_t eax, ebx, ecx, edx;
};

/* Executes CPUID; tests give the answers of a KVM instead. */
typedef struct cpuid_regs (*foreign_query)(uint32_t leaf, uint32_t index);

/* What a leaf can tell: exits in eax, cycles in ebx:ecx. */
enum foreign_what {
	FOREIGN_TOTAL_EXITS,
	FOREIGN_TOTAL_CYCLES,
	FOREIGN_EXITS,		/* of the reason in ecx */
	FOREIGN_CYCLES,		/* of the reason in ecx */
	FOREIGN_WHATS
};

/* "total exits", … */
extern const char *const foreign_what_names[FOREIGN_WHATS];

#define FOREIGN_LEAVES 4	/* 0x4ffffffc to 0x4fffffff */

/* How one leaf behaved while CPUIDs were executed. */
struct foreign_leaf {
	bool exits_total, exits_reason;
	bool cycles_total, cycles_reason;
	bool swapped;		/* cycles: low half in ebx, high half in ecx */
};

struct foreign {
	foreign_query query;
	enum vendor vendor;
	struct foreign_leaf seen[FOREIGN_LEAVES];
	uint32_t leaf[FOREIGN_WHATS];	/* that tells it; 0 when none does */
	/*
	 * The layout that these leaves are of: 'A', 'B' or 'C'; 0 when they are
	 * of none, or of more than one.
	 */
	char layout;
	bool complete;		/* everything in the layout is there */
	char why[256];		/* which leaf tells what, in words */
	char missing[128];	/* what no leaf tells, in words; may be empty */
};

/*
 * Probes. Returns 0 when exits of a reason are told, so that brackets can be
 * read; -ENOENT when they are not, with all else in @f.
 */
int foreign_detect(struct foreign *f, foreign_query query, enum vendor vendor);

/* Is this answer the one for a reason that the manual does not define? */
bool foreign_undefined(struct cpuid_regs r);

/* Cycles as these leaves give them: high half in ebx, low half in ecx. */
uint64_t foreign_value(struct cpuid_regs r);

/* Totals of the VM and values of a reason, 0 where no leaf tells them. */
uint32_t foreign_total_exits(const struct foreign *f);
uint64_t foreign_total_cycles(const struct foreign *f);
uint32_t foreign_exits(const struct foreign *f, uint32_t reason);
uint64_t foreign_cycles(const struct foreign *f, uint32_t reason);

bool foreign_has(const struct foreign *f, enum foreign_what what);

/* FOREIGN_TOTAL_CYCLES or FOREIGN_CYCLES with this in ecx, 0 if no leaf tells it. */
uint64_t foreign_cycles_of(const struct foreign *f, enum foreign_what what,
			   uint32_t ecx);

/* The reason to look at behind @reason, CPUID last; FOREIGN_NO_REASON at either end. */
#define FOREIGN_NO_REASON (-1)
int64_t foreign_reason_behind(const struct foreign *f, int64_t reason);

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
