// SPDX-License-Identifier: GPL-2.0
/* Naming workloads: lists, groups, parameters, and what must be refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "jobs.h"

static struct job jobs[JOBS_MAX];
static unsigned int nr;
static struct sentence why;

static int add(const char *list)
{
	why.text[0] = 0;
	return jobs_add(jobs, &nr, list, &why);
}

static int start(void **state)
{
	(void)state;
	nr = 0;
	return 0;
}

static void names_and_parameters(void **state)
{
	(void)state;
	assert_int_equal(add("cpuid:count=7,pagefault:size=1M fork"), 0);
	assert_int_equal(nr, 3);
	assert_string_equal(jobs[0].workload->name, "cpuid");
	assert_int_equal(jobs[0].param[0], 7);
	assert_int_equal(jobs[1].param[0], 1 << 20);
	assert_false(jobs[2].grouped);
}

static void the_default_set(void **state)
{
	static const char *const want[] = {
		"null", "cpuid", "boot", "idle", "fileio", "pagefault",
	};
	unsigned int i;

	(void)state;
	assert_int_equal(add(JOBS_DEFAULT), 0);
	assert_int_equal(nr, 6);
	for (i = 0; i < nr; i++)
		assert_string_equal(jobs[i].workload->name, want[i]);
}

static void every_group_has_workloads(void **state)
{
	char groups[] = JOBS_GROUPS, *rest = groups, *word;

	(void)state;
	while ((word = strsep(&rest, " "))) {
		nr = 0;
		assert_int_equal(add(word), 0);
		assert_true(nr > 0);
	}
}

static void every_workload_is_in_a_group_by_name(void **state)
{
	char at[32];
	int i;

	(void)state;
	for (i = 0; workloads[i]; i++) {
		/* The user's own command has no default to run in a group. */
		if (!strcmp(workloads[i]->name, "cmd")) {
			assert_false(workload_in_group(workloads[i], "all"));
			continue;
		}
		snprintf(at, sizeof(at), "@%s", workloads[i]->group);
		assert_non_null(strstr(JOBS_GROUPS, at));
		assert_true(workload_in_group(workloads[i], "all"));
	}
}

static void a_group_leaves_out_what_is_there(void **state)
{
	unsigned int mm;

	(void)state;
	assert_int_equal(add("@mm"), 0);
	mm = nr;
	assert_int_equal(add("@mm,fork"), 0);
	assert_int_equal(nr, mm);
	assert_int_equal(add("fork:count=3"), 0);
	assert_int_equal(nr, mm + 1);
}

static void named_twice_is_refused(void **state)
{
	(void)state;
	assert_int_equal(add("cpuid,cpuid"), -EEXIST);
	assert_non_null(strstr(why.text, "'cpuid' is named twice"));
	assert_int_equal(add("fork:count=2,fork:count=2"), -EEXIST);
}

static void unknown_names_are_refused_with_the_known(void **state)
{
	(void)state;
	assert_int_equal(add("@nonsense"), -EINVAL);
	assert_non_null(strstr(why.text, "unknown group '@nonsense'"));
	assert_non_null(strstr(why.text, "@nano"));
	assert_int_equal(add("nonsense"), -EINVAL);
	assert_non_null(strstr(why.text, "pagefault"));
	assert_int_equal(add("cpuid:nonsense=1"), -EINVAL);
	assert_non_null(strstr(why.text, "count"));
	assert_int_equal(add("cpuid:count=0"), -EINVAL);
	assert_int_equal(add("cpuid:count=5x"), -EINVAL);
	assert_int_equal(add("cpuid:count"), -EINVAL);
	assert_int_equal(nr, 0);
}

static void a_command_is_one_word(void **state)
{
	const char command[] = "ls -l \"a b\" | grep 'x=1' && echo 100% $HOME\n";
	char *text = command_encode(command);

	(void)state;
	assert_null(strpbrk(text, " =\"'$\n"));
	command_decode(text);
	assert_string_equal(text, command);
	free(text);
}

/* What goes over a kernel command line comes out the same. */
static void formatted_and_parsed_again(void **state)
{
	struct job again;
	char *text;
	unsigned int i;
	size_t all = 0;

	(void)state;
	assert_int_equal(add("pagefault:piece=4K,cpuid:count=1000,@all"), 0);
	for (i = 0; i < nr; i++) {
		text = job_text(&jobs[i]);
		all += strlen(text) + 1;
		assert_int_equal(job_parse(text, &again, &why), 0);
		free(text);
		assert_ptr_equal(again.workload, jobs[i].workload);
		assert_memory_equal(again.param, jobs[i].param,
				    sizeof(again.param));
	}
	text = job_text(&jobs[0]);
	assert_string_equal(text, "pagefault:piece=4096");
	free(text);
	/* With room for all else in the 2048 bytes of a command line. */
	assert_true(all < 1536);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(names_and_parameters, start),
		cmocka_unit_test_setup(the_default_set, start),
		cmocka_unit_test_setup(every_group_has_workloads, start),
		cmocka_unit_test_setup(every_workload_is_in_a_group_by_name,
				       start),
		cmocka_unit_test_setup(a_group_leaves_out_what_is_there, start),
		cmocka_unit_test_setup(named_twice_is_refused, start),
		cmocka_unit_test_setup(unknown_names_are_refused_with_the_known,
				       start),
		cmocka_unit_test(a_command_is_one_word),
		cmocka_unit_test_setup(formatted_and_parsed_again, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
