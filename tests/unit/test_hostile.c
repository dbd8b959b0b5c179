// SPDX-License-Identifier: GPL-2.0
/*
 * Results directories of a stranger: sealed records whose nonsense adds up,
 * lines that are not one record, sizes beyond the limits of bench/RECORDS.md.
 * What is not read is counted, and never crashes or hangs the reader.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sys/stat.h>

#include "parse_record.h"
#include "batch.h"
#include "results.h"
#include "run_dir.h"

/* Loads dir: @n records are read, @damaged lines left out. */
static void assert_loads(size_t n, unsigned long damaged)
{
	struct results res;

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, n);
	assert_int_equal(res.damaged, damaged);
	results_free(&res);
}

/* @obj, dropped here, is a valid record. */
static void taken(json_t *obj)
{
	struct record rec = { 0 };
	struct sentence why;

	assert_int_equal(parse_record(&rec, obj, NULL, &why), 0);
	parse_free(&rec);
	json_decref(obj);
}

/* @obj, dropped here, is not one, for the reason @text. */
static void refused(const char *text, json_t *obj)
{
	struct record rec = { 0 };
	struct sentence why;

	assert_int_equal(parse_record(&rec, obj, NULL, &why), -EBADMSG);
	if (!strstr(why.text, text))
		fail_msg("'%s' instead of '%s'", why.text, text);
	parse_free(&rec);
	json_decref(obj);
}

static void update(json_t *obj, const char *keys)
{
	json_t *more = json_loads(keys, 0, NULL);

	assert_non_null(more);
	json_object_update(obj, more);
	json_decref(more);
}

/* A good record whose HLT, 10 exits, also has @keys. */
static json_t *hlt(const char *keys)
{
	json_t *obj = record("boot", "ept", 0, 64);

	update(json_array_get(json_object_get(obj, "reasons"), 0), keys);
	return obj;
}

/* A good record of 74 exits and 1,000,000 cycles that also has @keys. */
static json_t *whole(const char *keys)
{
	json_t *obj = record("boot", "ept", 0, 64);

	update(obj, keys);
	return obj;
}

#define PHASE(name, cycles, exits)					\
	"{\"name\":\"" name "\",\"cycles\":" cycles ",\"exits\":" exits	\
	",\"kernel_cycles\":0,\"user_cycles\":0,\"blocked_cycles\":0"	\
	",\"reasons\":[]}"

#define TIMELINE(reason, halts, violations)				\
	"{\"timeline\":{\"interval_cycles\":4,\"cycles\":[5,9],\"reasons\":["	\
	"{\"reason\":" reason ",\"name\":\"X\",\"counts\":" halts "},"	\
	"{\"reason\":48,\"name\":\"Y\",\"counts\":" violations "}]}}"

static void test_sums_that_wrap(void **state)
{
	(void)state;
	taken(hlt("{\"hist\":[0,10]}"));
	/* 2^63 - 1, twice, and 12: 10 when it wraps. */
	refused("'hist' of reason 12 does not fit in 64 bits",
		hlt("{\"hist\":[9223372036854775807,9223372036854775807,12]}"));
	taken(hlt("{\"hist\":[0,10],\"quarters\":[3,0,7,0]}"));
	refused("'quarters' of reason 12 do not add up",
		hlt("{\"hist\":[0,10],\"quarters\":[3,0,8,0]}"));
	/* 10, when it wraps. */
	refused("'quarters' of reason 12 do not add up",
		hlt("{\"hist\":[0,10],\"quarters\":[9223372036854775807,9223372036854775807,12,0]}"));
	refused("'quarters' is a list of 5,",
		hlt("{\"hist\":[0,10],\"quarters\":[3,0,7,0,0]}"));
	refused("'quarters' is a list of 3,",
		hlt("{\"hist\":[0,10],\"quarters\":[3,0,7]}"));
	refused("'quarters' is a list of 1,", hlt("{\"quarters\":[0]}"));
	taken(whole("{\"phases\":[" PHASE("a", "1000000", "74") "]}"));
	refused("in 'phases': 'cycles'",
		whole("{\"phases\":[" PHASE("a", "-1", "-6") ","
		      PHASE("b", "1000001", "80") "]}"));
	refused("phases do not fit in 64 bits",
		whole("{\"phases\":[" PHASE("a", "1000000", "74") ","
		      PHASE("b", "0", "9223372036854775807") ","
		      PHASE("c", "0", "9223372036854775807") ","
		      PHASE("d", "0", "2") "]}"));
}

static void test_contradictions(void **state)
{
	(void)state;
	taken(hlt("{\"min_cycles\":7,\"max_cycles\":7,\"hist\":[0,0,10]}"));
	refused("shortest exit of reason 12",
		hlt("{\"min_cycles\":8,\"max_cycles\":7,\"hist\":[0,0,10]}"));
	taken(hlt("{\"detail\":[{\"what\":1,\"write\":true,\"count\":10,\"cycles\":5}]}"));
	refused("details of reason 12",
		hlt("{\"detail\":[{\"what\":1,\"write\":true,\"count\":11,\"cycles\":5}]}"));
	refused("details of reason 12",
		hlt("{\"detail\":[{\"what\":1,\"write\":true,\"count\":6,\"cycles\":5},"
		    "{\"what\":2,\"write\":true,\"count\":5,\"cycles\":5}]}"));
	taken(whole(TIMELINE("12", "[4,6]", "[60,4]")));
	/* Of a reason that the record has not; of another count than its own. */
	refused("10 exits of reason 13",
		whole(TIMELINE("13", "[4,6]", "[60,4]")));
	refused("11 exits of reason 12",
		whole(TIMELINE("12", "[4,7]", "[59,4]")));
	refused("it did no operation", whole("{\"ops\":0}"));
}

