// SPDX-License-Identifier: GPL-2.0
/* KVM's statistics of one VM, read from a folder that looks like debugfs's. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "vm_stats.h"

static const char *const names[] = { "pages_4k", "exits", "not_there", NULL };

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int64_t of(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

/* Two VMs; one name that this KVM does not have; numbers that move. */
static void test_one_vm_of_two(void **state)
{
	char folder[] = "/tmp/vm-statsXXXXXX";
	struct vm_stats stats;
	json_t *obj = json_object();

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("12-9", 0700), 0);
	assert_int_equal(mkdir("123-11", 0700), 0);
	put("12-9/pages_4k", "7\n");
	put("12-9/exits", "1000000000000\n");
	put("123-11/pages_4k", "8\n");
	assert_int_equal(vm_stats_open(&stats, folder, 12, names), 0);
	vm_stats_read(&stats, obj);
	assert_int_equal(json_object_size(obj), 2);
	assert_int_equal(of(obj, "pages_4k"), 7);
	assert_int_equal(of(obj, "exits"), 1000000000000);

	put("12-9/pages_4k", "70\n");
	put("12-9/exits", "not a number\n");
	json_object_clear(obj);
	vm_stats_read(&stats, obj);
	assert_int_equal(json_object_size(obj), 1);
	assert_int_equal(of(obj, "pages_4k"), 70);
	vm_stats_close(&stats);
	vm_stats_close(&stats);		/* does no harm */
	json_decref(obj);

	unlink("12-9/pages_4k");
	unlink("12-9/exits");
	unlink("123-11/pages_4k");
	rmdir("12-9");
	rmdir("123-11");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* As KVM's: a file that has no place to read at, and is at its end once it was read. */
static void test_no_seek(void **state)
{
	char folder[] = "/tmp/vm-statsXXXXXX";
	json_t *obj = json_object();
	struct vm_stats stats;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("12-9", 0700), 0);
	assert_int_equal(mkfifo("12-9/exits", 0600), 0);
	if (!fork()) {
		put("12-9/exits", "5\n");
		_exit(0);
	}
	assert_int_equal(vm_stats_open(&stats, folder, 12, names), 0);
	vm_stats_read(&stats, obj);
	wait(NULL);
	if (!fork()) {
		put("12-9/exits", "6\n");
		_exit(0);
	}
	vm_stats_read(&stats, obj);
	wait(NULL);
	assert_int_equal(of(obj, "exits"), 6);
	vm_stats_close(&stats);
	json_decref(obj);
	unlink("12-9/exits");
	rmdir("12-9");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void test_no_vm(void **state)
{
	struct vm_stats stats = { 0 };

	(void)state;
	assert_int_equal(vm_stats_open(&stats, "/nonexistent", 12, names),
			 -ENOENT);
	vm_stats_close(&stats);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_vm_of_two),
		cmocka_unit_test(test_no_seek),
		cmocka_unit_test(test_no_vm),
	};

	return cmocka_run_group_tests_name("vm_stats", tests, NULL, NULL);
}
