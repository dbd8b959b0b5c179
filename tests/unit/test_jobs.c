// SPDX-License-Identifier: GPL-2.0
/* Workloads as a user names them, and the words of a whole run. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rigs.h"
#include "reasons.h"

static struct job job;
static struct sentence why;

static int parse(const char *text)
{
	why.text[0] = 0;
	return job_parse(text, &job, &why);
}

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(parse("cpuid"), 0);
	assert_string_equal(job.workload->name, "cpuid");
	assert_int_equal(job.param[0], 1000);
}

static void test_suffixes(void **state)
{
	(void)state;
	assert_int_equal(parse("pagefault:size=3M:piece=8k"), 0);
	assert_int_equal(job.param[0], 3 << 20);
	assert_int_equal(job.param[1], 8 << 10);
	assert_int_equal(parse("pagefault:size=1G"), 0);
	assert_int_equal(job.param[0], 1 << 30);
}

static void test_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "cpud", "known ones: null cpuid" },
		{ "", "known ones:" },
		{ "cpuid:cont=1", "known ones: count" },
		{ "null:x=1", "it has none" },
		{ "cpuid:count", "wants count=VALUE" },
		{ "cpuid:count=", "needs an integer from 1" },
		{ "cpuid:count=0", "needs an integer from 1" },
		{ "cpuid:count=-5", "needs an integer from 1" },
		{ "cpuid:count=5x", "needs an integer from 1" },
		{ "cpuid:count=99999999999999999999", "needs an integer" },
		{ "cpuid:count=9999999999G", "needs an integer" },
		{ "pagefault:size=2G", "to 1073741824" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(parse(bad[i][0]), -EINVAL);
		if (!strstr(why.text, bad[i][1]))
			fail_msg("'%s' gave '%s', not '%s'", bad[i][0], why.text,
				 bad[i][1]);
	}
}

static void test_format_is_parsed_again(void **state)
{
	char *text;

	(void)state;
	assert_int_equal(parse("fileio:files=2:size=1K"), 0);
	text = job_text(&job);
	assert_string_equal(text, "fileio:files=2:size=1024");
	assert_int_equal(parse(text), 0);
	free(text);
	assert_int_equal(job.param[1], 1024);
}

/* Those that are named are there with their default, too. */
static void test_named_parameters(void **state)
{
	bool named[WORKLOAD_MAX_PARAMS] = { true };
	char *text;

	(void)state;
	assert_int_equal(parse("fileio"), 0);
	text = job_text(&job);
	assert_string_equal(text, "fileio");
	free(text);
	text = job_text_naming(&job, named);
	assert_string_equal(text, "fileio:files=16");
	assert_int_equal(parse(text), 0);
	free(text);
}

/* What the table promises to users and to the harness. */
static void test_every_workload(void **state)
{
	const struct workload *w;
	int i, j, p;

	(void)state;
	for (i = 0; (w = workloads[i]); i++) {
		assert_non_null(w->summary);
		assert_non_null(w->op);
		assert_true(w->boot ? !w->run : !!w->run);
		assert_ptr_equal(workload_find(w->name), w);
		for (j = 0; j < i; j++)
			assert_string_not_equal(w->name, workloads[j]->name);
		for (p = 0; p < workload_nr_params(w); p++)
			assert_in_range(w->params[p].value, w->params[p].min,
					w->params[p].max);
	}
	assert_true(i >= 6);
}

static void test_plan(void **state)
{
	struct plan plan;

	(void)state;
	plan_init(&plan);
	/* Not shadow: there the machine's QEMU has a say, whatever it can do. */
	assert_int_equal(plan_set_rig(&plan, "svm-emu"), 0);
	assert_int_equal(plan_set_mode(&plan, "tdp"), 0);
	assert_string_equal(plan_paging(&plan, 0), "npt");
	assert_int_equal(plan_set_mode(&plan, "ept"), -EINVAL);
	assert_int_equal(plan_set_rig(&plan, "vmx-emu"), 0);
	assert_int_equal(plan_set_mode(&plan, ""), 0);
	assert_int_equal(plan.nr_modes, 2);
	assert_string_equal(plan_paging(&plan, 0), "ept");
	assert_string_equal(plan_paging(&plan, 1), "shadow");
	assert_int_equal(plan_set_mode(&plan, "shadow"), 0);
	assert_int_equal(plan.nr_modes, 1);
	assert_string_equal(plan_paging(&plan, 0), "shadow");
	assert_int_equal(plan_set_workloads(&plan, "null, cpuid:count=5"), 0);
	assert_int_equal(plan.nr_jobs, 2);
	assert_int_equal(plan.job[1].param[0], 5);

	assert_int_equal(plan_set_rig(&plan, "vmx"), -EINVAL);
	assert_int_equal(plan_set_mode(&plan, "npt"), -EINVAL);
	assert_int_equal(plan_set_machine(&plan, "q36"), -EINVAL);
	assert_int_equal(plan_set_workloads(&plan, ","), -EINVAL);
	assert_int_equal(plan_set_workloads(&plan, "null,null"), -EINVAL);
	assert_int_equal(plan_set_workloads(&plan, "cpuid,cpuid:count=5"), 0);
}

static void test_reason_names(void **state)
{
	(void)state;
	assert_string_equal(reason_name(VENDOR_VMX, 48), "EPT_VIOLATION");
	assert_string_equal(reason_name(VENDOR_VMX, 10), "CPUID");
	assert_string_equal(reason_name(VENDOR_VMX, 0xffffffff), "VMFAIL");
	assert_string_equal(reason_name(VENDOR_SVM, 0x72), "cpuid");
	assert_string_equal(reason_name(VENDOR_SVM, 0x400), "npf");
	assert_null(reason_name(VENDOR_VMX, 35));
	/* Newer than the build machine's headers, or than its kernel. */
	assert_string_equal(reason_name(VENDOR_VMX, 84), "MSR_READ_IMM");
	assert_string_equal(reason_name(VENDOR_SVM, 0xa6), "idle-halt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_suffixes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_format_is_parsed_again),
		cmocka_unit_test(test_named_parameters),
		cmocka_unit_test(test_every_workload),
		cmocka_unit_test(test_plan),
		cmocka_unit_test(test_reason_names),
	};

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
