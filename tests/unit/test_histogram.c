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

/* The range of number @n of those with exits. */
static void expect_next(const struct histogram *h, int n, uint64_t low,
			uint64_t high)
{
	unsigned int at = 0;
	struct bucket b;

	do
		assert_true(histogram_next(h, &at, &b));
	while (n--);
	assert_true(b.low == low);
	assert_true(b.high == high);
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
	expect_next(&last, 0, 1ULL << 63, UINT64_MAX);
	expect_next(&one, 0, 0, 1);
}

/* Each quarter ends where the next one begins, the last one of 40 octaves nowhere. */
static void test_ends_of_quarters(void **state)
{
	struct histogram h = { 0 };
	uint64_t begin = 0, low, high;

	(void)state;
	for (int i = 0; i < KVM_EXIT_ACCT_OCTAVES; i++)
		for (int q = 0; q < 4; q++) {
			low = i > 1 ? (4ULL + q) << (i - 2) : begin;
			high = i > 1 ? (5ULL + q) << (i - 2) : begin + 1 + !i;
			/* 0 and 1; 2 and 3, which are one each: no other is there. */
			if (i < 2 && q != 0 && (!i || q != 2))
				continue;
			assert_true(low == begin);
			h = (struct histogram){ .min = 0 };
			h.bucket[i] = h.quarter[4 * i + q] = 7;
			expect_next(&h, 0, low, 4 * i + q == 159 ? UINT64_MAX : high - 1);
			histogram_bounds(&h);
			assert_true(h.min == low);
			begin = high;
			/* Where it is as much as is in the octave. */
			h.quarter[4 * i + q] = 6;
			expect_next(&h, 0, i ? 1ULL << i : 0, (2ULL << i) - 1);
		}
	assert_true(begin == 1ULL << 40);
}

static void test_quarters(void **state)
{
	/* 50 of 768 to 895, 40 of 1024 to 2047, ten of 3072 and more. */
	struct histogram h = { .min = 800, .max = 4000,
		.bucket = { [9] = 50, [10] = 40, [11] = 10 },
		.quarter = { [38] = 50, [40] = 10, [43] = 30, [46] = 4, [47] = 6 } };
	struct histogram old = { .min = 600, .max = 4000, .bucket = { [9] = 900 } };
	unsigned int at = 0;
	struct bucket b;

	(void)state;
	assert_int_equal(histogram_percentile(&h, 50), 895);
	assert_int_equal(histogram_percentile(&h, 60), 1279);
	assert_int_equal(histogram_percentile(&h, 61), 2047);
	assert_int_equal(histogram_percentile(&h, 94), 3583);
	assert_int_equal(histogram_percentile(&h, 95), 4000);
	assert_true(histogram_next(&h, &at, &b));
	assert_true(b.low == 768 && b.high == 895 && b.count == 50);

	/* With another of the same, and with one that has octaves. */
	histogram_add(&h, &(struct histogram){ .min = 800, .max = 900,
		      .bucket = { [9] = 1 }, .quarter = { [37] = 1 } });
	expect_next(&h, 0, 640, 767);
	histogram_add(&h, &old);
	expect_next(&h, 0, 512, 1023);
	expect_next(&h, 1, 1024, 1279);
	assert_int_equal(histogram_percentile(&h, 50), 1023);
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
		cmocka_unit_test(test_ends_of_quarters),
		cmocka_unit_test(test_quarters),
		cmocka_unit_test(test_add),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
