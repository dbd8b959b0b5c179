/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A second simulator of TLBs and page walks, to hold bench/walks/model.c against.
 * It shares the geometry with it and no line of code: caches are lists in the
 * order of use, flushes remove entries, a walk goes from the root and asks at
 * every level. Slow.
 */
#ifndef NAIVE_WALKS_H
#define NAIVE_WALKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "geometry.h"

struct naive_entry {
	char owner;		/* 'h' host, 'g' guest, 'n' nested */
	bool global, table;	/* table: of a page-walk cache */
	int level;		/* 1 is a 4 KiB page or what maps it, … */
	uint64_t number;
};

struct naive_list {		/* one set; the one used last comes first */
	struct naive_entry *entry;
	unsigned int n;
};

struct naive {
	struct geometry g;
	bool two, nested_2m;
	struct naive_list *sets[TLB_CACHES];
	/* By host or guest and region: page and frame that lay as in 2 MiB, or 0. */
	struct naive_region {
		uint64_t region, page, frame;
	} *regions[2];
	unsigned int n_regions[2];
	uint64_t walks[2], guest_refs, host_refs, nested_refs, l1_misses;
};

static unsigned int naive_sets(const struct naive *s, int c)
{
	return s->g.size[c].entries ? s->g.size[c].entries / s->g.size[c].ways : 0;
}

static void naive_init(struct naive *s, const struct geometry *g, bool two,
		       bool nested_2m)
{
	memset(s, 0, sizeof(*s));
	s->g = *g;
	s->two = two;
	s->nested_2m = nested_2m;
	for (int c = 0; c < TLB_CACHES; c++) {
		s->sets[c] = calloc(naive_sets(s, c) + 1, sizeof(**s->sets));
		for (unsigned int i = 0; i < naive_sets(s, c); i++)
			s->sets[c][i].entry = calloc(s->g.size[c].ways + 1,
						     sizeof(struct naive_entry));
	}
}

static void naive_free(struct naive *s)
{
	free(s->regions[0]);
	free(s->regions[1]);
	for (int c = 0; c < TLB_CACHES; c++) {
		for (unsigned int i = 0; i < naive_sets(s, c); i++)
			free(s->sets[c][i].entry);
		free(s->sets[c]);
	}
}

static bool naive_equal(const struct naive_entry *a, const struct naive_entry *b)
{
	return a->owner == b->owner && a->global == b->global &&
	       a->table == b->table && a->level == b->level &&
	       a->number == b->number;
}

static void naive_front(struct naive_list *l, unsigned int at)
{
	struct naive_entry e = l->entry[at];

	memmove(l->entry + 1, l->entry, at * sizeof(e));
	l->entry[0] = e;
}

static bool naive_has(struct naive *s, int c, struct naive_entry e)
{
	struct naive_list *l;

	if (!naive_sets(s, c))
		return false;
	l = &s->sets[c][e.number % naive_sets(s, c)];
	for (unsigned int i = 0; i < l->n; i++)
		if (naive_equal(&l->entry[i], &e)) {
			naive_front(l, i);
			return true;
		}
	return false;
}

static void naive_add(struct naive *s, int c, struct naive_entry e)
{
	struct naive_list *l;

	if (!naive_sets(s, c))
		return;
	l = &s->sets[c][e.number % naive_sets(s, c)];
	l->entry[l->n] = e;
	naive_front(l, l->n);
	if (l->n < s->g.size[c].ways)
		l->n++;
}

/* Removes what @owner has: tables, pages, pages that are global. */
static void naive_remove(struct naive *s, char owner, bool tables, bool pages,
			 bool global)
{
	for (int c = 0; c < TLB_CACHES; c++)
		for (unsigned int i = 0; i < naive_sets(s, c); i++) {
			struct naive_list *l = &s->sets[c][i];
			unsigned int kept = 0;

			for (unsigned int j = 0; j < l->n; j++) {
				struct naive_entry *e = &l->entry[j];
				bool go = e->owner == owner &&
					  (e->table ? tables : e->global ?
					   global : pages);

				if (!go)
					l->entry[kept++] = *e;
			}
			l->n = kept;
		}
}

