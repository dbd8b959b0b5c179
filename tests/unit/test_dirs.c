// SPDX-License-Identifier: GPL-2.0
/* The directories of a run, and what results/latest may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "dirs.h"
#include "remove_tree.h"

static const struct rig rig = { .name = "fake" };
static char top[] = "/tmp/exitbench-test-XXXXXX";
static char *results, *latest;
static struct plan plan;

static int begin(void **state)
{
	(void)state;
	strcpy(strrchr(top, '-') + 1, "XXXXXX");
	if (!mkdtemp(top))
		return -1;
	results = g_build_filename(top, "results", NULL);
	latest = g_build_filename(results, "latest", NULL);
	plan_init(&plan);
	plan.rig = &rig;
	plan.results = results;
	plan.build = top;
	return mkdir(results, 0755);
}

static int end(void **state)
{
	(void)state;
	remove_tree(top);
	g_free(results);
	g_free(latest);
	return 0;
}

static unsigned int entries(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	unsigned int n = 0;

	while (g_dir_read_name(dir))
		n++;
	g_dir_close(dir);
	return n;
}

/* It is named when it can be read, not before. */
static void test_latest(void **state)
{
	struct dirs first, second;
	char *target;

	(void)state;
	assert_int_equal(dirs_make(&first, &plan, 0), 0);
	assert_int_equal(access(latest, F_OK), -1);
	assert_int_equal(dirs_make(&second, &plan, 0), 0);
	assert_string_equal(second.name, "19700101-000000-fake-2");
	assert_int_equal(dirs_point_at(&first), 0);
	dirs_discard(&second);
	target = g_file_read_link(latest, NULL);
	assert_string_equal(target, "19700101-000000-fake");
	g_free(target);
	dirs_free(&first);
	assert_int_equal(entries(results), 2);
	assert_int_equal(entries(top), 1);
}

/* Those of one name in several places, such as the parts of a run. */
static void test_same_name_elsewhere(void **state)
{
	g_autofree char *elsewhere = g_build_filename(top, "elsewhere", NULL);
	struct dirs first, second, again;

	(void)state;
	assert_int_equal(dirs_make(&first, &plan, 0), 0);
	plan.results = elsewhere;
	assert_int_equal(dirs_make(&second, &plan, 0), 0);
	assert_string_equal(first.name, second.name);
	assert_int_equal(close(second.lock), 0);
	second.lock = -1;
	assert_int_equal(dirs_resume(&again, &plan, second.results), 0);
	assert_string_equal(again.work, second.work);
	assert_int_equal(access(first.work, F_OK), 0);
	dirs_free(&again);
	assert_int_equal(access(first.work, F_OK), 0);
	dirs_free(&first);
	dirs_free(&second);
}

/* What one that was killed had for its machines is removed by the next one. */
static void test_left_over(void **state)
{
	g_autofree char *file = NULL, *other = g_build_filename(top, "other", NULL);
	struct dirs killed, alive, next;

	(void)state;
	assert_int_equal(mkdir(other, 0755), 0);
	assert_int_equal(dirs_make(&killed, &plan, 0), 0);
	file = g_build_filename(killed.work, "image", NULL);
	assert_true(g_file_set_contents(file, "image", -1, NULL));
	assert_int_equal(dirs_make(&alive, &plan, 0), 0);
	assert_int_equal(access(file, F_OK), 0);
	assert_int_equal(close(killed.lock), 0);
	killed.lock = -1;
	assert_int_equal(dirs_make(&next, &plan, 0), 0);
	assert_int_equal(access(killed.work, F_OK), -1);
	assert_int_equal(access(killed.results, F_OK), 0);
	assert_int_equal(access(alive.work, F_OK), 0);
	dirs_free(&killed);
	dirs_free(&alive);
	dirs_free(&next);
	/* The results and the other one. */
	assert_int_equal(entries(top), 2);
}

/* Killed before it had its name, and gone on with. */
static void test_latest_that_was_half_made(void **state)
{
	g_autofree char *half = g_build_filename(results,
		".latest-19700101-000000-fake", NULL);
	struct dirs dirs;

	(void)state;
	assert_int_equal(dirs_make(&dirs, &plan, 0), 0);
	assert_int_equal(symlink("19700101-000000-fake", half), 0);
	assert_int_equal(dirs_point_at(&dirs), 0);
	assert_int_equal(access(latest, F_OK), 0);
	dirs_free(&dirs);
	assert_int_equal(entries(results), 2);
}

/* A run that was removed by hand is no obstacle. */
static void test_latest_of_a_run_that_is_gone(void **state)
{
	struct dirs dirs;

	(void)state;
	assert_int_equal(symlink("20260101-000000-vmx-emu", latest), 0);
	assert_int_equal(dirs_make(&dirs, &plan, 0), 0);
	assert_int_equal(dirs_point_at(&dirs), 0);
	assert_int_equal(access(latest, F_OK), 0);
	dirs_free(&dirs);
}

static void test_latest_of_others(void **state)
{
	struct dirs dirs;

	(void)state;
	assert_int_equal(symlink("/etc", latest), 0);
	assert_int_equal(dirs_make(&dirs, &plan, 0), -EEXIST);
	assert_int_equal(unlink(latest), 0);
	assert_int_equal(mkdir(latest, 0755), 0);
	assert_int_equal(dirs_make(&dirs, &plan, 0), -EEXIST);
	assert_int_equal(entries(results), 1);
	assert_int_equal(entries(top), 1);
}

static void test_results_that_cannot_be_written(void **state)
{
	struct dirs dirs;

	(void)state;
	/* A file, which no root may write into either. */
	plan.results = "/proc/version";
	assert_true(dirs_make(&dirs, &plan, 0) < 0);
	plan.results = "/proc/sys";
	assert_true(dirs_make(&dirs, &plan, 0) < 0);
	assert_int_equal(entries(top), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
		TEST(test_latest),
		TEST(test_latest_that_was_half_made),
		TEST(test_same_name_elsewhere),
		TEST(test_left_over),
		TEST(test_latest_of_a_run_that_is_gone),
		TEST(test_latest_of_others),
		TEST(test_results_that_cannot_be_written),
	};

	return cmocka_run_group_tests_name("dirs", tests, NULL, NULL);
}
