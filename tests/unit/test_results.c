// SPDX-License-Identifier: GPL-2.0
/*
 * Loading of runs, and what is derived from them, from directories written
 * here: good ones, damaged ones and such as must be refused.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "figures.h"
#include "findings.h"
#include "results.h"
#include "run_dir.h"
#include "text.h"

static bool found(const struct figures *figs, enum finding_kind kind,
		  const char *part)
{
	for (size_t i = 0; i < figs->findings.n; i++)
		if (figs->findings.list[i].kind == kind &&
		    strstr(figs->findings.list[i].text, part))
			return true;
	return false;
}

static void test_good_run(void **state)
{
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	add(record("pagefault", "shadow", 0, 200));
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 2);
	assert_int_equal(res.damaged, 0);
	assert_int_equal(res.records[0].paging, PAGING_TDP);
	assert_int_equal(res.records[1].paging, PAGING_SHADOW);
	assert_int_equal(res.records[1].exits, 210);
	assert_int_equal(res.records[1].kernel_cycles, 2000 + 300 * 200);
	assert_int_equal(res.records[1].user_cycles, 100 * 200);
	assert_int_equal(res.records[1].blocked_cycles, 500000);
	assert_string_equal(res.meta.cycles_unit, "ticks");
	results_free(&res);
}

static void test_damaged_and_cut_off(void **state)
{
	json_t *obj = record("pagefault", "ept", 1, 64);
	char *line = record_seal(obj);
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	*strstr(line, "74") = '9';		/* 74 exits become 94 */
	append("records.jsonl", line);
	append("records.jsonl", "\nnot json at all\n\n");
	add(record("pagefault", "ept", 2, 65));
	free(line);
	line = record_seal(obj);
	line[strlen(line) / 2] = '\0';
	append("records.jsonl", line);		/* and no newline */
	free(line);
	json_decref(obj);

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 2);
	assert_int_equal(res.damaged, 4);
	assert_int_equal(res.records[1].line, 5);
	assert_int_equal(res.records[1].rep, 2);
	results_free(&res);
}

static void test_last_line_without_newline(void **state)
{
	json_t *obj = record("pagefault", "ept", 0, 64);
	char *line = record_seal(obj);
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	append("records.jsonl", line);
	free(line);
	json_decref(obj);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, 0);
	results_free(&res);
}

/* Whole lines with a good checksum that still cannot be true. */
static void test_left_out(void **state)
{
	struct results res;
	json_t *obj;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 64));
	add_changed("schema", json_integer(2));
	add_changed("exits", json_integer(75));		/* not the sum */
	add_changed("elapsed_cycles", json_integer(-1));
	add_changed("elapsed_cycles", json_real(1.5));
	add_changed("paging", json_string("npt"));	/* not of vmx */
	add_changed("vendor", json_string("via"));
	add_changed("status", json_string("fine"));
	add_changed("params", json_string("pages=64"));
	add_changed("reasons", json_object());
	add(record("pagefault", "ept", 0, 64));		/* a second time */
	obj = record("pagefault", "ept", 9, 64);
	json_object_del(obj, "workload");
	add(obj);

	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, 11);
	results_free(&res);
}

/* Adds histogram keys to the first reason of a record of repetition @rep. */
static void add_timed(int rep, const char *keys)
{
	json_t *obj = record("pagefault", "ept", rep, 64);
	json_t *more = json_loads(keys, 0, NULL);

	assert_non_null(more);
	json_object_update(json_array_get(json_object_get(obj, "reasons"), 0),
			   more);
	json_decref(more);
	add(obj);
}

