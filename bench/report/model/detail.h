/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What exits of one reason were about: ports, registers, pages, vectors
 * (bench/RECORDS.md, "detail"). Their names are detail_names.h's.
 */
#ifndef EXITBENCH_DETAIL_H
#define EXITBENCH_DETAIL_H

#include "records.h"
#include "stats.h"

/* What exits of one reason were about, in one workload and mode. */
struct detail_figures {
	uint32_t reason;
	uint64_t what;
	bool write;
	struct spread count, cycles;	/* cycles in the kernel and the VMM */
};

/* All of one workload and mode, by reason, thing and access. */
struct details {
	struct detail_figures *list;
	size_t n;
	uint64_t lost;		/* exits without, the most of any repetition */
};

/* "read", "write", or "" where KVM does not know or there is no such thing. */
const char *detail_access(enum vendor vendor, const struct detail_figures *d);

/*
 * Fills in what the @n records @recs, the ok repetitions of one workload and
 * mode, say of it; @detailed: they are of a run with details. Returns 0 or
 * -ENOMEM; details_free() is due in both cases.
 */
int details_derive(struct details *details, const struct record **recs,
		   size_t n, bool detailed);
void details_free(struct details *details);

/* One entry under both modes; NULL where it did not occur. */
struct detail_pair {
	const struct detail_figures *of[PAGING_MODES];
};

/* The pair's entry that is there: both are of the same reason and thing. */
const struct detail_figures *detail_any(const struct detail_pair *pair);

/*
 * All entries of a workload's two modes, the most frequent first, to be freed by
 * the caller; NULL when there are none, or no memory. @n is how many.
 */
struct detail_pair *detail_pairs(const struct details *tdp,
				 const struct details *shadow, size_t *n);

#endif
