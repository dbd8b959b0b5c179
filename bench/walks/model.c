// SPDX-License-Identifier: GPL-2.0
/*
 * TLBs, page-walk caches and walks; see model.h. A cache is set-associative with
 * true LRU. An entry is one 64-bit key: page number, generation, space and kind.
 * A flush begins another generation of a space, so that older keys match nothing;
 * a dead entry is replaced before a live one.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

/* What an entry translates, or which level of page tables it skips. */
enum kind { PAGE_4K, PAGE_2M, SKIP_PDE, SKIP_PDPTE, SKIP_PML4E };

#define SHIFT_4K 12
#define SHIFT_2M 21

/* Of a key: 3 bits of kind, 3 of space, 22 of generation, 36 of page number. */
#define SPACE_SHIFT 3
#define GENERATION_SHIFT 6
#define GENERATION_BITS 22
#define GENERATION_MASK ((1ULL << GENERATION_BITS) - 1)
#define NUMBER_SHIFT (GENERATION_SHIFT + GENERATION_BITS)

/* How much of an address an entry at a level of page tables covers, 1 is a PTE. */
static unsigned int level_shift(int level)
{
	return SHIFT_4K + 9 * (level - 1);
}

static uint64_t key_of(const struct model *m, enum space space, enum kind kind,
		       uint64_t number)
{
	return number << NUMBER_SHIFT |
	       m->generation[space] << GENERATION_SHIFT |
	       (uint64_t)space << SPACE_SHIFT | kind;
}

static bool alive(const struct model *m, uint64_t key)
{
	unsigned int space = key >> SPACE_SHIFT & 7;

	return key && (key >> GENERATION_SHIFT & GENERATION_MASK) ==
	       m->generation[space];
}

/* The number of a page, of which a key has 36 bits. */
static uint64_t number_of(uint64_t address, unsigned int shift)
{
	return (address & ((1ULL << 48) - 1)) >> shift;
}

static unsigned int set_of(const struct cache *c, uint64_t number)
{
	return (number & (c->sets - 1)) * c->ways;
}

/* The entry, which is now the one used last; NULL when it is not there. */
static struct entry *lookup(struct model *m, struct cache *c, uint64_t key,
			    uint64_t number)
{
	struct entry *e;

	if (!c->sets)
		return NULL;
	e = c->entry + set_of(c, number);
	for (unsigned int i = 0; i < c->ways; i++, e++)
		if (e->key == key) {
			e->used = ++m->clock;
			return e;
		}
	return NULL;
}

static struct entry *insert(struct model *m, struct cache *c, uint64_t key,
			    uint64_t number)
{
	struct entry *e, *victim;

	if (!c->sets)
		return NULL;
	e = victim = c->entry + set_of(c, number);
	for (unsigned int i = 0; i < c->ways; i++, e++) {
		if (!alive(m, e->key)) {
			victim = e;
			break;
		}
		if (e->used < victim->used)
			victim = e;
	}
	*victim = (struct entry){ .key = key, .used = ++m->clock };
	return victim;
}

/* The cache of the entries read at @level, 2 is a PDE. */
static struct cache *walk_cache(struct model *m, int level)
{
	return level == 2 && m->geometry.pde_in_l2d ? &m->cache[L2D] :
	       &m->cache[level == 2 ? PDE : level == 3 ? PDPTE : PML4E];
}

static uint64_t walk_key(const struct model *m, enum space space, int level,
			 uint64_t number)
{
	return key_of(m, space, SKIP_PDE + level - 2, number);
}

/* The level at which a walk starts: that below the deepest entry cached. */
static int start_level(struct model *m, enum space space, uint64_t address,
		       int leaf)
{
	for (int level = leaf + 1; level <= 4; level++) {
		uint64_t number = number_of(address, level_shift(level));

		if (lookup(m, walk_cache(m, level),
			   walk_key(m, space, level, number), number))
			return level - 1;
	}
	return 4;
}

static void keep_level(struct model *m, enum space space, uint64_t address,
		       int level)
{
	uint64_t number = number_of(address, level_shift(level));

	insert(m, walk_cache(m, level), walk_key(m, space, level, number),
	       number);
}

