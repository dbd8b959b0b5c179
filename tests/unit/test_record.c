// SPDX-License-Identifier: GPL-2.0
/* Sealed lines: what is sealed opens, what is damaged does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record.h"

static char *sealed(void)
{
	json_t *obj = json_pack("{s:s, s:i}", "workload", "null", "rep", 2);
	char *line = record_seal(obj);

	json_decref(obj);
	return line;
}

/* By Python: zlib.crc32(b'{"workload":"null","rep":2') */
static void test_known_checksum(void **state)
{
	char *line = sealed();

	(void)state;
	assert_string_equal(line,
			    "{\"workload\":\"null\",\"rep\":2,\"crc32\":\"34afe487\"}");
	free(line);
}

static void test_opens(void **state)
{
	char *line = sealed();
	const char *why;
	json_t *obj = record_open(line, &why);

	(void)state;
	assert_non_null(obj);
	assert_int_equal(json_integer_value(json_object_get(obj, "rep")), 2);
	assert_null(json_object_get(obj, "crc32"));
	json_decref(obj);
	free(line);
}

/* No single changed byte and no cut goes unnoticed. */
static void test_every_damage(void **state)
{
	char *line = sealed();
	size_t i, len = strlen(line);
	const char *why;
	char *copy;

	(void)state;
	for (i = 0; i < len; i++) {
		copy = strdup(line);
		copy[i] ^= 1;
		assert_null(record_open(copy, &why));
		assert_non_null(why);
		free(copy);

		copy = strndup(line, i);
		assert_null(record_open(copy, &why));
		free(copy);
	}
	free(line);
}

static void test_newline_may_stay(void **state)
{
	char *line = sealed(), with[256];
	const char *why;
	json_t *obj;

	(void)state;
	snprintf(with, sizeof(with), "%s\r\n", line);
	obj = record_open(with, &why);
	assert_non_null(obj);
	json_decref(obj);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_checksum),
		cmocka_unit_test(test_opens),
		cmocka_unit_test(test_every_damage),
		cmocka_unit_test(test_newline_may_stay),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
