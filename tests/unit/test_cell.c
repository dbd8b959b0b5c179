// SPDX-License-Identifier: GPL-2.0
/* Parts of records that guest, KVM host and front end share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cell.h"

static struct job job_of(const char *text)
{
	struct job job;
	struct sentence why;

	assert_int_equal(job_parse(text, &job, &why), 0);
	return job;
}

static const char *string(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static void test_no_figures(void **state)
{
	struct job job = job_of("cpuid:count=7");
	json_t *record = cell_without_figures(&job, 2, "skipped", "no tool");
	json_t *want = json_pack("{s:s, s:{s:i}, s:i, s:s, s:i, s:i, s:i, s:[], s:s, s:s}",
				 "workload", "cpuid",
				 "params", "count", 7, "rep", 2,
				 "op", job.workload->op, "ops", 0,
				 "elapsed_cycles", 0, "exits", 0, "reasons",
				 "status", "skipped", "error", "no tool");

	(void)state;
	assert_non_null(want);
	assert_true(json_equal(record, want));
	json_decref(record);
	json_decref(want);
}

/* A record is not lost for the sake of its message. */
static void test_error_cut_within_a_character(void **state)
{
	struct job job = job_of("null");
	json_t *record = cell_without_figures(&job, 0, "failed",
					      "open '/home/j\xc3");

	(void)state;
	assert_string_equal(string(record, "workload"), "null");
	assert_string_equal(string(record, "status"), "failed");
	assert_non_null(strstr(string(record, "error"), "not UTF-8"));
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_figures),
		cmocka_unit_test(test_error_cut_within_a_character),
	};

	return cmocka_run_group_tests_name("cell", tests, NULL, NULL);
}