/* Finds the host's address of guest physical @pa. */
static void nested_walk(struct model *m, uint64_t pa)
{
	struct walk_counts *counts = &m->counts[GUEST];
	int leaf = m->geometry.nested_4k ? 1 : 2, level;
	uint64_t number = number_of(pa, level_shift(leaf));
	uint64_t key = key_of(m, SPACE_NESTED,
			      m->geometry.nested_4k ? PAGE_4K : PAGE_2M, number);

	if (lookup(m, &m->cache[NTLB], key, number))
		return;
	for (level = start_level(m, SPACE_NESTED, pa, leaf); level > leaf;
	     level--) {
		counts->nested_upper++;
		keep_level(m, SPACE_NESTED, pa, level);
	}
	counts->nested_leaf++;
	insert(m, &m->cache[NTLB], key, number);
}

/*
 * The guest physical address of the table read at @level, which nobody tells. A
 * table of its own for each address range, apart from all memory.
 */
static uint64_t table_address(uint64_t va, int level)
{
	return 1ULL << 47 | (uint64_t)level << 44 |
	       number_of(va, level_shift(level + 1)) << SHIFT_4K;
}

static void walk(struct model *m, enum who who, uint64_t va, uint64_t pa,
		 bool large)
{
	bool nested = who == GUEST && m->two_dimensional;
	enum space space = who == GUEST ? SPACE_GUEST_PS : SPACE_HOST_PS;
	struct walk_counts *counts = &m->counts[who];
	int leaf = large ? 2 : 1, level, start;

	counts->walks++;
	counts->walks_2m += large;
	start = start_level(m, space, va, leaf);
	for (level = start; level >= leaf; level--) {
		/* A cached entry has the host's address of the table below. */
		if (nested && (level < start || level == 4))
			nested_walk(m, table_address(va, level));
		if (level > leaf) {
			counts->upper++;
			keep_level(m, space, va, level);
		} else {
			counts->leaf++;
		}
	}
	if (nested)
		nested_walk(m, pa);
}

/* KVM sets no G bit in shadow page tables; Linux does in the kernel's half. */
static enum space space_of(const struct model *m, enum who who, uint64_t va)
{
	bool upper = va >> 63;

	if (who == HOST)
		return upper ? SPACE_HOST_GLOBAL : SPACE_HOST;
	return upper && m->two_dimensional ? SPACE_GUEST_GLOBAL : SPACE_GUEST;
}

/* A page in the TLBs of one side, while its size is not known yet. */
struct page {
	struct cache *l1[2], *l2;	/* l1 by large */
	uint64_t number[2], key[2];	/* by large */
};

/* The entry in the first level; NULL on a miss. */
static struct entry *try_l1(struct model *m, const struct page *page)
{
	return lookup(m, page->l1[0], page->key[0], page->number[0]) ?:
	       lookup(m, page->l1[1], page->key[1], page->number[1]);
}

static struct region *region_of(struct model *m, enum who who, uint64_t va)
{
	uint64_t id = number_of(va, SHIFT_2M) << 2 | who << 1 | 1;
	unsigned int at = id * 0x9e3779b97f4a7c15u >> 48;

	if (m->regions > REGIONS / 2) {
		memset(m->region, 0, sizeof(m->region));
		m->regions = 0;
	}
	while (m->region[at].id && m->region[at].id != id)
		at = (at + 1) % REGIONS;
	m->regions += !m->region[at].id;
	m->region[at].id = id;
	return &m->region[at];
}

/* One page alone may lie as in a page of 2 MiB by chance, two hardly do. */
static bool is_large(struct model *m, enum who who, uint64_t va, uint64_t pa)
{
	struct region *region = region_of(m, who, va);
	uint64_t page = va >> SHIFT_4K, frame = pa >> SHIFT_2M;

	if ((pa ^ va) >> SHIFT_4K & 0x1ff) {
		region->page = 0;
		return false;
	}
	if (region->page && region->page != page && region->frame == frame)
		return true;
	region->page = page;
	region->frame = frame;
	return false;
}

/* Misses in the first level: the second, or a walk that fills it. */
static struct entry *refill(struct model *m, enum who who, uint64_t va,
			    const struct page *page, model_where where,
			    void *arg)
{
	bool large = false, found;
	uint64_t pa;

	m->counts[who].l1_misses++;
	found = lookup(m, page->l2, page->key[0], page->number[0]);
	if (!found)
		large = found = lookup(m, page->l2, page->key[1],
				       page->number[1]);
	if (!found) {
		pa = where(arg, va);
		large = is_large(m, who, va, pa);
		walk(m, who, va, pa, large);
		insert(m, page->l2, page->key[large], page->number[large]);
	}
	return insert(m, page->l1[large], page->key[large],
		      page->number[large]);
}

