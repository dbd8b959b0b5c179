// SPDX-License-Identifier: GPL-2.0
/* Percentiles of histograms, counted by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "histogram.h"

static void test_percentiles(void **state)
{
	/* 50 of 512 to 1023, 40 of 1024 to 2047, 9 to 4095, one of 70000. */
	struct histogram h = { .min = 600, .max = 70000, .bucket = {
		[9] = 50, [10] = 40, [11] = 9, [16] = 1 } };

	(void)state;
	assert_int_equal(histogram_count(&h), 100);
	assert_int_equal(histogram_percentile(&h, 50), 1023);
	assert_int_equal(histogram_percentile(&h, 51), 2047);
	assert_int_equal(histogram_percentile(&h, 90), 2047);
	assert_int_equal(histogram_percentile(&h, 99), 4095);
	/* The last bucket ends at the maximum. */
	assert_int_equal(histogram_percentile(&h, 100), 70000);
}

static void test_edges(void **state)
{
	struct histogram empty = { 0 }, one = { .bucket = { [0] = 1 } };
	struct histogram last = { .min = 1ULL << 63, .max = UINT64_MAX,
				  .bucket = { [63] = 2 } };

	(void)state;
	assert_int_equal(histogram_percentile(&empty, 50), 0);
	assert_int_equal(histogram_percentile(&one, 99), 0);
	assert_true(histogram_percentile(&last, 50) == UINT64_MAX);
	assert_true(histogram_low(63) == 1ULL << 63);
	assert_true(histogram_high(63) == UINT64_MAX);
	assert_int_equal(histogram_low(0), 0);
	assert_int_equal(histogram_high(0), 1);
}

static void test_add(void **state)
{
	struct histogram sum = { 0 }, empty = { .min = 0, .max = 0 };
	struct histogram a = { .min = 5, .max = 9, .bucket = { [2] = 1, [3] = 2 } };
	struct histogram b = { .min = 2, .max = 4, .bucket = { [1] = 1, [2] = 1 } };

	(void)state;
	histogram_add(&sum, &a);
	assert_int_equal(sum.min, 5);
	histogram_add(&sum, &empty);
	assert_int_equal(sum.min, 5);
	histogram_add(&sum, &b);
	assert_int_equal(sum.min, 2);
	assert_int_equal(sum.max, 9);
	assert_int_equal(sum.bucket[2], 2);
	assert_int_equal(histogram_count(&sum), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_add),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
