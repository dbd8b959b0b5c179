// SPDX-License-Identifier: GPL-2.0
/* Directories that two programs make at the same time. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "files.h"
#include "run_dir.h"

/* What another program makes as soon as the directory above it is there. */
static const char *others;

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);

int __wrap_mkdir(const char *path, mode_t mode)
{
	int ret = __real_mkdir(path, mode);

	if (!ret && others) {
		assert_int_equal(__real_mkdir(others, mode), 0);
		others = NULL;
	}
	return ret;
}

static void test_mkdir(void **state)
{
	char path[128];
	struct stat st;

	(void)state;
	snprintf(path, sizeof(path), "%s/results/compare/x", dir);
	assert_int_equal(files_mkdir(path), 0);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(files_mkdir(path), 0);
}

static void test_another_is_first(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/results/compare", dir);
	others = path;
	assert_int_equal(files_mkdir(path), 0);
	assert_null(others);
}

static void test_cannot(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/file", dir);
	fclose(fopen(path, "w"));
	strcat(path, "/compare");
	assert_int_equal(files_mkdir(path), -ENOTDIR);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(test_mkdir),
		HERE(test_another_is_first),
		HERE(test_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