static void test_cost_of_single_exits(void **state)
{
	const struct reason_figures *r;
	struct figures figs;
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	add_timed(0, "{\"min_cycles\":3,\"max_cycles\":20,\"hist\":[0,2,0,7,1]}");
	add_timed(1, "{\"min_cycles\":2,\"max_cycles\":9,\"hist\":[0,4,0,6]}");
	add_timed(2, "{}");
	/* No list, no counts, too many: left out. */
	add_timed(3, "{\"min_cycles\":3.5}");
	add_timed(4, "{\"min_cycles\":3,\"max_cycles\":9,\"hist\":4}");
	add_timed(5, "{\"min_cycles\":3,\"max_cycles\":9,\"hist\":[-1]}");
	add_timed(6, "{\"min_cycles\":3,\"max_cycles\":9,\"hist\":[1.5]}");
	add_timed(7, "{\"min_cycles\":-3,\"max_cycles\":9,\"hist\":[1]}");
	add_timed(8, "{\"min_cycles\":3,\"max_cycles\":9,\"hist\":["
		  "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"
		  "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,"
		  "0,0,0,0,0]}");
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 3);
	assert_int_equal(res.damaged, 6);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	r = figures_reason(&figs.groups[0].mode[PAGING_TDP], 12);
	assert_int_equal(r->cost.min, 2);
	assert_int_equal(r->cost.max, 20);
	assert_int_equal(r->cost.bucket[1], 6);
	assert_int_equal(histogram_count(&r->cost), 20);
	assert_false(found(&figs, FINDING_NOTE, "histogram"));
	figures_free(&figs);
	results_free(&res);

	/* Either may be missing; an end of a bucket stands for the maximum. */
	add_timed(10, "{\"min_cycles\":1,\"max_cycles\":999}");
	add_timed(11, "{\"hist\":[0,0,0,0,10]}");
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	r = figures_reason(&figs.groups[0].mode[PAGING_TDP], 12);
	assert_int_equal(r->cost.min, 2);
	assert_int_equal(r->cost.max, 31);
	assert_int_equal(histogram_count(&r->cost), 30);
	figures_free(&figs);
	results_free(&res);

	add_timed(9, "{\"min_cycles\":3,\"max_cycles\":9,\"hist\":[1]}");
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	assert_true(found(&figs, FINDING_NOTE, "1 histogram of the cost"));
	figures_free(&figs);
	results_free(&res);
}

static void test_sums_that_wrap(void **state)
{
	json_t *obj = record("pagefault", "ept", 0, 64);
	json_t *reasons = json_object_get(obj, "reasons");
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	json_array_append_new(reasons, json_pack("{si ss si sI si si}",
		"reason", 60, "name", "ENCLS", "count", 0, "kernel_cycles",
		(json_int_t)INT64_MAX, "user_cycles", 0, "blocked_cycles", 0));
	json_array_append_new(reasons, json_pack("{si ss si sI si si}",
		"reason", 61, "name", "RDSEED", "count", 0, "kernel_cycles",
		(json_int_t)INT64_MAX, "user_cycles", 0, "blocked_cycles", 0));
	add(obj);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 0);
	assert_int_equal(res.damaged, 1);
	results_free(&res);
}

static void test_mixed_rigs(void **state)
{
	json_t *obj = record("pagefault", "ept", 1, 64);
	struct results res;

	(void)state;
	add(record("pagefault", "ept", 0, 64));
	json_object_set_new(obj, "rig", json_string("nested"));
	add(obj);
	assert_int_equal(results_load(&res, dir), -EINVAL);
}

static void test_rig_of_another_run(void **state)
{
	struct results res;

	(void)state;
	add_meta("nested");
	add(record("pagefault", "ept", 0, 64));
	assert_int_equal(results_load(&res, dir), -EINVAL);
}

static void test_no_records_file(void **state)
{
	struct results res;

	(void)state;
	add_meta("vmx-emu");
	assert_int_equal(results_load(&res, dir), -ENOENT);
}

static void test_unknown_meta_schema(void **state)
{
	struct results res;

	(void)state;
	append("meta.json", "{\"schema\":7,\"rig\":\"other\"}");
	add(record("pagefault", "ept", 0, 64));
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_null(res.meta.rig);
	results_free(&res);
}