void model_look_up(struct model *m, enum who who, enum side side, uint64_t va,
		   model_where where, void *arg)
{
	enum space space = space_of(m, who, va);
	struct entry *entry;
	struct page page = {
		.number = { number_of(va, SHIFT_4K), number_of(va, SHIFT_2M) },
		.l1 = { &m->cache[side == DATA ? L1D : L1I] },
		.l2 = &m->cache[side == FETCH && m->cache[L2I].sets ? L2I : L2D],
	};

	page.key[0] = key_of(m, space, PAGE_4K, page.number[0]);
	page.key[1] = key_of(m, space, PAGE_2M, page.number[1]);
	page.l1[1] = side == DATA && m->cache[L1D_2M].sets ?
		     &m->cache[L1D_2M] : page.l1[0];
	entry = try_l1(m, &page) ?: refill(m, who, va, &page, where, arg);
	m->found[who][side][(va >> SHIFT_4K) % FOUND] = (struct found){
		.page = va >> SHIFT_4K, .key = entry->key, .entry = entry,
	};
}

/* Keys of long ago must not come to life when generations begin again. */
static void next_generation(struct model *m, enum space space)
{
	if (++m->generation[space] <= GENERATION_MASK)
		return;
	m->generation[space] = 1;
	for (int i = 0; i < TLB_CACHES; i++)
		if (m->cache[i].sets)
			memset(m->cache[i].entry, 0, m->cache[i].sets *
			       m->cache[i].ways * sizeof(*m->cache[i].entry));
}

void model_flush(struct model *m, enum who who, bool global)
{
	m->counts[who].flushes++;
	memset(m->found[who], 0, sizeof(m->found[who]));
	next_generation(m, who == GUEST ? SPACE_GUEST : SPACE_HOST);
	next_generation(m, who == GUEST ? SPACE_GUEST_PS : SPACE_HOST_PS);
	if (global)
		next_generation(m, who == GUEST ? SPACE_GUEST_GLOBAL :
						  SPACE_HOST_GLOBAL);
}

void model_flush_asid(struct model *m)
{
	model_flush(m, GUEST, true);
	next_generation(m, SPACE_NESTED);
}

void model_invlpg(struct model *m, enum who who)
{
	m->counts[who].invlpg++;
	next_generation(m, who == GUEST ? SPACE_GUEST_PS : SPACE_HOST_PS);
}

int model_init(struct model *m, const struct geometry *geometry,
	       bool two_dimensional)
{
	*m = (struct model){
		.geometry = *geometry, .two_dimensional = two_dimensional,
	};
	/* Key 0 stands for an entry that is not there. */
	for (int i = 0; i < SPACES; i++)
		m->generation[i] = 1;
	for (int i = 0; i < TLB_CACHES; i++) {
		const struct cache_size *size = &geometry->size[i];
		struct cache *c = &m->cache[i];

		if (!size->entries)
			continue;
		*c = (struct cache){
			.sets = size->entries / size->ways, .ways = size->ways,
			.entry = calloc(size->entries, sizeof(*c->entry)),
		};
		if (!c->entry) {
			model_free(m);
			return -ENOMEM;
		}
	}
	return 0;
}

void model_free(struct model *m)
{
	for (int i = 0; i < TLB_CACHES; i++)
		free(m->cache[i].entry);
	*m = (struct model){ 0 };
}

struct walk_counts walk_counts_since(const struct walk_counts *to,
				     const struct walk_counts *from)
{
	return (struct walk_counts){
		.accesses = { to->accesses[DATA] - from->accesses[DATA],
			      to->accesses[FETCH] - from->accesses[FETCH] },
		.l1_misses = to->l1_misses - from->l1_misses,
		.walks = to->walks - from->walks,
		.walks_2m = to->walks_2m - from->walks_2m,
		.leaf = to->leaf - from->leaf,
		.upper = to->upper - from->upper,
		.nested_leaf = to->nested_leaf - from->nested_leaf,
		.nested_upper = to->nested_upper - from->nested_upper,
		.flushes = to->flushes - from->flushes,
		.invlpg = to->invlpg - from->invlpg,
	};
}

uint64_t walk_cycles(const struct walk_counts *counts,
		     const struct geometry *geometry)
{
	return (counts->leaf + counts->nested_leaf) * geometry->leaf_cycles +
	       (counts->upper + counts->nested_upper) * geometry->upper_cycles;
}
