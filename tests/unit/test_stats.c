// SPDX-License-Identifier: GPL-2.0
/* Statistics against data whose answers are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stats.h"

static void assert_spread(struct spread s, size_t n, double min, double median,
			  double max)
{
	assert_int_equal(s.n, n);
	assert_true(s.min == min);
	assert_true(s.median == median);
	assert_true(s.max == max);
}

static void test_odd_count(void **state)
{
	double values[] = { 9, 1, 5, 3, 7 };

	(void)state;
	assert_spread(stats_double(values, 5), 5, 1, 5, 9);
	assert_spread(stats_u64((uint64_t[]){ 30, 10, 20 }, 3), 3, 10, 20, 30);
}

static void test_even_count(void **state)
{
	double values[] = { 4, 1, 2, 10 };

	(void)state;
	assert_spread(stats_double(values, 4), 4, 1, 3, 10);
	assert_spread(stats_u64((uint64_t[]){ 8, 5 }, 2), 2, 5, 6.5, 8);
}

static void test_one_and_none(void **state)
{
	double value = -2.5;

	(void)state;
	assert_spread(stats_double(&value, 1), 1, -2.5, -2.5, -2.5);
	assert_spread(stats_double(NULL, 0), 0, 0, 0, 0);
	assert_spread(stats_u64((uint64_t[]){ 42 }, 1), 1, 42, 42, 42);
	assert_spread(stats_u64(NULL, 0), 0, 0, 0, 0);
}

static void test_ties(void **state)
{
	uint64_t values[] = { 7, 7, 3, 7, 9, 3 };

	(void)state;
	assert_spread(stats_u64(values, 6), 6, 3, 7, 9);
	/* Two zeros more stand below all of them. */
	assert_spread(stats_u64_and_zeros(values, 6, 2), 8, 0, 5, 9);
	assert_spread(stats_u64_and_zeros(values, 6, 7), 13, 0, 0, 9);
	assert_spread(stats_u64_and_zeros(NULL, 0, 3), 3, 0, 0, 0);
}

static void test_u64_keeps_digits(void **state)
{
	/* 2^53 - 1 is the last whole number of its parity in a double. */
	uint64_t most = (1ULL << 53) - 1;

	(void)state;
	assert_spread(stats_u64((uint64_t[]){ most, most - 1, most }, 3), 3,
		      most - 1, most, most);
	/* The mean of two near 2^64 must not wrap. */
	assert_true(stats_u64((uint64_t[]){ UINT64_MAX, UINT64_MAX }, 2)
		    .median > 1.8e19);
}

static void test_spread_or_none(void **state)
{
	struct spread same = stats_u64((uint64_t[]){ 5, 5, 5 }, 3);
	struct spread one = stats_u64((uint64_t[]){ 5 }, 1);
	struct spread wide = stats_u64((uint64_t[]){ 98, 100, 101 }, 3);
	struct spread zero = stats_u64((uint64_t[]){ 0, 0, 4 }, 3);

	(void)state;
	assert_false(stats_differ(&same));
	assert_false(stats_differ(&one));
	assert_true(stats_differ(&wide));
	assert_true(stats_relative(&same) == 0);
	assert_true(fabs(stats_relative(&wide) - 0.02) < 1e-12);
	assert_true(isinf(stats_relative(&zero)));
}

static void test_rank_correlation(void **state)
{
	const double up[] = { 1, 10, 100, 1000 }, down[] = { 4, 3, 2, 1 };
	const double tied[] = { 1, 1, 2, 2 }, flat[] = { 5, 5, 5, 5 };

	(void)state;
	assert_true(stats_rank_correlation(up, up, 4) == 1);
	assert_true(stats_rank_correlation(up, down, 4) == -1);
	/* Ranks 1.5 1.5 3.5 3.5 beside 1 2 3 4: 4 / sqrt(4 * 5). */
	assert_true(fabs(stats_rank_correlation(tied, up, 4) -
			 4 / sqrt(20)) < 1e-12);
	assert_true(isnan(stats_rank_correlation(flat, up, 4)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_odd_count),
		cmocka_unit_test(test_rank_correlation),
		cmocka_unit_test(test_even_count),
		cmocka_unit_test(test_one_and_none),
		cmocka_unit_test(test_ties),
		cmocka_unit_test(test_u64_keeps_digits),
		cmocka_unit_test(test_spread_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