static void test_figures(void **state)
{
	json_t *away = record("pagefault", "shadow", 0, 130);
	const struct mode_figures *tdp, *shadow;
	struct figures figs;
	struct results res;
	struct group *group;

	(void)state;
	add_meta("vmx-emu");
	add(record("pagefault", "ept", 0, 90));
	add(record("pagefault", "ept", 1, 40));
	add(record("pagefault", "ept", 2, 60));
	json_object_set_new(json_array_get(json_object_get(away, "reasons"), 0),
			    "away_cycles", json_integer(100000));
	add(away);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);

	assert_string_equal(figs.tdp, "EPT");
	assert_int_equal(figs.n_groups, 1);
	group = &figs.groups[0];
	assert_string_equal(group->label, "pagefault");
	assert_string_equal(group->params_text, "pages=64");
	tdp = &group->mode[PAGING_TDP];
	assert_int_equal(tdp->ok, 3);
	assert_true(tdp->fig[FIG_EXITS].median == 70);
	assert_true(tdp->fig[FIG_EXITS].min == 50);
	assert_true(tdp->fig[FIG_EXITS].max == 100);
	assert_true(tdp->fig[FIG_EXITS_PER_OP].median == 70 / 50.);
	/* Time blocked or away is no cost, and no time of the guest. */
	assert_true(tdp->fig[FIG_COST].median == 2000 + 60 * 400);
	assert_true(tdp->fig[FIG_BLOCKED].median == 500000);
	assert_true(tdp->fig[FIG_AWAY].median == 0);
	assert_true(tdp->fig[FIG_GUEST].median == 500000 - 2000 - 60 * 400);
	shadow = &group->mode[PAGING_SHADOW];
	assert_true(shadow->fig[FIG_COST].median == 2000 + 130 * 400);
	assert_true(shadow->fig[FIG_AWAY].median == 100000);
	assert_true(shadow->fig[FIG_GUEST].median == 400000 - 2000 - 130 * 400);
	assert_true(figures_reason(shadow, 12)->away.median == 100000);
	assert_true(figures_reason(tdp, 48)->count.median == 60);
	assert_null(figures_reason(tdp, 58));
	assert_int_equal(figures_ratio(group, FIG_EXITS).kind, RATIO_VALUE);
	assert_true(figures_ratio(group, FIG_EXITS).value == 2);

	assert_true(found(&figs, FINDING_MISSING,
			  "no record of 8 repetitions: null under EPT 3 of 3, null under shadow 3 of 3, pagefault under shadow 2 of 3"));
	/* Within a run they may differ, in an emulated rig too: no warning. */
	assert_false(found(&figs, FINDING_NOTE, "differ"));
	figures_free(&figs);
	results_free(&res);
}

/* A machine that dies takes many cells with it: one finding. */
static void test_one_trouble_of_many(void **state)
{
	static const char *const names[] = { "a", "b", "c", "a", "b" };
	static const char *const why[] = { "died", "died", "hung", "died", "died" };
	struct figures figs;
	struct results res;

	(void)state;
	/* So can be exits that took longer than the repetition. */
	for (int i = 0; i < 2; i++) {
		json_t *obj = record(names[i], i ? "shadow" : "ept", 7, 9);

		json_object_set_new(obj, "elapsed_cycles", json_integer(10));
		add(obj);
	}
	for (int i = 0; i < 5; i++) {
		json_t *obj = record(names[i], "ept", i, 0);

		json_object_set_new(obj, "status", json_string("failed"));
		json_object_set_new(obj, "error", json_string(why[i]));
		json_object_set_new(obj, "console",
				    json_pack("[s]", i == 4 ? "y" : "x"));
		add(obj);
	}
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	assert_string_equal(figs.findings.list[0].text,
			    "a, b under EPT, 3 repetitions in all: died");
	assert_string_equal(figs.findings.list[1].text,
			    "c under EPT, repetition 2: hung");
	/* Another console, so another trouble. */
	assert_string_equal(figs.findings.list[2].text,
			    "b under EPT, repetition 4: died");
	assert_true(found(&figs, FINDING_NOTE, "own share is not known: a under EPT, b under shadow"));
	figures_free(&figs);
	results_free(&res);
}

static void test_failed_first_and_one_mode(void **state)
{
	json_t *obj = record("pagefault", "ept", 1, 0);
	struct figures figs;
	struct results res;

	(void)state;
	add(record("pagefault", "ept", 0, 64));
	json_object_set_new(obj, "status", json_string("failed"));
	json_object_set_new(obj, "error", json_string("it hung"));
	json_object_set_new(obj, "exits", json_integer(0));
	json_object_set_new(obj, "reasons", json_array());
	add(obj);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	assert_int_equal(figs.n_groups, 1);
	assert_int_equal(figs.groups[0].mode[PAGING_TDP].ok, 1);
	assert_int_equal(figs.groups[0].mode[PAGING_TDP].failed, 1);
	/* The zeros of the failed one count nowhere. */
	assert_true(figs.groups[0].mode[PAGING_TDP].fig[FIG_EXITS].min == 74);
	assert_int_equal(figs.findings.list[0].kind, FINDING_FAILED);
	assert_string_equal(figs.findings.list[0].text,
			    "pagefault under EPT, repetition 1: it hung");
	assert_true(found(&figs, FINDING_NOTE, "nothing to compare"));
	assert_int_equal(figures_ratio(&figs.groups[0], FIG_EXITS).kind,
			 RATIO_NONE);
	figures_free(&figs);
	results_free(&res);
}

