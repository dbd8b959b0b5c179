// SPDX-License-Identifier: GPL-2.0
/* Files of saved KVM hosts: whole, or refused by name; private; few; one writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <signal.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "remove_tree.h"
#include "saved_file.h"

#define CONSOLE "Linux\r\nexitbench: booted\r\n"
#define STREAM "what QEMU sends\0and more"

static char *top, *dir;

static int begin(void **state)
{
	(void)state;
	top = g_dir_make_tmp("saved-XXXXXX", NULL);
	dir = g_build_filename(top, "saved-hosts", NULL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	remove_tree(top);
	g_free(top);
	g_free(dir);
	return 0;
}

/* A key of one digit. */
static const char *key_of(char digit)
{
	static char key[SAVED_KEY + 1];

	memset(key, digit, SAVED_KEY);
	return key;
}

static char *path_of(char digit, const char *suffix)
{
	return g_strconcat(dir, "/", key_of(digit), suffix, NULL);
}

static bool is_there(char digit, const char *suffix)
{
	g_autofree char *path = path_of(digit, suffix);

	return !access(path, F_OK);
}

static void save(char digit)
{
	struct saved_file file;
	struct sentence why;

	assert_int_equal(saved_file_begin(&file, dir, key_of(digit), CONSOLE, &why), 0);
	assert_int_equal(saved_file_write(&file, STREAM, 9), 0);
	assert_int_equal(saved_file_write(&file, &STREAM[9], sizeof(STREAM) - 9), 0);
	assert_int_equal(saved_file_commit(&file, &why), 0);
	saved_file_close(&file);
}

