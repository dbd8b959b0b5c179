// SPDX-License-Identifier: GPL-2.0
/* A hash table of indices: what is found, and after how many comparisons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "lookup.h"

#define N 20000

static size_t compared, wanted;

static bool same(const void *data, size_t entry)
{
	(void)data;
	compared++;
	return entry == wanted;
}

static uint64_t hash_of(size_t i)
{
	char name[32];

	snprintf(name, sizeof(name), "workload %zu", i);
	return lookup_number(lookup_text(LOOKUP_SEED, name), i % 3);
}

static void test_many(void **state)
{
	struct lookup lookup = { 0 };

	(void)state;
	for (size_t i = 0; i < N; i++) {
		wanted = LOOKUP_NONE;
		assert_int_equal(lookup_find(&lookup, hash_of(i), same, NULL),
				 LOOKUP_NONE);
		assert_int_equal(lookup_add(&lookup, hash_of(i), i), 0);
	}
	for (wanted = 0; wanted < N; wanted++)
		assert_int_equal(lookup_find(&lookup, hash_of(wanted), same,
					     NULL), wanted);
	/* Only entries of the same hash are looked at. */
	assert_true(compared < N + N / 100);
	lookup_free(&lookup);
}

/* Equal hashes are told apart by what they are of. */
static void test_collisions(void **state)
{
	struct lookup lookup = { 0 };

	(void)state;
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(lookup_add(&lookup, 1, i), 0);
	for (wanted = 0; wanted < 100; wanted++)
		assert_int_equal(lookup_find(&lookup, 1, same, NULL), wanted);
	assert_int_equal(lookup_find(&lookup, 2, same, NULL), LOOKUP_NONE);
	lookup_free(&lookup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many), cmocka_unit_test(test_collisions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