static void test_tdp_exit_under_shadow(void **state)
{
	json_t *obj = record("pagefault", "ept", 0, 64);
	struct figures figs;
	struct results res;

	(void)state;
	json_object_set_new(obj, "paging", json_string("shadow"));
	add(obj);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res) ?: findings_collect(&figs), 0);
	assert_true(found(&figs, FINDING_NOTE,
			  "exits of EPT_VIOLATION, which shadow paging cannot"));
	figures_free(&figs);
	results_free(&res);
}

/* An empty file is no run that went well. */
static void test_no_records(void **state)
{
	struct results res;

	(void)state;
	append("records.jsonl", "");
	assert_int_equal(results_load(&res, dir), -ENODATA);
}

static void test_ratio_never_divides_by_zero(void **state)
{
	struct spread none = { 0 }, zero = { .n = 3 };
	struct spread five = { .n = 3, .median = 5, .min = 5, .max = 5 };

	(void)state;
	assert_string_equal(text_ratio(ratio_of(&zero, &zero), "EPT").s,
			    TEXT_NONE);
	assert_string_equal(text_ratio(ratio_of(&none, &five), "EPT").s,
			    TEXT_NONE);
	assert_string_equal(text_ratio(ratio_of(&five, &none), "EPT").s,
			    TEXT_NONE);
	assert_string_equal(text_ratio(ratio_of(&zero, &five), "EPT").s,
			    "only shadow");
	assert_string_equal(text_ratio(ratio_of(&five, &zero), "NPT").s,
			    "only NPT");
	assert_string_equal(text_ratio(ratio_of(&five, &five), "EPT").s,
			    "1.00\u00d7");
}

static void test_text_of_figures(void **state)
{
	(void)state;
	assert_string_equal(text_number(0).s, "0");
	assert_string_equal(text_number(999).s, "999");
	assert_string_equal(text_number(1000).s, "1,000");
	assert_string_equal(text_number(-123).s, "-123");
	assert_string_equal(text_number(-1234).s, "-1,234");
	assert_string_equal(text_number(9999999).s, "9,999,999");
	assert_string_equal(text_number(12345678).s, "12.3 M");
	assert_string_equal(text_number(0.5).s, "0.50");
	assert_string_equal(text_number(53.45).s, "53.5");
	assert_string_equal(text_number(0.004).s, "0.004");
	assert_string_equal(text_si(9999).s, "9,999");
	assert_string_equal(text_si(10000).s, "10.0 k");
	assert_string_equal(text_si(999499).s, "999 k");
	assert_string_equal(text_si(999500).s, "1.00 M");
	assert_string_equal(text_si(2.41e9).s, "2.41 G");
	assert_int_equal(text_width("1.00\u00d7"), 5);
}

static void assert_written(void (*write)(FILE *, const char *),
			   const char *text, const char *expected)
{
	char *got;
	size_t len;
	FILE *out = open_memstream(&got, &len);

	write(out, text);
	fclose(out);
	assert_string_equal(got, expected);
	free(got);
}

static void test_text_made_safe(void **state)
{
	(void)state;
	assert_written(text_html, "<b a=\"x\" c='y'>&\x1b[1m\n",
		       "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;"
		       "\ufffd[1m\n");
	assert_written(text_plain, "a\tb\x1b[1m\xc2\x9b" "2J\u00d7",
		       "a b [1m 2J\u00d7");
	assert_written(text_gnuplot, "it's `x`\n", "'it''s `x` '");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_good_run),
		IN_DIR(test_damaged_and_cut_off),
		IN_DIR(test_last_line_without_newline),
		IN_DIR(test_left_out),
		IN_DIR(test_cost_of_single_exits),
		IN_DIR(test_sums_that_wrap),
		IN_DIR(test_mixed_rigs),
		IN_DIR(test_rig_of_another_run),
		IN_DIR(test_no_records_file),
		IN_DIR(test_unknown_meta_schema),
		IN_DIR(test_figures),
		IN_DIR(test_failed_first_and_one_mode),
		IN_DIR(test_one_trouble_of_many),
		IN_DIR(test_tdp_exit_under_shadow),
		IN_DIR(test_no_records),
		cmocka_unit_test(test_ratio_never_divides_by_zero),
		cmocka_unit_test(test_text_of_figures),
		cmocka_unit_test(test_text_made_safe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
