// SPDX-License-Identifier: GPL-2.0
/* Integers that the description of a record says are to be shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "figures.h"
#include "results.h"
#include "run_dir.h"

static void add_tool(const char *paging, int rep, json_t *tool)
{
	json_t *obj = record("fio-none", paging, rep, 64);

	assert_non_null(tool);
	json_object_set_new(obj, "tool", tool);
	add(obj);
}

static void check(const struct measured_figures *m, const char *key, size_t n,
		  double median, double min, double max)
{
	assert_string_equal(m->field->name, "tool");
	assert_string_equal(m->key, key);
	assert_int_equal(m->values.n, n);
	assert_true(m->values.median == median);
	assert_true(m->values.min == min);
	assert_true(m->values.max == max);
}

static void test_spread(void **state)
{
	const struct mode_figures *mode;
	struct figures figs;
	struct results res;
	json_t *failed;

	(void)state;
	add_meta("vmx-emu");
	add_tool("ept", 0, json_pack("{si si}", "ios", 7, "bytes", 30));
	add_tool("ept", 1, json_pack("{si si}", "bytes", -10, "ios", 7));
	add_tool("ept", 2, json_pack("{si}", "bytes", 20));
	add_tool("shadow", 0, json_object());
	failed = record("fio-none", "ept", 3, 64);
	json_object_set_new(failed, "status", json_string("failed"));
	json_object_set_new(failed, "error", json_string("it died"));
	json_object_set_new(failed, "tool", json_pack("{si}", "ios", 1000));
	add(failed);

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.damaged, 0);
	assert_int_equal(figures_derive(&figs, &res), 0);
	assert_int_equal(figs.n_groups, 1);
	mode = &figs.groups[0].mode[PAGING_TDP];
	assert_int_equal(mode->n_measured, 2);
	check(&mode->measured[0], "bytes", 3, 20, -10, 30);
	check(&mode->measured[1], "ios", 2, 7, 7, 7);
	assert_int_equal(figs.groups[0].mode[PAGING_SHADOW].n_measured, 0);
	figures_free(&figs);
	results_free(&res);
}

static void test_left_out(void **state)
{
	json_t *many = json_object();
	struct results res;
	char name[300];

	(void)state;
	add_meta("vmx-emu");
	add_tool("ept", 0, json_pack("{si}", "ios", 7));
	add_tool("ept", 1, json_integer(7));
	add_tool("ept", 2, json_pack("{sf}", "ios", 7.5));
	add_tool("ept", 3, json_pack("{si ss}", "ios", 7, "unit", "I/O"));
	memset(name, 'n', sizeof(name));
	name[299] = '\0';
	add_tool("ept", 4, json_pack("{si}", name, 7));
	for (int i = 0; i < 257; i++) {
		snprintf(name, sizeof(name), "%d", i);
		json_object_set_new(many, name, json_integer(i));
	}
	add_tool("ept", 5, many);

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, 5);
	results_free(&res);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_spread),
		IN_DIR(test_left_out),
	};

	return cmocka_run_group_tests_name("measured", tests, NULL, NULL);
}