/* All of record_fields.c applies, on every level; but a newer schema comes first. */
static void test_fields(void **state)
{
	json_t *obj;

	(void)state;
	refused("unknown field 'page_walks'", whole("{\"page_walks\":7}"));
	refused("in 'reasons': unknown field 'mean'", hlt("{\"mean\":7}"));
	refused("in 'reasons': in 'detail': field 'write' is missing",
		hlt("{\"detail\":[{\"what\":1,\"count\":6,\"cycles\":5}]}"));
	refused("'console'", whole("{\"console\":[\"a line\",7]}"));
	refused("field 'error' is missing", whole("{\"status\":\"failed\"}"));
	refused("'params'", whole("{\"params\":{\"size\":\"4k\"}}"));
	refused("schema 2 is unknown",
		whole("{\"schema\":2,\"page_walks\":7}"));
	obj = whole("{}");
	json_object_del(obj, "op");
	refused("field 'op' is missing", obj);
	/* What only travels between guest and KVM host. */
	refused("unknown field 'marks'", whole("{\"marks\":"
		"{\"initcalls\":1,\"initcalls_end\":2}}"));
}

/* Joins two good lines by @between; the first is not taken for the whole. */
static void add_joined(const char *between, size_t len)
{
	char path[128];
	FILE *out;

	snprintf(path, sizeof(path), "%s/records.jsonl", dir);
	for (int rep = 0; rep < 2; rep++) {
		json_t *obj = record("pagefault", "ept", rep, 64);
		char *line = record_seal(obj);

		out = fopen(path, "a");
		assert_non_null(out);
		fputs(line, out);
		fwrite(rep ? "\n" : between, rep ? 1 : len, 1, out);
		assert_int_equal(fclose(out), 0);
		free(line);
		json_decref(obj);
	}
}

static void test_newline_lost(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add_joined("", 1);			/* a NUL */
	add_joined("\r", 1);
	assert_loads(0, 2);
}

/* Lines that end as on other systems are whole. */
static void test_crlf(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add_joined("\r\n", 2);
	assert_loads(2, 0);
}

static void test_long_line(void **state)
{
	static char blank[1 << 16];
	char path[128];
	FILE *out;

	(void)state;
	add_meta("vmx-emu");
	memset(blank, ' ', sizeof(blank));
	snprintf(path, sizeof(path), "%s/records.jsonl", dir);
	out = fopen(path, "a");
	assert_non_null(out);
	for (size_t n = 0; n <= RECORD_LINE_MAX / sizeof(blank); n++)
		fwrite(blank, sizeof(blank), 1, out);
	fputc('\n', out);
	assert_int_equal(fclose(out), 0);
	add(record("pagefault", "ept", 0, 64));
	assert_loads(1, 1);
}

static void test_many_reasons(void **state)
{
	json_t *obj = record("boot", "ept", 0, 64), *reasons = json_array();

	(void)state;
	add_meta("vmx-emu");
	for (int i = 0; i < 20000; i++)
		json_array_append_new(reasons, json_pack(
			"{si ss si si si si}", "reason", i, "name", "X",
			"count", 1, "kernel_cycles", 0, "user_cycles", 0,
			"blocked_cycles", 0));
	json_object_set_new(obj, "reasons", reasons);
	json_object_set_new(obj, "exits", json_integer(20000));
	add(obj);
	assert_loads(0, 1);
}

static void test_long_names(void **state)
{
	char *name = malloc(1 << 20);

	(void)state;
	assert_non_null(name);
	memset(name, 'x', (1 << 20) - 1);
	name[(1 << 20) - 1] = '\0';
	add_changed("workload", json_string(name));
	add_changed("kernel", json_string(name));
	add(record("pagefault", "ept", 0, 64));
	append("meta.json", "{\"schema\":1,\"run\":\"");
	append("meta.json", name);
	append("meta.json", "\"}");
	free(name);
	assert_loads(1, 2);
}

/* Numbers of meta.json that no sum could hold. */
static void test_meta_numbers(void **state)
{
	struct results res;

	(void)state;
	append("meta.json", "{\"schema\":1,\"run\":\"r\","
	       "\"reps\":9223372036854775807}");
	add(record("pagefault", "ept", 0, 64));
	assert_int_equal(results_load(&res, dir), 0);
	assert_null(res.meta.run);
	results_free(&res);
}

/* Must not wait for someone to write into it. */
static void test_fifo(void **state)
{
	struct results res;
	char path[128];

	(void)state;
	add_meta("vmx-emu");
	snprintf(path, sizeof(path), "%s/records.jsonl", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(results_load(&res, dir), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums_that_wrap),
		cmocka_unit_test(test_contradictions),
		cmocka_unit_test(test_fields),
		IN_DIR(test_newline_lost), IN_DIR(test_crlf),
		IN_DIR(test_long_line), IN_DIR(test_many_reasons),
		IN_DIR(test_long_names), IN_DIR(test_meta_numbers),
		IN_DIR(test_fifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
