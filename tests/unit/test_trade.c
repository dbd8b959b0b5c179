// SPDX-License-Identifier: GPL-2.0
/* Exits against page walks: the sums of one operation, and the break-even. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "plotdata_trade.h"
#include "report.h"
#include "results.h"
#include "run_dir.h"
#include "run_load.h"
#include "trade.h"

static json_t *part(int walks, int cycles)
{
	return json_pack("{si si si si si si si si si si si si}",
			 "accesses", 1, "fetches", 1, "l1_misses", 1,
			 "walks", walks, "walks_2m", 0, "leaf", walks,
			 "upper", 0, "nested_leaf", 0, "nested_upper", 0,
			 "cycles", cycles, "flushes", 0, "invlpg", 0);
}

/* 50 operations; exits take 2,000 and 400 a violation. */
static void add_walks_of(const char *name, const char *paging, int rep,
			 int violations, int walks, int cycles)
{
	json_t *obj = record(name, paging, rep, violations);

	json_object_set_new(obj, "walks", json_pack(
		"{ss si si so so}", "geometry", "zen4", "dimensions",
		strcmp(paging, "shadow") ? 2 : 1, "nested_page", 4096,
		"guest", part(walks, cycles), "host", part(100, 5000)));
	add(obj);
}

static void add_walks(const char *paging, int rep, int violations, int walks,
		      int cycles)
{
	add_walks_of("mix", paging, rep, violations, walks, cycles);
}

static struct trade derive(void)
{
	struct loaded_run run;
	struct trade trade;

	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	assert_int_equal(run.figs.n_groups, 1);
	trade = trade_of(&run.figs.groups[0]);
	run_free(&run);
	return trade;
}

/* 4,608 more for exits; 20 misses of which each saves 400: 11.52 suffice. */
static void test_shadow_pays(void **state)
{
	struct trade t;

	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 1000, 600000);
	add_walks("shadow", 0, 640, 1100, 200000);
	t = derive();
	assert_true(t.known && t.breaks_even);
	assert_float_equal(t.side[PAGING_TDP].exits, 552, 1e-9);
	assert_float_equal(t.side[PAGING_TDP].misses, 20, 1e-9);
	assert_float_equal(t.side[PAGING_TDP].guest, 12000, 1e-9);
	assert_float_equal(t.side[PAGING_SHADOW].host, 100, 1e-9);
	assert_float_equal(t.side[PAGING_SHADOW].elapsed, 20000 + 4100, 1e-9);
	assert_float_equal(t.paid, 4608, 1e-9);
	assert_float_equal(t.saved, 8000, 1e-9);
	assert_float_equal(t.break_even, 11.52, 1e-9);
}

/* Fewer misses than that, of the same saving: it does not pay. */
static void test_nested_pays(void **state)
{
	struct trade t;

	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 500, 300000);
	add_walks("shadow", 0, 640, 500, 100000);
	t = derive();
	assert_float_equal(t.break_even, 11.52, 1e-9);
	assert_true(t.side[PAGING_TDP].misses < t.break_even);
	assert_true(t.paid > t.saved);
}

/* Flushes of shadow paging can make it walk more: no number helps. */
static void test_never(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 10, 1000);
	add_walks("shadow", 0, 640, 1000, 100000);
	assert_false(derive().breaks_even);
}

/* Exits that cost no more leave nothing to make up for. */
static void test_at_once(void **state)
{
	struct trade t;

	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 10, 1000);
	add_walks("shadow", 0, 64, 10, 500);
	t = derive();
	assert_true(t.breaks_even);
	assert_float_equal(t.break_even, 0, 1e-9);
}

/* Three points in one place of the plot: their names stand above each other. */
static void test_names_keep_apart(void **state)
{
	static const char *const names[] = { "a", "b", "c" };
	struct loaded_run run;
	double made, even, label, last = 0;
	char *text = NULL, *line;
	size_t size, rows = 0;
	FILE *out;

	(void)state;
	add_meta("vmx-emu");
	for (size_t i = 0; i < 3; i++) {
		add_walks_of(names[i], "ept", 0, 64, 1000, 600000);
		add_walks_of(names[i], "shadow", 0, 640, 1100, 200000);
	}
	assert_int_equal(run_load(&run, dir), 0);
	out = open_memstream(&text, &size);
	plotdata_crossing(out, &run.figs);
	fclose(out);
	for (line = strchr(text, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
		assert_int_equal(sscanf(line + 3, "%lf %lf %lf", &made, &even, &label), 3);
		assert_float_equal(made, 20, 1e-6);
		assert_float_equal(even, 11.52, 1e-6);
		/* Three decades on 332 points, 15 a name. */
		assert_true(rows ? label / last > 1.3 : label == even);
		last = label;
		rows++;
	}
	assert_int_equal(rows, 3);
	free(text);
	run_free(&run);
}

/* A record without walks, or of one mode only, says nothing. */
static void test_unknown(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 10, 1000);
	add(record("mix", "shadow", 0, 64));
	assert_false(derive().known);
}

static char *section(void)
{
	char path[128], *text = NULL;
	size_t len = 0;
	FILE *file;

	assert_int_equal(report_html(dir, "plots"), 0);
	snprintf(path, sizeof(path), "%s/report.md", dir);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_true(getdelim(&text, &len, '\0', file) > 0);
	fclose(file);
	return text;
}

static void test_report(void **state)
{
	char *text;

	(void)state;
	add_meta("vmx-emu");
	add_walks("ept", 0, 64, 1000, 600000);
	add_walks("shadow", 0, 640, 1100, 200000);
	text = section();
	assert_non_null(strstr(text, "11.5"));
	assert_non_null(strstr(text, "TLBs and page walks of a"));
	assert_null(strstr(text, "cannot show what shadow paging"));
	free(text);
}

static void test_report_without(void **state)
{
	char *text;

	(void)state;
	add_meta("vmx-emu");
	add(record("mix", "ept", 0, 64));
	text = section();
	assert_non_null(strstr(text, "Rig svm-emu models them"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_shadow_pays),
		IN_DIR(test_nested_pays),
		IN_DIR(test_never),
		IN_DIR(test_at_once),
		IN_DIR(test_names_keep_apart),
		IN_DIR(test_unknown),
		IN_DIR(test_report),
		IN_DIR(test_report_without),
	};

	return cmocka_run_group_tests_name("trade", tests, NULL, NULL);
}
