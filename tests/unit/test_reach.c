// SPDX-License-Identifier: GPL-2.0
/* Directories that QEMU of a system's libvirt may not enter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reach.h"
#include "run_dir.h"

static char *home, *build, *file, *link_to;

/* DIR/home/build/vmlinuz, and DIR/link to it. */
static int make_home(void **state)
{
	if (make_dir(state) || chmod(dir, 0755))
		return -1;
	home = format_text("%s/home", dir);
	build = format_text("%s/build", home);
	file = format_text("%s/vmlinuz", build);
	link_to = format_text("%s/link", dir);
	return mkdir(home, 0755) || chmod(home, 0755) || mkdir(build, 0755) ||
	       chmod(build, 0755) || mknod(file, S_IFREG | 0600, 0) ||
	       symlink(file, link_to);
}

static int remove_home(void **state)
{
	free(home);
	free(build);
	free(file);
	free(link_to);
	return remove_dir(state);
}

static void assert_closed(const char *path, const char *expected)
{
	char *closed = reach_closed(path);

	if (expected) {
		assert_non_null(closed);
		assert_string_equal(closed, expected);
	} else {
		assert_null(closed);
	}
	free(closed);
}

static void test_modes(void **state)
{
	(void)state;
	assert_closed(file, NULL);
	assert_int_equal(chmod(build, 0711), 0);
	assert_closed(file, NULL);
	assert_int_equal(chmod(build, 0750), 0);
	assert_closed(file, build);
	/* The outermost is named: it must be opened in any case. */
	assert_int_equal(chmod(home, 0700), 0);
	assert_closed(file, home);
	assert_closed(link_to, home);
	assert_closed("/no such/file", NULL);
}

static void test_check(void **state)
{
	const char *paths[] = { "/proc/version", file, NULL };
	struct sentence why;

	(void)state;
	assert_int_equal(chmod(home, 0700), 0);
	assert_int_equal(reach_check("qemu:///system", paths, &why), -EACCES);
	assert_non_null(strstr(why.text, file));
	assert_non_null(strstr(why.text, "chmod o+x"));
	assert_non_null(strstr(why.text, "leave LIBVIRT_URI out"));
	assert_int_equal(reach_check("qemu+unix:///system", paths, &why), -EACCES);
	/* There QEMU is the user's own. */
	assert_int_equal(reach_check(NULL, paths, &why), 0);
	assert_int_equal(reach_check("qemu:///session", paths, &why), 0);
	assert_int_equal(reach_check("qemu:///embed?root=/tmp/x", paths, &why), 0);
	assert_int_equal(chmod(home, 0711), 0);
	assert_int_equal(reach_check("qemu:///system", paths, &why), 0);
}

#define AT_HOME(test) \
	cmocka_unit_test_setup_teardown(test, make_home, remove_home)

int main(void)
{
	const struct CMUnitTest tests[] = {
		AT_HOME(test_modes),
		AT_HOME(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
