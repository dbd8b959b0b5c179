// SPDX-License-Identifier: GPL-2.0
/*
 * Repetitions that are unlike the others, or drift: the statistics, and what a
 * run's findings say of them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "figures.h"
#include "findings.h"
#include "results.h"
#include "run_dir.h"
#include "stats.h"

static void assert_near(double value, double expected)
{
	assert_true(fabs(value - expected) <= 1e-4 * fabs(expected));
}

static void test_scale(void **state)
{
	/* Median 3, deviations 2 1 0 1 97: their median is 1. */
	double values[] = { 1, 2, 3, 4, 100 };
	/* More than half are equal: the mean deviation, 20. */
	double equal[] = { 5, 5, 5, 5, 105 };

	(void)state;
	assert_near(stats_scale(values, 5, 3), 1 / 0.6745);
	assert_near(stats_scale(equal, 5, 5), 20 / 0.797885);
	assert_true(stats_scale(equal, 4, 5) == 0);
}

/* Z is (S -+ 1) / sqrt(n(n-1)(2n+5)/18 - ties). */
static void test_mann_kendall(void **state)
{
	double up[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	double down[] = { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 };
	double mixed[] = { 5, 1, 4, 2, 3, 5, 1, 4, 2, 3 };
	double equal[] = { 7, 7, 7 };
	struct mann_kendall test = stats_mann_kendall(up, 10);

	(void)state;
	assert_true(test.s == 45);
	assert_near(test.p, erfc(44 / sqrt(125) / M_SQRT2));
	test = stats_mann_kendall(down, 10);
	assert_true(test.s == -45);
	assert_near(test.p, erfc(44 / sqrt(125) / M_SQRT2));
	/* 18 ascend and 22 descend, 5 are equal. */
	test = stats_mann_kendall(mixed, 10);
	assert_true(test.s == -4);
	assert_near(test.p, erfc(3 / sqrt(120) / M_SQRT2));
	assert_true(stats_mann_kendall(equal, 3).p == 1);
	assert_true(stats_mann_kendall(equal, 0).p == 1);
}

/* As many repetitions as counts of exits, without the 10 that all have. */
static void add_repetitions(const char *rig, const int *violations, int n)
{
	json_t *obj;

	add_meta(rig);
	for (int i = 0; i < n; i++) {
		obj = record("pagefault", "ept", i, violations[i]);
		json_object_set_new(obj, "rig", json_string(rig));
		add(obj);
	}
}

/* The finding of the run that has @what in it, or NULL; to be freed. */
static char *finding(const char *what)
{
	struct results res;
	struct figures figs;
	char *text = NULL;

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res), 0);
	assert_int_equal(findings_collect(&figs), 0);
	for (size_t i = 0; !text && i < figs.findings.n; i++)
		if (strstr(figs.findings.list[i].text, what))
			text = strdup(figs.findings.list[i].text);
	figures_free(&figs);
	results_free(&res);
	return text;
}

/* The finding that such repetitions must have, to be freed. */
static char *finding_of(const char *rig, const int *violations, int n,
			const char *about)
{
	char *text;

	add_repetitions(rig, violations, n);
	text = finding(about);
	assert_non_null(text);
	return text;
}

static void test_outlier_is_named(void **state)
{
	static const int violations[] = { 64, 66, 65, 640, 64, 67 };
	char *text;

	(void)state;
	text = finding_of("nested", violations, 6, "outliers");
	assert_non_null(strstr(text, "pagefault under EPT has outliers: VM exits, of which the median is 75.5: repetition 3 has 650;"));
	assert_null(strstr(text, "repetition 5"));
	free(text);
	assert_null(finding("drifts"));
}

/* A count of 665 beside 650 is an outlier by the rule, and not worth a word. */
static void test_small_differences_are_not(void **state)
{
	static const int violations[] = { 640, 641, 640, 655, 640, 641 };

	(void)state;
	add_repetitions("nested", violations, 6);
	assert_null(finding("outliers"));
}

/* In an emulated rig repetitions differ by the timer's phase. */
static void test_emulated(void **state)
{
	static const int violations[] = { 64, 64, 64, 95, 64, 64 };

	(void)state;
	add_repetitions("vmx-emu", violations, 6);
	assert_null(finding("outliers"));
}

static void test_emulated_far_outside(void **state)
{
	static const int violations[] = { 64, 64, 64, 250, 64, 64 };
	char *text;

	(void)state;
	text = finding_of("vmx-emu", violations, 6, "outliers");
	assert_non_null(strstr(text, "repetition 3 has 260"));
	free(text);
}

static void test_drift(void **state)
{
	static const int violations[] = {
		100, 104, 103, 110, 115, 119, 126, 124, 130, 141, 140, 150,
	};
	char *text;

	(void)state;
	text = finding_of("nested", violations, 12, "drifts");
	assert_non_null(strstr(text, "VM exits: median 114 in the first third of the repetitions, 151"));
	assert_non_null(strstr(text, "WARMUP="));
	free(text);
}

static void test_steady_does_not_drift(void **state)
{
	static const int violations[] = {
		100, 140, 103, 150, 115, 119, 126, 104, 130, 110, 141, 124,
	};

	(void)state;
	add_repetitions("nested", violations, 12);
	assert_null(finding("drifts"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_mann_kendall),
		IN_DIR(test_outlier_is_named),
		IN_DIR(test_small_differences_are_not),
		IN_DIR(test_emulated),
		IN_DIR(test_emulated_far_outside),
		IN_DIR(test_drift),
		IN_DIR(test_steady_does_not_drift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
