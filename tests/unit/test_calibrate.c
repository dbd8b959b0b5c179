// SPDX-License-Identifier: GPL-2.0
/* The count that a workload is given, with workloads that cost by the book. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "calibrate.h"

static uint64_t clock_ns, cost_ns, first_touch_ns, done;
static int64_t fails_above;

static uint64_t now(void)
{
	return clock_ns;
}

static int64_t work(struct workload_run *run)
{
	int64_t n = run->param[1];

	if (n > fails_above)
		return workload_fail(run, "the disk is full");
	clock_ns += first_touch_ns + n * cost_ns;
	first_touch_ns = 0;
	done += n;
	return n;
}

static const struct workload fake = {
	.name = "fake",
	.op = "operation",
	.params = {
		{ "size", 7, 1, 10, "bytes" },
		{ "count", 1000, 1, 5000000, "operations" },
	},
	.run = work,
};

/* What is picked for operations of @ns. */
static int64_t pick(uint64_t ns)
{
	struct job job = { .workload = &fake, .param = { 7, JOB_AUTO } };
	struct sentence why = { "" };
	int64_t n;

	clock_ns = done = 0;
	cost_ns = ns;
	n = calibrate(&job, NULL, now, &why);
	if (!n)
		assert_string_equal(why.text, "the disk is full");
	return n;
}

static int begin(void **state)
{
	(void)state;
	fails_above = INT64_MAX;
	first_touch_ns = 0;
	return 0;
}

/* At most the time asked for, and not less than a third of it. */
static void test_fits(void **state)
{
	uint64_t ns;

	(void)state;
	for (ns = 11; ns < CALIBRATE_NS; ns = ns * 3 / 2) {
		int64_t n = pick(ns);

		assert_true(n * ns <= CALIBRATE_NS);
		assert_true(3 * n * ns >= CALIBRATE_NS);
		/* Calibrating itself is bounded. */
		assert_true(clock_ns < 3 * (uint64_t)CALIBRATE_NS);
	}
}

static void test_tidy(void **state)
{
	(void)state;
	assert_int_equal(pick(1000), 20000);
	assert_int_equal(pick(1001), 10000);
	assert_int_equal(pick(3000), 5000);
	assert_int_equal(pick(20000000), 1);
}

static void test_limits(void **state)
{
	(void)state;
	assert_int_equal(pick(1), 5000000);
	assert_int_equal(pick(500000000), 1);
}

static void test_first_touch_does_not_count(void **state)
{
	(void)state;
	first_touch_ns = CALIBRATE_NS;
	assert_int_equal(pick(1000), 20000);
}

static void test_what_still_worked(void **state)
{
	(void)state;
	fails_above = 300;
	assert_int_equal(pick(1000), 256);
	fails_above = 0;
	assert_int_equal(pick(1000), 0);
}

static void test_words(void **state)
{
	struct sentence why;
	char *text;
	struct job job;

	(void)state;
	assert_int_equal(job_parse("cpuid:count=auto", &job, &why), 0);
	assert_true(job_is_auto(&job));
	text = job_text(&job);
	assert_string_equal(text, "cpuid:count=auto");
	free(text);
	assert_int_equal(job_parse("cpuid", &job, &why), 0);
	assert_false(job_is_auto(&job));
	assert_int_equal(job.given, 0);
	assert_int_equal(job_parse("pagefault:size=auto", &job, &why), -EINVAL);
	assert_int_equal(job_parse("cpuid:count=0", &job, &why), -EINVAL);
	assert_non_null(strstr(why.text, "or auto"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_fits, begin),
		cmocka_unit_test_setup(test_tidy, begin),
		cmocka_unit_test_setup(test_limits, begin),
		cmocka_unit_test_setup(test_first_touch_does_not_count, begin),
		cmocka_unit_test_setup(test_what_still_worked, begin),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
