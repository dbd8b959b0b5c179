/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of TLBs, page-walk caches and page walks in one dimension or two. It is
 * told which page is accessed and what is flushed; it counts. docs/walks.md says
 * what is modelled and what is not. It knows nothing of QEMU.
 */
#ifndef EXITBENCH_MODEL_H
#define EXITBENCH_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "geometry.h"

enum who { HOST, GUEST, WHOS };		/* KVM host, measured guest */
enum side { DATA, FETCH, SIDES };

struct walk_counts {
	uint64_t accesses[SIDES];	/* of data; blocks of code */
	uint64_t l1_misses;
	uint64_t walks;			/* misses of the second level */
	uint64_t walks_2m;		/* those for a 2 MiB page */
	/* References to page tables: the entry that maps the page, others. */
	uint64_t leaf, upper;
	uint64_t nested_leaf, nested_upper;	/* to nested ones */
	uint64_t flushes;		/* of all entries that are not global */
	uint64_t invlpg;		/* of one page, which is not known */
};

/*
 * What an entry belongs to. Page-walk caches (_PS) are apart, for INVLPG empties
 * them and leaves other pages.
 */
enum space {
	SPACE_HOST, SPACE_HOST_GLOBAL, SPACE_HOST_PS,
	SPACE_GUEST, SPACE_GUEST_GLOBAL, SPACE_GUEST_PS,
	SPACE_NESTED,
	SPACES
};

struct entry {
	uint64_t key;		/* 0: none */
	uint64_t used;		/* when last */
};

struct cache {
	unsigned int sets, ways;	/* 0: there is none */
	struct entry *entry;		/* by set and way */
};

/*
 * In which entry of the first level a page of 4 KiB was found last: makes most
 * accesses cheap, changes no count. Empty after a flush.
 */
struct found {
	uint64_t page, key;
	struct entry *entry;
};

#define FOUND 256

/* The last page of a region of 2 MiB whose place in it was the same in memory. */
struct region {
	uint64_t id;			/* 0: none */
	uint64_t page, frame;		/* page 0: none; frame: of 2 MiB */
};

#define REGIONS 65536

struct model {
	struct geometry geometry;
	bool two_dimensional;
	struct cache cache[TLB_CACHES];
	uint64_t generation[SPACES];	/* a flush begins another */
	uint64_t clock;
	struct walk_counts counts[WHOS];
	struct found found[WHOS][SIDES][FOUND];
	struct region region[REGIONS];	/* a hash table */
	unsigned int regions;
};

/* 0 or -ENOMEM. */
int model_init(struct model *model, const struct geometry *geometry,
	       bool two_dimensional);
void model_free(struct model *model);

/*
 * An access to virtual address @va. On a walk, @where(@arg, @va) is asked for its
 * physical address. Two pages that have their places within 2 MiB in both, and the
 * same 2 MiB of memory, are taken for parts of a page of 2 MiB.
 */
typedef uint64_t (*model_where)(void *arg, uint64_t va);

void model_look_up(struct model *model, enum who who, enum side side,
		   uint64_t va, model_where where, void *arg);

static inline void model_access(struct model *model, enum who who,
				enum side side, uint64_t va, model_where where,
				void *arg)
{
	struct found *found = &model->found[who][side][(va >> 12) % FOUND];

	model->counts[who].accesses[side]++;
	if (found->page == va >> 12 && found->entry &&
	    found->entry->key == found->key)
		found->entry->used = ++model->clock;
	else
		model_look_up(model, who, side, va, where, arg);
}

/* A load of CR3; with @global, also entries that survive it. */
void model_flush(struct model *model, enum who who, bool global);

/* A new ASID, or a TLB control that flushes the guest's: nested entries, too. */
void model_flush_asid(struct model *model);

/* INVLPG, INVLPGA: page-walk caches. The entry of the page stays; it is counted. */
void model_invlpg(struct model *model, enum who who);

/* @to less @from, field by field. */
struct walk_counts walk_counts_since(const struct walk_counts *to,
				     const struct walk_counts *from);

/* What the references of @counts cost, in cycles. */
uint64_t walk_cycles(const struct walk_counts *counts,
		     const struct geometry *geometry);

#endif
