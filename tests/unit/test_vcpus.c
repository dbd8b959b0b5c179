// SPDX-License-Identifier: GPL-2.0
/* Exits of each vCPU in records and report: what adds up is shown, the rest refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "run_dir.h"
#include "run_load.h"
#include "sections.h"
#include "vcpus.h"
#include "view.h"

static json_t *one(int reason, const char *name, int count, int kernel, int blocked)
{
	return json_pack("{si ss si si si si}", "reason", reason, "name", name,
			 "count", count, "kernel_cycles", kernel, "user_cycles",
			 100 * count, "blocked_cycles", blocked);
}

static json_t *vcpu(int cpu, int exits, json_t *reasons)
{
	return json_pack("{si si so}", "cpu", cpu, "exits", exits, "reasons",
			 reasons);
}

/*
 * A record of @n EPT violations, all of vCPU 0, and ten HLTs, of which vCPU 1 has four
 * and vCPU 2 the rest; two more and an INTR are outside.
 */
static json_t *told(int rep, int n)
{
	json_t *obj = record("pagefault", "ept", rep, n);
	json_t *hlt = json_array_get(json_object_get(obj, "reasons"), 0);

	json_object_set_new(hlt, "user_cycles", json_integer(1000));
	json_object_set_new(obj, "vcpus", json_pack("[o, o, o]",
		vcpu(0, n, json_pack("[o]", one(48, "EPT_VIOLATION", n, 300 * n, 0))),
		vcpu(1, 6, json_pack("[o, o]", one(1, "INTR", 1, 7, 8),
				     one(12, "HLT", 5, 900, 300000))),
		vcpu(2, 7, json_pack("[o]", one(12, "HLT", 7, 1200, 250000)))));
	json_object_set_new(obj, "outside", json_pack("[o, o]",
		one(1, "INTR", 1, 7, 8), one(12, "HLT", 2, 100, 50000)));
	return obj;
}

static json_t *reasons_of(json_t *obj, size_t cpu)
{
	return json_object_get(json_array_get(json_object_get(obj, "vcpus"), cpu),
			       "reasons");
}

static void set(json_t *reasons, size_t i, const char *key, int value)
{
	json_object_set_new(json_array_get(reasons, i), key, json_integer(value));
}

static void test_figures(void **state)
{
	struct loaded_run run;
	const struct mode_figures *mode;
	const char *name = NULL;
	uint64_t reason = 2;

	(void)state;
	add_meta("vmx-emu");
	add(told(0, 64));
	add(told(1, 66));
	add(told(2, 80));
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	mode = &run.figs.groups[0].mode[PAGING_TDP];
	assert_int_equal(vcpus_count(mode), 3);
	assert_int_equal(vcpus_number(mode, 2), 2);
	assert_true(vcpus_all(mode, 0, VCPU_EXITS).median == 66);
	assert_true(vcpus_all(mode, 0, VCPU_EXITS).max == 80);
	assert_true(vcpus_all(mode, 1, VCPU_COST).median == 907 + 600);
	assert_true(vcpus_all(mode, 2, VCPU_BLOCKED).median == 250000);
	assert_true(vcpus_all(mode, VCPUS_OUTSIDE, VCPU_EXITS).median == 3);
	assert_true(vcpus_reason(mode, 1, 12, VCPU_EXITS).median == 5);
	assert_true(vcpus_reason(mode, 0, 12, VCPU_EXITS).median == 0);
	assert_true(vcpus_next_reason(mode, 1, &reason, &name));
	assert_int_equal(reason, 12);
	assert_string_equal(name, "HLT");
	reason++;
	assert_false(vcpus_next_reason(mode, 1, &reason, &name));
	assert_int_equal(vcpus_count(&run.figs.groups[0].mode[PAGING_SHADOW]), 0);
	run_free(&run);
}

static char *section(struct loaded_run *run)
{
	struct view view = { .form = &form_markdown };
	char *text;
	size_t len;

	view.out = open_memstream(&text, &len);
	sections_one(&view, "vcpus", &run->figs);
	fclose(view.out);
	return text;
}

