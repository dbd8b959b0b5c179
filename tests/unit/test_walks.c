// SPDX-License-Identifier: GPL-2.0
/*
 * The model of page walks: answers counted by hand, the published maxima, and a
 * second simulator that replays the same accesses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "model.h"
#include "naive_walks.h"

#define K 4096ULL
#define USER 0x7f0000000000ULL
#define KERNEL 0xffff888000000000ULL

static uint64_t small(void *arg, uint64_t va)
{
	(void)arg;
	return (va & 0xffffffffff) ^ 0x1000;
}

static uint64_t large(void *arg, uint64_t va)
{
	(void)arg;
	return va & 0xffffffffff;
}

static struct model start(const char *text, bool two, bool nested_2m)
{
	struct geometry g;
	struct model m;
	char why[512], full[256];

	snprintf(full, sizeof(full), "%s:nested=%s", text, nested_2m ? "2m" : "4k");
	if (geometry_find(full, &g, why, sizeof(why)))
		fail_msg("%s", why);
	assert_int_equal(model_init(&m, &g, two), 0);
	return m;
}

static void pages(struct model *m, enum who who, uint64_t base, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		model_access(m, who, DATA, base + i * K, small, NULL);
}

/* 64 pages in 64 entries: each misses once, however often it is used. */
static void test_fits(void **state)
{
	struct model m = start("zen4:l1d=64/64", false, false);

	(void)state;
	for (int round = 0; round < 10; round++)
		pages(&m, GUEST, USER, 64);
	assert_int_equal(m.counts[GUEST].accesses[DATA], 640);
	assert_int_equal(m.counts[GUEST].l1_misses, 64);
	assert_int_equal(m.counts[GUEST].walks, 64);
	model_free(&m);
}

/* LRU: one page more than entries, in turn, and nothing is ever found. */
static void test_cyclic(void **state)
{
	struct model m = start("zen4:l1d=64/64:l2d=128/128", false, false);

	(void)state;
	for (int round = 0; round < 10; round++)
		pages(&m, GUEST, USER, 65);
	assert_int_equal(m.counts[GUEST].l1_misses, 650);
	assert_int_equal(m.counts[GUEST].walks, 65);
	model_free(&m);

	m = start("zen4:l1d=16/16:l2d=128/128:pde=32/32", false, false);
	for (int round = 0; round < 10; round++)
		pages(&m, GUEST, USER, 129);
	assert_int_equal(m.counts[GUEST].walks, 1290);
	/* One region of 2 MiB: the first walk reads 4 entries, others 1. */
	assert_int_equal(m.counts[GUEST].leaf, 1290);
	assert_int_equal(m.counts[GUEST].upper, 3);
	model_free(&m);
}

/* 16 sets of 4: five pages of one set evict each other, five of five do not. */
static void test_sets(void **state)
{
	struct model m = start("skylake", false, false);

	(void)state;
	for (int round = 0; round < 10; round++)
		for (int i = 0; i < 5; i++)
			model_access(&m, HOST, DATA, USER + i * 16 * K, small,
				     NULL);
	assert_int_equal(m.counts[HOST].l1_misses, 50);
	assert_int_equal(m.counts[HOST].walks, 5);
	model_free(&m);

	m = start("skylake", false, false);
	for (int round = 0; round < 10; round++)
		pages(&m, HOST, USER, 5);
	assert_int_equal(m.counts[HOST].l1_misses, 5);
	model_free(&m);
}

#define NO_CACHES "skylake:pde=0:pdpte=0:pml4e=0:ntlb=0"

static unsigned int references(bool two, bool nested_2m,
			       uint64_t (*where)(void *, uint64_t))
{
	struct model m = start(NO_CACHES, two, nested_2m);
	const struct walk_counts *c = &m.counts[GUEST];
	struct walk_counts first;
	unsigned int n;

	/* It takes two to show that a page is large. */
	model_access(&m, GUEST, DATA, USER + K, where, NULL);
	first = *c;
	model_access(&m, GUEST, DATA, USER, where, NULL);
	assert_int_equal(c->walks, 2);
	n = c->leaf + c->upper + c->nested_leaf + c->nested_upper -
	    first.leaf - first.upper - first.nested_leaf - first.nested_upper;
	model_free(&m);
	return n;
}

/* Bhargava and others 2008: (4 + 1) * (4 + 1) - 1; a level less for 2 MiB. */
static void test_maxima(void **state)
{
	(void)state;
	assert_int_equal(references(false, false, small), 4);
	assert_int_equal(references(false, false, large), 3);
	assert_int_equal(references(true, false, small), 24);
	assert_int_equal(references(true, true, small), 19);
	assert_int_equal(references(true, false, large), 19);
	assert_int_equal(references(true, true, large), 15);
}

/* The KVM host's own walks have one dimension whatever the guest's have. */
static void test_host(void **state)
{
	struct model m = start(NO_CACHES, true, true);

	(void)state;
	model_access(&m, HOST, FETCH, KERNEL, small, NULL);
	assert_int_equal(m.counts[HOST].accesses[FETCH], 1);
	assert_int_equal(m.counts[HOST].leaf + m.counts[HOST].upper, 4);
	assert_int_equal(m.counts[HOST].nested_leaf, 0);
	model_free(&m);
}

