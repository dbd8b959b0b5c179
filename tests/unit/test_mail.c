// SPDX-License-Identifier: GPL-2.0
/* Lines that a guest leaves on its disk: both ends, and words that are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "mail.h"
#include "mail_read.h"
#include "mail_send.h"

#define FILE_SYSTEM (1 << 20)

static char disk[] = "build/test-mail-XXXXXX";	/* not tmpfs: O_DIRECT */
static int words[2];
static struct sentence why;

static int make_disk(void **state)
{
	int fd = mkstemp(disk);

	(void)state;
	if (fd < 0 || ftruncate(fd, FILE_SYSTEM + MAIL_BYTES) || pipe(words))
		return -1;
	close(fd);
	mail_open(disk);
	return 0;
}

static int remove_disk(void **state)
{
	(void)state;
	return unlink(disk);
}

/* Sends @line, and returns what has come. */
static char *through(const char *line)
{
	char said[64] = "";

	assert_int_equal(mail_send(words[1], line), 0);
	assert_true(read(words[0], said, sizeof(said) - 1) > 0);
	assert_int_equal(said[strlen(said) - 1], '\n');
	said[strlen(said) - 1] = 0;
	return mail_read(said, disk, &why);
}

/* More than the ring holds, and every line is another. */
static void test_round_and_round(void **state)
{
	char line[3 * MAIL_BLOCK], *came;

	(void)state;
	for (int i = 0; i < 3 * MAIL_BYTES / MAIL_BLOCK; i++) {
		snprintf(line, sizeof(line), "line %d %*s", i,
			 i * 37 % (2 * MAIL_BLOCK), "end");
		came = through(line);
		assert_non_null(came);
		assert_string_equal(came, line);
		free(came);
	}
}

static void test_as_long_as_the_ring(void **state)
{
	char *line = malloc(MAIL_BYTES + 2), *came;

	(void)state;
	memset(line, 'x', MAIL_BYTES + 1);
	line[MAIL_BYTES + 1] = 0;
	assert_int_equal(mail_send(words[1], line), -1);
	line[MAIL_BYTES] = 0;
	came = through(line);
	assert_string_equal(came, line);
	free(came);
	came = through("short");
	assert_string_equal(came, "short");
	free(came);
	free(line);
}

static void test_the_file_system_is_not_touched(void **state)
{
	static char fs[FILE_SYSTEM], zero[FILE_SYSTEM];
	FILE *file = fopen(disk, "r");

	(void)state;
	assert_int_equal(fread(fs, 1, sizeof(fs), file), sizeof(fs));
	assert_memory_equal(fs, zero, sizeof(fs));
	fclose(file);
}

static void test_not_mail(void **state)
{
	(void)state;
	assert_null(mail_read("{\"type\":\"bye\"}", disk, &why));
	assert_string_equal(why.text, "");
	assert_null(mail_read("", disk, &why));
	assert_string_equal(why.text, "");
}

static void assert_refused(const char *words)
{
	assert_null(mail_read(words, disk, &why));
	assert_non_null(strstr(why.text, "no place in the ring"));
}

static void test_no_place(void **state)
{
	char text[64];

	(void)state;
	assert_refused("mail ");
	assert_refused("mail 0");
	assert_refused("mail 0 10 more");
	assert_refused("mail -4096 10");
	assert_refused("mail 0 -1");
	assert_refused("mail 18446744073709551615 2");
	snprintf(text, sizeof(text), "mail 4096 %d", MAIL_BYTES - 4095);
	assert_refused(text);
	snprintf(text, sizeof(text), "mail %d 1", MAIL_BYTES + 1);
	assert_refused(text);
}

static void test_no_disk(void **state)
{
	(void)state;
	assert_null(mail_read("mail 0 10", "build/none", &why));
	assert_non_null(strstr(why.text, "read 'build/none'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_mail),
		cmocka_unit_test(test_no_place),
		cmocka_unit_test(test_no_disk),
		cmocka_unit_test(test_round_and_round),
		cmocka_unit_test(test_as_long_as_the_ring),
		cmocka_unit_test(test_the_file_system_is_not_touched),
	};

	return cmocka_run_group_tests(tests, make_disk, remove_disk);
}
