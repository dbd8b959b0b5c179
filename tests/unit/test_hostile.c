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

/* A good record whose HLT, 10 exits, also has @keys. */
static void add_keys(int rep, const char *keys)
{
	json_t *obj = record("boot", "ept", rep, 64);
	json_t *more = json_loads(keys, 0, NULL);

	assert_non_null(more);
	json_object_update(json_array_get(json_object_get(obj, "reasons"), 0),
			   more);
	json_decref(more);
	add(obj);
}

/* A good record of 74 exits and 1,000,000 cycles that also has @keys. */
static void add_whole(int rep, const char *keys)
{
	json_t *obj = record("boot", "ept", rep, 64);
	json_t *more = json_loads(keys, 0, NULL);

	assert_non_null(more);
	json_object_update(obj, more);
	json_decref(more);
	add(obj);
}

#define PHASE(name, cycles, exits)					\
	"{\"name\":\"" name "\",\"cycles\":" cycles ",\"exits\":" exits	\
	",\"kernel_cycles\":0,\"user_cycles\":0,\"blocked_cycles\":0}"

static void test_sums_that_wrap(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add_keys(0, "{\"hist\":[0,10]}");
	/* 2^63 - 1, twice, and 12: 10 when it wraps. */
	add_keys(1, "{\"hist\":[9223372036854775807,9223372036854775807,12]}");
	add_whole(2, "{\"phases\":[" PHASE("a", "1000000", "74") "]}");
	add_whole(3, "{\"phases\":[" PHASE("a", "-1", "-6") ","
		  PHASE("b", "1000001", "80") "]}");
	add_whole(4, "{\"phases\":[" PHASE("a", "1000000", "74") ","
		  PHASE("b", "0", "9223372036854775807") ","
		  PHASE("c", "0", "9223372036854775807") ","
		  PHASE("d", "0", "2") "]}");
	assert_loads(2, 3);
}

static void test_contradictions(void **state)
{
	json_t *idle = record("idle", "ept", 0, 64);

	(void)state;
	add_meta("vmx-emu");
	add_keys(0, "{\"min_cycles\":7,\"max_cycles\":7,\"hist\":[0,0,10]}");
	add_keys(1, "{\"min_cycles\":8,\"max_cycles\":7,\"hist\":[0,0,10]}");
	add_keys(2, "{\"detail\":[{\"what\":1,\"write\":true,\"count\":10,\"cycles\":5}]}");
	add_keys(3, "{\"detail\":[{\"what\":1,\"write\":true,\"count\":11,\"cycles\":5}]}");
	add_keys(4, "{\"detail\":[{\"what\":1,\"count\":6,\"cycles\":5},"
		 "{\"what\":2,\"count\":5,\"cycles\":5}]}");
	add_whole(5, "{\"timeline\":{\"cycles\":[5,9],\"reasons\":["
		  "{\"reason\":12,\"counts\":[4,6]},"
		  "{\"reason\":48,\"counts\":[60,4]}]}}");
	/* Of a reason that the record has not; of another count than its own. */
	add_whole(6, "{\"timeline\":{\"cycles\":[5,9],\"reasons\":["
		  "{\"reason\":13,\"counts\":[4,6]},"
		  "{\"reason\":48,\"counts\":[60,4]}]}}");
	add_whole(7, "{\"timeline\":{\"cycles\":[5,9],\"reasons\":["
		  "{\"reason\":12,\"counts\":[4,7]},"
		  "{\"reason\":48,\"counts\":[59,4]}]}}");
	json_object_set_new(idle, "ops", json_integer(0));
	add(idle);
	assert_loads(3, 6);
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
		IN_DIR(test_sums_that_wrap), IN_DIR(test_contradictions),
		IN_DIR(test_newline_lost), IN_DIR(test_crlf),
		IN_DIR(test_long_line), IN_DIR(test_many_reasons),
		IN_DIR(test_long_names), IN_DIR(test_meta_numbers),
		IN_DIR(test_fifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