static void test_what_is_written_is_read(void **state)
{
	struct saved_file file;
	struct sentence why;
	struct stat st;
	char bytes[100];

	(void)state;
	assert_int_equal(saved_file_open(&file, dir, key_of('a'), &why), -ENOENT);
	saved_file_close(&file);
	save('a');
	assert_false(is_there('a', ".part"));
	assert_int_equal(saved_file_open(&file, dir, key_of('a'), &why), 0);
	assert_string_equal(file.console, CONSOLE);
	assert_int_equal(saved_file_read(&file, bytes, 5), 5);
	assert_int_equal(saved_file_read(&file, bytes + 5, sizeof(bytes) - 5),
			 sizeof(STREAM) - 5);
	assert_memory_equal(bytes, STREAM, sizeof(STREAM));
	assert_int_equal(saved_file_read(&file, bytes, sizeof(bytes)), 0);
	saved_file_close(&file);
	g_autofree char *path = path_of('a', "");

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* It is named, and gone, so that another can be saved. */
static void refused(char digit, const char *reason)
{
	g_autofree char *path = path_of(digit, "");
	struct saved_file file;
	struct sentence why;

	assert_int_equal(saved_file_open(&file, dir, key_of(digit), &why), -EINVAL);
	saved_file_close(&file);
	assert_non_null(strstr(why.text, path));
	if (reason)
		assert_non_null(strstr(why.text, reason));
	assert_false(is_there(digit, ""));
}

static void test_every_byte_counts(void **state)
{
	(void)state;
	save('a');
	g_autofree char *path = path_of('a', ""), *bytes = NULL;
	gsize len;

	assert_true(g_file_get_contents(path, &bytes, &len, NULL));
	for (gsize i = 0; i < len; i++) {
		bytes[i] ^= 0x10;
		assert_true(g_file_set_contents_full(path, bytes, len,
			G_FILE_SET_CONTENTS_NONE, 0600, NULL));
		refused('a', i >= len - sizeof(STREAM) ? "it is damaged" : NULL);
		bytes[i] ^= 0x10;
	}
	for (gsize i = 0; i < len; i++) {
		assert_true(g_file_set_contents_full(path, bytes, i,
			G_FILE_SET_CONTENTS_NONE, 0600, NULL));
		refused('a', "it is cut short");
	}
}

static void test_of_another_build(void **state)
{
	(void)state;
	save('a');
	g_autofree char *path = path_of('a', ""), *other = path_of('b', "");

	assert_int_equal(rename(path, other), 0);
	refused('b', "another build");
}

/* What others may write is not read, and not touched. */
static void not_alone(const char *path, mode_t mode, char digit)
{
	struct saved_file file;
	struct sentence why;

	assert_int_equal(chmod(path, mode), 0);
	assert_int_equal(saved_file_open(&file, dir, key_of(digit), &why), -EPERM);
	saved_file_close(&file);
	assert_non_null(strstr(why.text, "is not this user's alone"));
	assert_non_null(strstr(why.text, path));
}

static void test_private(void **state)
{
	struct saved_file file;
	struct sentence why;

	(void)state;
	save('a');
	g_autofree char *path = path_of('a', ""), *link = path_of('b', "");

	not_alone(dir, 0755, 'a');
	assert_int_equal(saved_file_begin(&file, dir, key_of('c'), "", &why), -EPERM);
	saved_file_close(&file);
	assert_int_equal(chmod(dir, 0700), 0);
	not_alone(path, 0640, 'a');
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(saved_file_open(&file, dir, key_of('b'), &why), -ELOOP);
	saved_file_close(&file);
}

static void test_one_writer(void **state)
{
	struct saved_file one, other;
	struct sentence why;

	(void)state;
	assert_int_equal(saved_file_begin(&one, dir, key_of('a'), CONSOLE, &why), 0);
	assert_int_equal(saved_file_begin(&other, dir, key_of('a'), CONSOLE, &why),
			 -EBUSY);
	saved_file_close(&other);
	assert_true(is_there('a', ".part"));
	assert_int_equal(saved_file_write(&one, STREAM, sizeof(STREAM)), 0);
	assert_int_equal(saved_file_commit(&one, &why), 0);
	assert_int_equal(saved_file_begin(&other, dir, key_of('a'), CONSOLE, &why),
			 -EBUSY);
	saved_file_close(&other);
	assert_false(is_there('a', ".part"));
	saved_file_close(&one);
	assert_true(is_there('a', ""));
}

static void test_left_over(void **state)
{
	struct saved_file file;
	struct sentence why;
	char much[1000];

	(void)state;
	save('a');
	g_autofree char *same = path_of('b', ".part"), *other = path_of('c', ".part");

	memset(much, 'x', sizeof(much));
	assert_true(g_file_set_contents(same, much, sizeof(much), NULL));
	assert_true(g_file_set_contents(other, "x", 1, NULL));
	save('b');
	assert_false(is_there('b', ".part") || is_there('c', ".part"));
	assert_int_equal(saved_file_open(&file, dir, key_of('b'), &why), 0);
	saved_file_close(&file);
}

static void test_few(void **state)
{
	static const char keys[] = "abcdef";
	struct saved_file file;
	struct sentence why;

	(void)state;
	for (const char *k = keys; *k; k++) {
		struct timespec old[2] = { { .tv_sec = k - keys }, { .tv_sec = k - keys } };
		g_autofree char *path = path_of(*k, "");

		save(*k);
		utimensat(AT_FDCWD, path, old, 0);
		if (*k != 'd')
			continue;
		/* Used, so that it is not the oldest any more. */
		assert_int_equal(saved_file_open(&file, dir, key_of('a'), &why), 0);
		saved_file_close(&file);
	}
	for (const char *k = keys; *k; k++)
		assert_int_equal(is_there(*k, ""), !strchr("bc", *k));
}

static void test_full_disk(void **state)
{
	struct rlimit limit, before;
	struct saved_file file;
	struct sentence why;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	limit = before;
	limit.rlim_cur = 200;
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(saved_file_begin(&file, dir, key_of('a'), CONSOLE, &why), 0);
	assert_int_equal(saved_file_write(&file, STREAM, sizeof(STREAM)), 0);
	assert_int_equal(saved_file_write(&file, why.text, sizeof(why.text)), -EFBIG);
	saved_file_close(&file);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(is_there('a', "") || is_there('a', ".part"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_written_is_read, begin, end),
		cmocka_unit_test_setup_teardown(test_every_byte_counts, begin, end),
		cmocka_unit_test_setup_teardown(test_of_another_build, begin, end),
		cmocka_unit_test_setup_teardown(test_private, begin, end),
		cmocka_unit_test_setup_teardown(test_one_writer, begin, end),
		cmocka_unit_test_setup_teardown(test_left_over, begin, end),
		cmocka_unit_test_setup_teardown(test_few, begin, end),
		cmocka_unit_test_setup_teardown(test_full_disk, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
