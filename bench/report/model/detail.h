/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What exits of one reason were about: ports, registers, pages, vectors
 * (bench/RECORDS.md, "detail"). Read, derived and named; not shown.
 */
#ifndef EXITBENCH_DETAIL_H
#define EXITBENCH_DETAIL_H

#include "figures.h"
#include "text.h"

enum detail_kind {
	DETAIL_NONE,
	DETAIL_PORT,
	DETAIL_MSR,
	DETAIL_CR,
	DETAIL_PAGE,		/* of MMIO, by its number */
	DETAIL_VECTOR,
};

/* What the exits of @reason are told apart by. */
enum detail_kind detail_kind(const char *vendor, uint32_t reason);

/* "port", "MSR", … */
const char *detail_kind_word(enum detail_kind kind);

/* "0x3f8", "CR3", "14"; a page as its address. */
struct text detail_what(enum detail_kind kind, uint64_t what);

/* What stands there on a guest of type @machine, "" when that is not known. */
struct text detail_name(enum detail_kind kind, uint64_t what,
			const char *machine);

/* "read", "write", or "" where KVM does not know or there is no such thing. */
const char *detail_access(const char *vendor, const struct detail_figures *d);

/*
 * Fills in what @recs of @res, the ok repetitions of @mode, say of it. Returns 0 or
 * -ENOMEM; @mode->details is to be freed in both cases.
 */
int detail_derive(const struct results *res, struct mode_figures *mode,
		  const struct record **recs);

/* One entry under both modes; NULL where it did not occur. */
struct detail_pair {
	const struct detail_figures *of[PAGING_MODES];
};

/* The pair's entry that is there: both are of the same reason and thing. */
const struct detail_figures *detail_any(const struct detail_pair *pair);

/*
 * All entries of @group, the most frequent first, to be freed by the caller;
 * NULL when there are none, or no memory. @n is how many.
 */
struct detail_pair *detail_pairs(const struct group *group, size_t *n);

#endif
