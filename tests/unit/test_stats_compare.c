// SPDX-License-Identifier: GPL-2.0
/* Intervals and significance against published data and tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "stats.h"

#define N(array) (sizeof(array) / sizeof(*(array)))

static void assert_near(double value, double expected, double within)
{
	if (fabs(value - expected) > within)
		print_error("%.9g is not %.9g\n", value, expected);
	assert_true(fabs(value - expected) <= within);
}

/* The first numbers of the reference implementation, seed 1234567. */
static void test_generator(void **state)
{
	static const uint64_t expected[] = {
		6457827717110365317u, 3203168211198807973u,
		9817491932198370423u, 4593380528125082431u,
		16408922859458223821u,
	};
	uint64_t seed = 1234567;

	(void)state;
	for (size_t i = 0; i < N(expected); i++)
		assert_true(stats_random(&seed) == expected[i]);
}

/*
 * Water transport in the placenta: Hollander and Wolfe (1973), p. 69, the
 * example of R's wilcox.test(): W = 35, one-sided p 0.1272.
 */
static void test_permeability(void **state)
{
	static const double at_term[] = {
		0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46,
	};
	static const double early[] = { 1.15, 0.88, 0.90, 0.74, 1.21 };
	struct mann_whitney test = stats_mann_whitney(at_term, 10, early, 5);

	(void)state;
	assert_true(test.exact);
	assert_near(test.u, 35, 0);
	assert_near(test.p, 2 * 0.1272, 0.0001);
}

/*
 * Ozone in New York in May and August 1973 (R's data set airquality), with
 * ties and more than twenty values: W = 127.5, p = 0.0001208.
 */
static void test_ozone(void **state)
{
	static const double may[] = {
		41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6,
		30, 11, 1, 11, 4, 32, 23, 45, 115, 37,
	};
	static const double august[] = {
		39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23,
		31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
	};
	struct mann_whitney test = stats_mann_whitney(may, N(may), august,
						      N(august));

	(void)state;
	assert_false(test.exact);
	assert_near(test.u, 127.5, 0);
	assert_near(test.p, 0.0001208, 0.00000005);
}

/* @u pairs of @n times @n in which the first is larger; no ties. */
static double p_of(size_t n, size_t u)
{
	double a[STATS_EXACT_MAX], b[STATS_EXACT_MAX];
	struct mann_whitney test;

	for (size_t i = 0; i < n; i++) {
		a[i] = i;
		b[i] = 1000 + i;
	}
	for (size_t i = n; i-- > 0 && u; ) {
		size_t pairs = u < n ? u : n;

		a[i] = 1000 + pairs - 0.5 + i / 1000.;
		u -= pairs;
	}
	test = stats_mann_whitney(a, n, b, n);
	assert_true(test.exact);
	return test.p;
}

/*
 * The largest U that is significant at 0.05, two-sided: the table of Mann and
 * Whitney (1947) as in every textbook, for equal numbers.
 */
static void test_critical_values(void **state)
{
	static const struct { size_t n, u; } table[] = {
		{ 4, 0 }, { 5, 2 }, { 6, 5 }, { 7, 8 }, { 8, 13 }, { 9, 17 },
		{ 10, 23 }, { 12, 37 }, { 15, 64 }, { 20, 127 },
	};

	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		assert_true(p_of(table[i].n, table[i].u) <= STATS_ALPHA);
		assert_true(p_of(table[i].n, table[i].u + 1) > STATS_ALPHA);
	}
	/* Of three and three nothing is ever significant. */
	assert_near(p_of(3, 0), 0.1, 1e-12);
	assert_near(stats_least_p(3, 3), 0.1, 1e-12);
	assert_near(stats_least_p(4, 4), 2 / 70., 1e-12);
	assert_near(stats_least_p(0, 4), 1, 0);
}

/*
 * Ties, counted by hand: of the ten ways to choose two of 1 1 2 2 3, ranks
 * 1.5 1.5 3.5 3.5 5, only {1, 1} has a sum of 3 or less.
 */
static void test_exact_ties(void **state)
{
	static const double low[] = { 1, 1 }, high[] = { 2, 2, 3 };
	static const double same[] = { 7, 7, 7 };
	struct mann_whitney test = stats_mann_whitney(low, 2, high, 3);

	(void)state;
	assert_near(test.u, 0, 0);
	assert_near(test.p, 0.2, 1e-12);
	test = stats_mann_whitney(same, 3, same, 3);
	assert_near(test.u, 4.5, 0);
	assert_near(test.p, 1, 0);
	test = stats_mann_whitney(same, 3, NULL, 0);
	assert_near(test.p, 1, 0);
}

