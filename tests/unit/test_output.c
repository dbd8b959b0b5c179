// SPDX-License-Identifier: GPL-2.0
/* What a program printed, on its way into a record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "output.h"
#include "record_fields.h"
#include "run_dir.h"

#define BAD "\xef\xbf\xbd"

/* Of @n bytes: a sealed line that can be opened again, and what is in it. */
#define MOST RECORD_OUTPUT_MAX

static json_t *read_back(const char *bytes, size_t n, int status)
{
	const char *why;
	char path[128];
	json_t *obj, *back;
	char *line;
	FILE *out;

	snprintf(path, sizeof(path), "%s/output", dir);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
	obj = output_read(path, status);
	assert_non_null(obj);
	line = record_seal(obj);
	assert_non_null(line);
	assert_true(strlen(line) < RECORD_OUTPUT_MAX * 6 + 100);
	back = record_open(line, &why);
	assert_non_null(back);
	assert_true(json_equal(obj, back));
	json_decref(obj);
	free(line);
	return back;
}

static void is(const char *bytes, size_t n, const char *text)
{
	json_t *obj = read_back(bytes, n, 3);

	assert_string_equal(json_string_value(json_object_get(obj, "text")),
			    text);
	assert_int_equal(json_integer_value(json_object_get(obj, "cut")), 0);
	assert_int_equal(json_integer_value(json_object_get(obj, "status")), 3);
	json_decref(obj);
}

#define IS(bytes, text) is(bytes, sizeof(bytes) - 1, text)

static void test_bytes(void **state)
{
	(void)state;
	IS("", "");
	IS("1\n2\n3\n", "1\n2\n3\n");
	IS("\"\\\t\r\x1b[31m\x7f", "\"\\\t\r\x1b[31m\x7f");
	IS("a\0b", "a" BAD "b");
	IS("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
	IS("\xff\x80z", BAD BAD "z");
	IS("\xc0\xaf", BAD BAD);		/* too long a form */
	IS("\xed\xa0\x80", BAD BAD BAD);	/* half of a surrogate pair */
	IS("\xf4\x90\x80\x80", BAD BAD BAD BAD);	/* above U+10FFFF */
	IS("x\xe2\x82", "x" BAD BAD);		/* ends within one */
	IS("\xe2\x82x", BAD BAD "x");
}

static void cut(char c, size_t n, const char *end, size_t left, size_t gone)
{
	size_t len = n + strlen(end);
	char *bytes = malloc(len + 1);
	const char *text;
	json_t *obj;

	assert_non_null(bytes);
	memset(bytes, c, n);
	strcpy(bytes + n, end);
	obj = read_back(bytes, len, 0);
	text = json_string_value(json_object_get(obj, "text"));
	assert_int_equal(strlen(text), left);
	assert_int_equal(json_integer_value(json_object_get(obj, "cut")), gone);
	assert_string_equal(text + strlen(text) - strlen(end), end);
	json_decref(obj);
	free(bytes);
}

static void test_bounds(void **state)
{
	static char bytes[MOST + 2];
	json_t *obj;

	(void)state;
	cut('x', MOST - 4, "end\n", MOST, 0);
	cut('x', MOST - 3, "end\n", MOST, 1);
	cut('x', 1000000, "end\n", MOST, 1000000 - (MOST - 4));
	cut('\x01', 30000, "end\n", MOST, 30000 - (MOST - 4));
	cut('\xff', 30000, "end\n", 3 * (MOST - 4) + 4, 30000 - (MOST - 4));
	/* A character of three bytes, of which the last one is within reach. */
	memset(bytes, 'y', sizeof(bytes));
	memcpy(bytes, "\xe2\x82\xac", 3);
	obj = read_back(bytes, sizeof(bytes), 0);
	assert_int_equal(json_string_length(json_object_get(obj, "text")),
			 MOST - 1);
	assert_int_equal(json_integer_value(json_object_get(obj, "cut")), 3);
	json_decref(obj);
}

/* Why a command failed is its last line, cut anywhere. */
static void test_string(void **state)
{
	static char much[MOST + 1000];
	json_t *text = output_string("a\xe2\x82", 3);

	(void)state;
	assert_string_equal(json_string_value(text), "a" BAD BAD);
	json_decref(text);
	memset(much, '\xff', sizeof(much));
	text = output_string(much, sizeof(much));
	assert_int_equal(json_string_length(text), 3 * MOST);
	json_decref(text);
}

static void test_missing(void **state)
{
	(void)state;
	assert_null(output_read("/nonexistent/file", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_bytes),
		IN_DIR(test_bounds),
		cmocka_unit_test(test_string),
		IN_DIR(test_missing),
	};

	return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