/* One entry for 512 pages that lie in one of 2 MiB, which two of them show. */
static void test_large(void **state)
{
	struct model m = start("icelake", true, true);

	(void)state;
	for (int i = 0; i < 512; i++)
		model_access(&m, GUEST, DATA, USER + i * K, large, NULL);
	assert_int_equal(m.counts[GUEST].l1_misses, 2);
	assert_int_equal(m.counts[GUEST].walks, 2);
	assert_int_equal(m.counts[GUEST].walks_2m, 1);
	model_free(&m);
}

/* Pages in random frames, of which a few lie by chance as large ones do. */
static uint64_t scattered(void *arg, uint64_t va)
{
	(void)arg;
	return va * 0x9e3779b97f4a7c15u >> 30 << 12;
}

static void test_chance(void **state)
{
	struct model m = start("zen4", true, true);
	unsigned int alike = 0;

	(void)state;
	for (unsigned int i = 0; i < 32768; i++) {
		uint64_t va = USER + i * 5 % 32768 * K;

		alike += !((scattered(NULL, va) ^ va) >> 12 & 0x1ff);
		model_access(&m, GUEST, DATA, va, scattered, NULL);
	}
	assert_true(alike > 30);
	assert_int_equal(m.counts[GUEST].walks, 32768);
	assert_int_equal(m.counts[GUEST].walks_2m, 0);
	model_free(&m);
}

static uint64_t walks_of(struct model *m, enum who who, uint64_t base)
{
	uint64_t before = m->counts[who].walks;

	pages(m, who, base, 10);
	return m->counts[who].walks - before;
}

/* What a load of CR3, a new ASID and INVLPG leave. */
static void test_flushes(void **state)
{
	struct model m = start("zen4", true, true);
	uint64_t upper;

	(void)state;
	for (enum who who = HOST; who < WHOS; who++) {
		assert_int_equal(walks_of(&m, who, USER), 10);
		assert_int_equal(walks_of(&m, who, KERNEL), 10);
	}
	model_flush(&m, GUEST, false);
	assert_int_equal(walks_of(&m, GUEST, USER), 10);
	assert_int_equal(walks_of(&m, GUEST, KERNEL), 0);
	assert_int_equal(walks_of(&m, HOST, USER), 0);
	model_flush_asid(&m);
	assert_int_equal(walks_of(&m, GUEST, USER), 10);
	assert_int_equal(walks_of(&m, GUEST, KERNEL), 10);
	assert_int_equal(walks_of(&m, HOST, KERNEL), 0);
	upper = m.counts[HOST].upper;
	model_invlpg(&m, HOST);
	assert_int_equal(walks_of(&m, HOST, USER), 0);
	assert_int_equal(walks_of(&m, HOST, USER + 10 * K), 10);
	assert_int_equal(m.counts[HOST].upper, upper + 3);
	assert_int_equal(m.counts[HOST].invlpg, 1);
	assert_int_equal(m.counts[GUEST].flushes, 2);
	model_free(&m);

	/* Shadow page tables have no global pages. */
	m = start("zen4", false, false);
	assert_int_equal(walks_of(&m, GUEST, KERNEL), 10);
	model_flush(&m, GUEST, false);
	assert_int_equal(walks_of(&m, GUEST, KERNEL), 10);
	model_free(&m);
}

/* Generations begin again after 4,194,303 flushes; no old entry comes back. */
static void test_wrap(void **state)
{
	struct model m = start("skylake", false, false);

	(void)state;
	assert_int_equal(walks_of(&m, HOST, USER), 10);
	for (int i = 0; i < (1 << 22) - 1; i++)
		model_flush(&m, HOST, false);
	assert_int_equal(walks_of(&m, HOST, USER), 10);
	model_free(&m);
}

static void test_cycles(void **state)
{
	struct model m = start(NO_CACHES ":leaf=100:upper=1", true, false);

	(void)state;
	model_access(&m, GUEST, DATA, USER, small, NULL);
	/* One guest entry and five nested ones map a page. */
	assert_int_equal(walk_cycles(&m.counts[GUEST], &m.geometry),
			 6 * 100 + 18);
	model_free(&m);
}

static uint64_t next(uint64_t *x)
{
	*x = *x * 6364136223846793005u + 1442695040888963407u;
	return *x >> 33;
}

static uint64_t either(void *arg, uint64_t va)
{
	return *(bool *)arg ? large(NULL, va) : small(NULL, va);
}

static void one_step(struct model *m, struct naive *s, uint64_t *x)
{
	uint64_t what = next(x) % 1000, r = next(x);
	bool guest = next(x) % 3, fetch = next(x) % 4 == 0;
	uint64_t va = (r & 1 ? KERNEL : USER) + (r >> 1) % 3 * (3ULL << 38) +
		      (next(x) % 7 << 30) + next(x) % (r & 2 ? 40 : 4000) * K;
	bool is_large = va >> 21 & 1;
	enum who who = guest ? GUEST : HOST;

	if (what == 0) {
		model_flush_asid(m);
		naive_remove(s, 'g', true, true, true);
		naive_remove(s, 'n', true, true, true);
	} else if (what < 3) {
		model_flush(m, who, what == 2);
		naive_remove(s, "hg"[guest], true, true, what == 2);
	} else if (what < 8) {
		model_invlpg(m, who);
		naive_remove(s, "hg"[guest], true, false, false);
	} else {
		model_access(m, who, fetch ? FETCH : DATA, va, either,
			     &is_large);
		naive_access(s, guest, fetch, va, either(&is_large, va));
	}
}

