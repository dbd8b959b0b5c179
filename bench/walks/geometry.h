/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The TLBs and page-walk caches of a processor, and what a reference to a page
 * table costs there: by name, or by numbers.
 */
#ifndef EXITBENCH_GEOMETRY_H
#define EXITBENCH_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

enum tlb_cache {
	L1D,		/* TLB of data, 4 KiB pages */
	L1D_2M,		/* of 2 MiB pages; without entries L1D has them */
	L1I,		/* of instructions, all pages */
	L2D,		/* second level, all pages */
	L2I,		/* of instructions; without entries L2D has them */
	PDE,		/* page-walk caches, by the entry that they hold */
	PDPTE,
	PML4E,
	NTLB,		/* guest physical to host physical */
	TLB_CACHES
};

struct cache_size {
	unsigned int entries, ways;	/* 0 and 0: there is none */
};

struct geometry {
	char name[128];			/* as it was asked for */
	struct cache_size size[TLB_CACHES];
	bool pde_in_l2d;		/* then size[PDE] is 0 */
	bool nested_4k;		/* pages of the nested table; else 2 MiB */
	/* Cycles of a reference: to the entry that maps the page, to others. */
	unsigned int leaf_cycles, upper_cycles;
};

#define GEOMETRY_DEFAULT "zen4"

/*
 * @text is a name and what differs from it: "zen4:l2d=1536/12:leaf=40", entries and
 * ways. 0, or -1 with a sentence in @why that names what is known.
 */
int geometry_find(const char *text, struct geometry *geometry, char *why,
		  size_t size);

#endif
