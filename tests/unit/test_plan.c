// SPDX-License-Identifier: GPL-2.0
/* The kernel of a run whose command line names none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "plan.h"
#include "remove_tree.h"

static char build[] = "/tmp/exitbench-test-XXXXXX";

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(build, '-') + 1, "XXXXXX");
	return mkdtemp(build) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	remove_tree(build);
	return 0;
}

static void write_file(const char *dir, const char *name, const char *text)
{
	g_autofree char *folder = g_build_filename(build, dir, NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);

	assert_int_equal(g_mkdir_with_parents(folder, 0755), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void assert_kernel(const char *word, const char *version)
{
	struct plan plan;

	plan_init(&plan);
	plan.build = build;
	const char *fallback = plan.kernel;

	plan_set_kernel(&plan, word);
	assert_string_equal(plan.kernel, version);
	if (plan.kernel != word && plan.kernel != fallback)
		free((char *)plan.kernel);
}

static void test_kernel(void **state)
{
	(void)state;
	assert_kernel(NULL, "6.1");
	write_file("kernel-6.9", "vmlinuz", "");
	write_file("kernel-6.12", "vmlinuz", "");
	write_file("kernel-7.0", "config", "");
	write_file("kernel-host", "config", "");
	assert_kernel(NULL, "6.12");
	assert_kernel("", "6.12");
	write_file(".", "kernel.default", "");
	assert_kernel(NULL, "6.12");
	write_file(".", "kernel.default", "6.9\n");
	assert_kernel(NULL, "6.9");
	assert_kernel("7.0", "7.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kernel, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
