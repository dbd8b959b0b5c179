// SPDX-License-Identifier: GPL-2.0
/* The longest exits of records: which are shown, and which records are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "derived.h"
#include "parse.h"
#include "run_dir.h"
#include "run_load.h"
#include "sections.h"
#include "view.h"

static json_t *slow(int cycles)
{
	return json_pack("{si ss si si si}", "reason", 48, "name",
			 "EPT_VIOLATION", "cycles", cycles, "at_cycles", 7,
			 "vcpu", 0);
}

/* A port of the serial line, written. */
static json_t *slow_port(int cycles)
{
	return json_pack("{si ss si si si ss si sb sb}", "reason", 30, "name",
			 "IO_INSTRUCTION", "cycles", cycles, "at_cycles", 1234,
			 "vcpu", 1, "rip", "0xffffffff81000004", "what", 0x3f8,
			 "write", 1, "l2", 1);
}

static json_t *told(int rep, json_t *slowest)
{
	json_t *obj = record("pagefault", "ept", rep, 64);

	json_object_set_new(obj, "slowest", slowest);
	return obj;
}

static char *section(struct loaded_run *run)
{
	struct view view = { .form = &form_markdown };
	char *text;
	size_t len;

	view.out = open_memstream(&text, &len);
	sections_one(&view, "slowest", &run->figs);
	fclose(view.out);
	return text;
}

/* Three of all repetitions, equal ones each once. */
static void test_section(void **state)
{
	char path[128], line[512];
	struct loaded_run run;
	const char *first;
	FILE *file;
	char *text;
	int n = 0;

	(void)state;
	add_meta("vmx-emu");
	add(told(0, json_pack("[o, o, o]", slow(900), slow(500), slow(100))));
	add(told(1, json_pack("[o, o]", slow_port(70000), slow(900))));
	add(record("pagefault", "ept", 2, 64));
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	text = section(&run);
	first = strstr(text, "IO\\_INSTRUCTION");
	assert_non_null(first);
	assert_non_null(strstr(first, "port 0x3f8"));
	assert_non_null(strstr(first, "0xffffffff81000004"));
	for (const char *at = text; (at = strstr(at, "| EPT |")); at++)
		n++;
	assert_int_equal(n, 3);
	assert_non_null(strstr(first, "900"));
	assert_null(strstr(first, "500"));
	free(text);

	/* All of them. */
	snprintf(path, sizeof(path), "%s/derived", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(derived_write(&run.figs, path), 0);
	strcat(path, "/slowest.tsv");
	file = fopen(path, "r");
	assert_non_null(file);
	for (n = 0; fgets(line, sizeof(line), file); n++)
		if (n == 4)
			assert_non_null(strstr(line, "\t1\t30\tIO_INSTRUCTION\t70000\t1234\t1\t0xffffffff81000004\tport\t0x3f8\twrite\t1\n"));
	fclose(file);
	assert_int_equal(n, 6);
	run_free(&run);
}

/* What they are about is known with DETAIL= alone. */
static void test_about(void **state)
{
	struct loaded_run run;
	char *text;

	(void)state;
	add_meta("vmx-emu");
	for (int rep = 0; rep < 2; rep++) {
		add(told(rep, json_pack("[o]", rep ? slow_port(9) : slow(8))));
		assert_int_equal(run_load(&run, dir), 0);
		text = section(&run);
		assert_int_equal(!!strstr(text, "| about |"), rep);
		assert_non_null(strstr(text, "| exit reason |"));
		free(text);
		run_free(&run);
	}
}

static void test_no_section(void **state)
{
	struct loaded_run run;
	char *text;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	assert_int_equal(run_load(&run, dir), 0);
	text = section(&run);
	assert_string_equal(text, "");
	free(text);
	run_free(&run);
}

static json_t *changed(const char *key, json_t *val)
{
	json_t *exit = slow_port(5);

	json_object_set_new(exit, key, val);
	return json_pack("[o]", exit);
}

static void test_refused(void **state)
{
	static const char *const rips[] = {
		"", "0x", "12", "0x12g", "0x1ffffffffffffffff", "0x 1",
	};
	json_t *many = json_array();
	struct results res;
	size_t bad = 0;

	(void)state;
	add_meta("vmx-emu");
	add(told(0, json_pack("[o, o]", slow(5), slow(5))));
	add(told(1, json_pack("[o, o]", slow(5), slow(6))));
	for (int i = 0; i <= SLOWEST_MAX; i++)
		json_array_append_new(many, slow(5));
	add(told(1, many));
	bad += 2;
	for (size_t i = 0; i < sizeof(rips) / sizeof(*rips); i++, bad++)
		add(told(1, changed("rip", json_string(rips[i]))));
	add(told(1, changed("reason", json_integer(1LL << 32))));
	add(told(1, changed("vcpu", json_integer(1LL << 32))));
	add(told(1, changed("cycles", json_integer(-1))));
	add(told(1, changed("colour", json_integer(1))));
	bad += 4;
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, bad);
	assert_int_equal(extras(&res.records[0])->slowest->n, 2);
	results_free(&res);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_section), IN_DIR(test_about),
		IN_DIR(test_no_section), IN_DIR(test_refused),
	};

	return cmocka_run_group_tests_name("slowest", tests, NULL, NULL);
}