static uint64_t naive_number(uint64_t va, int level)
{
	return level > 4 ? 0 : va << 16 >> (16 + 3 + 9 * level);
}

static int naive_cache_of(const struct naive *s, int level)
{
	return level == 4 ? PML4E : level == 3 ? PDPTE :
	       s->g.pde_in_l2d ? L2D : PDE;
}

/* The deepest table that need not be looked for, as a level; 5 for none. */
static int naive_known(struct naive *s, char owner, uint64_t va, int leaf)
{
	for (int level = leaf + 1; level < 5; level++)
		if (naive_has(s, naive_cache_of(s, level), (struct naive_entry){
			      owner, false, true, level, naive_number(va, level) }))
			return level;
	return 5;
}

static void naive_learn(struct naive *s, char owner, uint64_t va, int level)
{
	naive_add(s, naive_cache_of(s, level), (struct naive_entry){
		  owner, false, true, level, naive_number(va, level) });
}

static void naive_nested(struct naive *s, uint64_t pa)
{
	int leaf = 1 + s->nested_2m;
	struct naive_entry e = { 'n', false, false, leaf, naive_number(pa, leaf) };

	if (naive_has(s, NTLB, e))
		return;
	for (int level = naive_known(s, 'n', pa, leaf) - 1; level; level--) {
		if (level < leaf)
			break;
		s->nested_refs++;
		if (level != leaf)
			naive_learn(s, 'n', pa, level);
	}
	naive_add(s, NTLB, e);
}

/* A list of all regions ever seen. */
static bool naive_large(struct naive *s, bool guest, uint64_t va, uint64_t pa)
{
	bool fits = (pa >> 12) % 512 == (va >> 12) % 512;
	struct naive_region *r = s->regions[guest];
	unsigned int i = 0;

	while (i < s->n_regions[guest] && r[i].region != va >> 21)
		i++;
	if (i == s->n_regions[guest]) {
		r = realloc(r, ++s->n_regions[guest] * sizeof(*r));
		s->regions[guest] = r;
		r[i] = (struct naive_region){ .region = va >> 21 };
	}
	if (!fits) {
		r[i].page = 0;
		return false;
	}
	if (r[i].page && r[i].frame == pa >> 21 && r[i].page != va >> 12)
		return true;
	r[i].page = va >> 12;
	r[i].frame = pa >> 21;
	return false;
}

static void naive_access(struct naive *s, bool guest, bool fetch, uint64_t va,
			 uint64_t pa)
{
	bool large;
	bool global = (int64_t)va < 0 && (!guest || s->two);
	char owner = guest ? 'g' : 'h';
	int l1[2] = { fetch ? L1I : L1D, fetch ? L1I :
		      naive_sets(s, L1D_2M) ? L1D_2M : L1D };
	int l2 = fetch && naive_sets(s, L2I) ? L2I : L2D, known, leaf;
	struct naive_entry e[2];

	for (int i = 0; i < 2; i++) {
		e[i] = (struct naive_entry){ owner, global, false, i + 1,
					     naive_number(va, i + 1) };
		if (naive_has(s, l1[i], e[i]))
			return;
	}
	s->l1_misses++;
	for (int i = 0; i < 2; i++)
		if (naive_has(s, l2, e[i])) {
			naive_add(s, l1[i], e[i]);
			return;
		}
	s->walks[guest]++;
	large = naive_large(s, guest, va, pa);
	leaf = 1 + large;
	known = naive_known(s, owner, va, leaf);
	for (int level = known - 1; level >= leaf; level--) {
		if (guest && s->two && level != known - 1 + (known == 5))
			naive_nested(s, 1ULL << 47 | (uint64_t)level << 44 |
				     naive_number(va, level + 1) << 12);
		*(guest ? &s->guest_refs : &s->host_refs) += 1;
		if (level > leaf)
			naive_learn(s, owner, va, level);
	}
	if (guest && s->two)
		naive_nested(s, pa);
	naive_add(s, l2, e[large]);
	naive_add(s, l1[large], e[large]);
}

#endif