static void replay(const char *text, bool two, bool nested_2m)
{
	struct model m = start(text, two, nested_2m);
	const struct walk_counts *h = &m.counts[HOST], *g = &m.counts[GUEST];
	uint64_t x = 1;
	struct naive s;

	naive_init(&s, &m.geometry, two, nested_2m);
	for (int i = 0; i < 30000; i++)
		one_step(&m, &s, &x);
	assert_true(g->walks > 1000 && h->walks > 1000);
	assert_true(g->walks + h->walks < g->l1_misses + h->l1_misses);
	assert_int_equal(g->l1_misses + h->l1_misses, s.l1_misses);
	assert_int_equal(h->walks, s.walks[0]);
	assert_int_equal(g->walks, s.walks[1]);
	assert_int_equal(h->leaf + h->upper, s.host_refs);
	assert_int_equal(g->leaf + g->upper, s.guest_refs);
	assert_int_equal(g->nested_leaf + g->nested_upper, s.nested_refs);
	assert_true(two ? s.nested_refs > g->walks / 2 : !s.nested_refs);
	naive_free(&s);
	model_free(&m);
}

static void test_second_simulator(void **state)
{
	static const char *const texts[] = {
		"zen4", "skylake", "icelake", NO_CACHES,
		"zen4:l1d=16/4:l1d_2m=8/8:l1i=8/8:l2d=128/4:l2i=0:ntlb=4/4",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		replay(texts[i], false, false);
		replay(texts[i], true, false);
		replay(texts[i], true, true);
	}
}

static uint64_t random_walk(bool two, bool nested_2m)
{
	struct model m = start("zen4", two, nested_2m);
	uint64_t x = 1, cycles;

	for (int i = 0; i < 200000; i++)
		model_access(&m, GUEST, DATA, USER + next(&x) % 65536 * K,
			     small, NULL);
	cycles = walk_cycles(&m.counts[GUEST], &m.geometry);
	model_free(&m);
	return cycles;
}

/*
 * Order and sign of what is published: nested walks of random accesses take more
 * than native ones and less than the 6 times of their references (Gandhi and
 * others 2016), and larger nested pages take away a part (Bhargava 2008).
 */
static void test_published(void **state)
{
	uint64_t one = random_walk(false, false);
	uint64_t two = random_walk(true, false);
	uint64_t two_2m = random_walk(true, true);

	(void)state;
	assert_true(one < two_2m && two_2m < two && two < 6 * one);
}

static void refused(const char *text, const char *part)
{
	struct geometry g;
	char why[512];

	assert_int_equal(geometry_find(text, &g, why, sizeof(why)), -1);
	if (!strstr(why, part))
		fail_msg("'%s': %s", text, why);
}

static void test_geometry(void **state)
{
	struct geometry g;
	char why[512];

	(void)state;
	assert_int_equal(geometry_find("zen4", &g, why, sizeof(why)), 0);
	assert_int_equal(g.size[L2D].entries, 3072);
	assert_int_equal(geometry_find("zen4:l2d=1536/12:pde=32/4:leaf=40", &g,
				       why, sizeof(why)), 0);
	assert_int_equal(g.size[L2D].entries, 1536);
	assert_int_equal(g.size[L2D].ways, 12);
	assert_int_equal(g.size[L1D].entries, 72);
	assert_false(g.pde_in_l2d);
	assert_int_equal(g.leaf_cycles, 40);
	assert_string_equal(g.name, "zen4:l2d=1536/12:pde=32/4:leaf=40");
	refused("", "known ones: zen4 skylake icelake");
	refused("zen9", "known ones: zen4 skylake icelake");
	refused("l2d=1536/12", "unknown geometry");
	refused("zen4:l2d=1536", "'l2d' wants");
	refused("zen4:l2d=1500/12", "'l2d' wants");
	refused("zen4:l2d=1/2", "'l2d' wants");
	refused("zen4:l2d=0", "'l2d' wants");
	refused("zen4:l2d=0/0", "'l2d' wants");
	refused("zen4:l2d=8/8x", "'l2d' wants");
	refused("zen4:l2d=9999999/9999999", "'l2d' wants");
	refused("zen4:nested=1g", "'nested' wants");
	refused("zen4:leaf=", "'leaf' wants");
	refused("zen4:l2d", "'l2d' wants");
	refused("zen4:l3=8/8", "'l3' wants");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_cyclic),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_maxima),
		cmocka_unit_test(test_host),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_chance),
		cmocka_unit_test(test_flushes),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_cycles),
		cmocka_unit_test(test_second_simulator),
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_geometry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
