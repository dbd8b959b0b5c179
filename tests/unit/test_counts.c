// SPDX-License-Identifier: GPL-2.0
/* COUNTS=: the counts of an earlier run, for those that the user did not give. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run_dir.h"

#include "counts_of_run.h"
#include "rigs.h"

static void test_counts_of_a_run(void **state)
{
	static struct plan plan;

	(void)state;
	append("meta.json", "{\"schema\":1,\"workloads\":["
	       "{\"name\":\"cpuid\",\"params\":{\"count\":5000}},"
	       "{\"name\":\"outb\",\"params\":{\"count\":77}},"
	       "{\"name\":\"inb\",\"params\":{\"count\":-4}}]}");
	plan_init(&plan);
	assert_int_equal(plan_set_rig(&plan, "svm-emu"), 0);
	assert_int_equal(plan_set_workloads(&plan,
		"cpuid,cpuid:count=9,outb:count=auto,inb:count=auto"), 0);
	assert_int_equal(plan_take_counts(&plan, dir), 0);
	assert_int_equal(plan.job[0].param[0], 5000);
	assert_int_equal(plan.job[1].param[0], 9);
	assert_int_equal(plan.job[2].param[0], 77);
	/* Not one that could be: left as it was. */
	assert_int_equal(plan.job[3].param[0], JOB_AUTO);
}

static void test_no_run(void **state)
{
	static struct plan plan;

	(void)state;
	plan_init(&plan);
	assert_int_equal(plan_set_rig(&plan, "svm-emu"), 0);
	assert_int_equal(plan_set_workloads(&plan, "cpuid"), 0);
	assert_int_equal(plan_take_counts(&plan, "/nowhere"), -EINVAL);
	/* A directory without meta.json. */
	assert_int_equal(plan_take_counts(&plan, dir), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_counts_of_a_run),
		IN_DIR(test_no_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