static void test_many_equal(void **state)
{
	double same[STATS_EXACT_MAX + 1] = { 0 };
	struct mann_whitney test = stats_mann_whitney(same, N(same), same,
						      N(same));

	(void)state;
	assert_false(test.exact);
	assert_near(test.p, 1, 0);
}

/*
 * The control group of the mouse data (Efron and Tibshirani 1993, table 2.1):
 * median 46. The median of nine draws is at most the k-th value with the
 * binomial probability of five of nine at k/9: 0.0014 for 10, 0.0304 for 27, so
 * 2.5 % lie below 27; by symmetry as many above 104.
 */
static void test_mouse_interval(void **state)
{
	static const double control[] = {
		52, 104, 146, 10, 51, 30, 40, 27, 46,
	};
	struct interval i = stats_median_interval(control, 9);

	(void)state;
	assert_true(i.known);
	assert_near(i.low, 27, 0);
	assert_near(i.high, 104, 0);
}

static void test_intervals_of_few(void **state)
{
	static const double three[] = { 10, 12, 11 }, ten[] = { 100, 120, 110 };
	static const double zero[] = { 0, 0, 5 }, same[] = { 4, 4, 4 };
	struct interval i;

	(void)state;
	assert_false(stats_median_interval(three, 1).known);
	assert_false(stats_median_interval(NULL, 0).known);
	assert_false(stats_ratio_interval(three, 3, ten, 1).known);
	/* A median of 0 is drawn, and nothing is divided by it. */
	assert_false(stats_ratio_interval(zero, 3, ten, 3).known);
	i = stats_median_interval(three, 3);
	assert_near(i.low, 10, 0);
	assert_near(i.high, 12, 0);
	i = stats_median_interval(same, 3);
	assert_near(i.high - i.low, 0, 0);
	i = stats_ratio_interval(three, 3, ten, 3);
	assert_true(i.known && i.low >= 100 / 12. && i.high <= 12);
	assert_true(i.low < 10 && i.high > 10);
}

static void test_same_digits_again(void **state)
{
	static const double a[] = { 3, 1, 4, 1, 5 }, b[] = { 9, 2, 6, 5, 3 };
	struct interval first = stats_ratio_interval(a, 5, b, 5);
	struct interval again = stats_ratio_interval(a, 5, b, 5);

	(void)state;
	assert_true(first.low == again.low && first.high == again.high);
}

static void test_geometric_mean(void **state)
{
	static const double values[] = { 2, 8 }, ratios[] = { 0.5, 2, 1 };

	(void)state;
	assert_near(stats_geometric_mean(values, 2), 4, 1e-12);
	assert_near(stats_geometric_mean(ratios, 3), 1, 1e-12);
	assert_near(stats_geometric_mean(NULL, 0), 0, 0);
}

/*
 * Of many samples the rank of the median is drawn. The interval's ends lie where
 * the binomial distribution has them, about 1.96 times sqrt(n) / 2 ranks away.
 */
static void test_interval_of_many(void **state)
{
	enum { N = 100001 };
	static double values[N];
	struct interval i;

	(void)state;
	for (int v = 0; v < N; v++)
		values[v] = v;
	i = stats_median_interval(values, N);
	assert_true(i.known);
	assert_true(fabs(i.low - (N / 2 - 310)) < 40);
	assert_true(fabs(i.high - (N / 2 + 310)) < 40);
	/* The two ways agree where one gives way to the other. */
	i = stats_median_interval(values, STATS_DRAWN_MAX);
	assert_true(fabs(i.low - 40) <= 3 && fabs(i.high - 60) <= 3);
	i = stats_median_interval(values, STATS_DRAWN_MAX + 1);
	assert_true(fabs(i.low - 40) <= 3 && fabs(i.high - 60) <= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generator),
		cmocka_unit_test(test_interval_of_many),
		cmocka_unit_test(test_permeability),
		cmocka_unit_test(test_ozone),
		cmocka_unit_test(test_critical_values),
		cmocka_unit_test(test_exact_ties),
		cmocka_unit_test(test_many_equal),
		cmocka_unit_test(test_mouse_interval),
		cmocka_unit_test(test_intervals_of_few),
		cmocka_unit_test(test_same_digits_again),
		cmocka_unit_test(test_geometric_mean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