static void test_section(void **state)
{
	struct loaded_run run;
	char *text;

	(void)state;
	add_meta("vmx-emu");
	add(told(0, 64));
	assert_int_equal(run_load(&run, dir), 0);
	text = section(&run);
	assert_non_null(strstr(text, "Which vCPU has the exits?"));
	assert_non_null(strstr(text, "| 0 | **64** |"));
	assert_non_null(strstr(text, "HLT 5, INTR 1"));
	assert_non_null(strstr(text, "| outside | **3** |"));
	free(text);
	run_free(&run);
}

/* One vCPU, or a KVM that does not tell: nothing is asked. */
static void test_no_section(void **state)
{
	struct loaded_run run;
	json_t *obj = record("pagefault", "ept", 1, 64);
	char *text;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	json_object_set_new(obj, "vcpus", json_pack("[o]", vcpu(0, 74,
		json_pack("[o, o]", one(12, "HLT", 10, 2000, 500000),
			  one(48, "EPT_VIOLATION", 64, 19200, 0)))));
	set(json_object_get(obj, "reasons"), 0, "user_cycles", 1000);
	add(obj);
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	text = section(&run);
	assert_string_equal(text, "");
	free(text);
	run_free(&run);
}

/* Any number that does not add up, and any order that cannot be. */
static void test_refused(void **state)
{
	static const char *const keys[] = {
		"count", "kernel_cycles", "user_cycles", "blocked_cycles",
	};
	struct results res;
	json_t *obj, *outside;
	size_t bad = 0;

	(void)state;
	add_meta("vmx-emu");
	add(told(0, 64));
	for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
		for (int more = -1; more <= 1; more += 2) {
			obj = told(1, 64);
			json_t *row = json_array_get(reasons_of(obj, 2), 0);

			set(reasons_of(obj, 2), 0, keys[k], more +
			    json_integer_value(json_object_get(row, keys[k])));
			if (!k)
				json_object_set_new(json_array_get(
					json_object_get(obj, "vcpus"), 2),
					"exits", json_integer(7 + more));
			add(obj);
			bad++;
		}
	/* Its sum is not that of its reasons. */
	obj = told(1, 64);
	json_object_set_new(json_array_get(json_object_get(obj, "vcpus"), 2),
			    "exits", json_integer(8));
	add(obj);
	/* Of a reason more is outside than there is. */
	obj = told(1, 64);
	outside = json_object_get(obj, "outside");
	set(outside, 0, "count", 2);
	add(obj);
	/* A reason that nobody else has. */
	obj = told(1, 64);
	json_array_append_new(json_object_get(obj, "outside"),
			      one(50, "INVEPT", 1, 1, 1));
	add(obj);
	obj = told(1, 64);
	set(reasons_of(obj, 1), 1, "reason", 1);
	add(obj);
	obj = told(1, 64);
	json_object_set_new(json_array_get(json_object_get(obj, "vcpus"), 2),
			    "cpu", json_integer(1));
	add(obj);
	obj = told(1, 64);
	json_object_del(obj, "vcpus");
	add(obj);
	obj = told(1, 64);
	json_object_set_new(obj, "vcpus", json_array());
	add(obj);
	obj = told(1, 64);
	set(reasons_of(obj, 2), 0, "kernel_cycles", -1);
	add(obj);
	obj = told(1, 64);
	json_object_set_new(json_array_get(reasons_of(obj, 2), 0),
			    "blocked_cycles", json_integer(INT64_MAX));
	json_object_set_new(json_array_get(reasons_of(obj, 1), 1),
			    "blocked_cycles", json_integer(INT64_MAX));
	json_array_append_new(json_object_get(obj, "vcpus"),
			      vcpu(3, 1, json_pack("[o]", one(12, "HLT", 1, 0, 9))));
	add(obj);
	bad += 9;
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, bad);
	assert_int_equal(extras(&res.records[0])->vcpus->n, 3);
	results_free(&res);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_figures), IN_DIR(test_section),
		IN_DIR(test_no_section), IN_DIR(test_refused),
	};

	return cmocka_run_group_tests_name("vcpus", tests, NULL, NULL);
}
