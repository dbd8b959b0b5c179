// SPDX-License-Identifier: GPL-2.0
/* Comparing runs: which are equal, which differ, which must be refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "compare.h"

/* A run in memory: one record a repetition, of one reason. */
struct made {
	struct record records[40];
	struct exit_reason reasons[40];
	struct results res;
	struct figures figs;
};

static json_t *no_params, *params, *meta;

static int make_params(void **state)
{
	(void)state;
	no_params = json_object();
	params = json_pack("{si}", "pages", 2);
	meta = json_object();
	return 0;
}

static int free_params(void **state)
{
	(void)state;
	json_decref(no_params);
	json_decref(params);
	json_decref(meta);
	return 0;
}

static void add(struct made *run, const char *workload, uint64_t exits)
{
	size_t i = run->res.n_records++;
	struct exit_reason *r = &run->reasons[i];

	*r = (struct exit_reason){
		.reason = 48, .name = "EPT_VIOLATION", .count = exits,
		.kernel_cycles = 100 * exits,
	};
	run->records[i] = (struct record){
		.rig = "host", .vendor = "vmx", .machine = "q35",
		.kernel = "6.1", .workload = workload, .op = "op",
		.params = no_params, .paging = PAGING_TDP,
		.status = STATUS_OK, .error = "", .rep = i, .ops = 1,
		.elapsed_cycles = 1000 * exits, .exits = exits,
		.kernel_cycles = r->kernel_cycles, .reasons = r,
		.n_reasons = 1,
	};
}

static void derive(struct made *run, const char *rig)
{
	run->res.records = run->records;
	run->res.meta = meta;
	run->res.dir = "made";
	for (size_t i = 0; i < run->res.n_records; i++)
		run->records[i].rig = rig;
	assert_int_equal(figures_derive(&run->figs, &run->res), 0);
}

/* Compares @n exits each, on @rig, in cmp, which compare_free() must free. */
static void compare(struct comparison *cmp, struct made *base,
		    struct made *run, const char *rig, const uint64_t *a,
		    const uint64_t *b, size_t n)
{
	memset(base, 0, sizeof(*base));
	memset(run, 0, sizeof(*run));
	for (size_t i = 0; i < n; i++) {
		add(base, "boot", a[i]);
		add(run, "boot", b[i]);
	}
	derive(base, rig);
	derive(run, rig);
	assert_int_equal(compare_figures(cmp, &base->figs, &run->figs), 0);
}

static void release(struct comparison *cmp, struct made *base,
		    struct made *run)
{
	compare_free(cmp);
	figures_free(&base->figs);
	figures_free(&run->figs);
}

static void test_equal(void **state)
{
	static const uint64_t a[] = { 10, 12, 11 }, b[] = { 12, 11, 10 };
	struct comparison cmp;
	struct made base, run;
	size_t n;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", a, b, 3);
	assert_true(compare_equal(&cmp));
	assert_int_equal(cmp.verdicts[VERDICT_EQUAL], COMPARED);
	assert_true(compare_mean(&cmp, 0, PAGING_TDP, &n) == 1);
	assert_int_equal(n, 1);
	assert_true(compare_mean(&cmp, 0, PAGING_SHADOW, &n) == 0);
	assert_int_equal(n, 0);
	release(&cmp, &base, &run);
}

/* One exit more, in one repetition. */
static void test_emulated_counts(void **state)
{
	static const uint64_t a[] = { 10, 11, 12 }, b[] = { 10, 11, 13 };
	struct comparison cmp;
	struct made base, run;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", a, b, 3);
	assert_false(compare_equal(&cmp));
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	/* The ranges of cycles meet. */
	assert_int_equal(cmp.pairs[0].change[2].verdict, VERDICT_SAME);
	assert_false(cmp.too_few);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "host", a, b, 3);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_SAME);
	release(&cmp, &base, &run);
}

static void test_significance(void **state)
{
	static const uint64_t a[] = { 10, 11, 12, 13 }, b[] = { 20, 21, 22, 23 };
	struct threshold above, below;
	struct comparison cmp;
	struct made base, run;
	bool judged = false;

	(void)state;
	assert_null(threshold_parse(&above, "exits>+5%"));
	assert_null(threshold_parse(&below, "exits<-5%"));
	compare(&cmp, &base, &run, "host", a, b, 4);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	assert_true(cmp.pairs[0].change[0].interval.low > 1.4);
	assert_true(compare_exceeds(&cmp.pairs[0], &above, &judged));
	assert_false(compare_exceeds(&cmp.pairs[0], &below, &judged));
	assert_true(judged);
	release(&cmp, &base, &run);

	/* Of three nothing is significant: the threshold judges medians. */
	compare(&cmp, &base, &run, "host", a, b, 3);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_SAME);
	assert_true(cmp.too_few);
	assert_true(compare_exceeds(&cmp.pairs[0], &above, &judged));
	/* There are no figures under shadow paging, so there is no pair. */
	assert_int_equal(cmp.n_pairs, 1);
	release(&cmp, &base, &run);
}

static void test_zeros(void **state)
{
	static const uint64_t none[] = { 0, 0, 0 }, some[] = { 3, 3, 3 };
	struct comparison cmp;
	struct made base, run;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", none, some, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_FROM_0);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "vmx-emu", some, none, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_TO_0);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "vmx-emu", none, none, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_NONE);
	assert_true(compare_equal(&cmp));
	release(&cmp, &base, &run);
}

static void test_other_rig(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	add(&base, "boot", 1);
	add(&run, "boot", 1);
	derive(&base, "vmx-emu");
	derive(&run, "nested");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs),
			 -EINVAL);
	release(&cmp, &base, &run);
}

static bool noted(const struct comparison *cmp, const char *part)
{
	for (size_t i = 0; i < cmp->n_notes; i++)
		if (strstr(cmp->notes[i], part))
			return true;
	return false;
}

/* By name alone where parameters differ; what is on one side only is told. */
static void test_matching(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct threshold any;
	struct comparison cmp;
	bool judged = false;

	(void)state;
	add(&base, "boot", 1);
	add(&base, "idle", 2);
	add(&run, "boot", 3);
	run.records[0].params = params;
	add(&run, "fork", 4);
	derive(&base, "host");
	derive(&run, "host");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs), 0);
	assert_int_equal(cmp.n_pairs, 3);
	assert_non_null(cmp.pairs[0].other);
	assert_true(noted(&cmp, "boot, parameters: none in the base, pages=2 in this run"));
	assert_true(noted(&cmp, "idle EPT has figures in the base alone"));
	assert_null(threshold_parse(&any, "exits>-99%"));
	assert_false(compare_exceeds(&cmp.pairs[1], &any, &judged));
	assert_false(judged);
	assert_true(noted(&cmp, "fork EPT has figures in this run alone"));
	assert_false(compare_equal(&cmp));
	release(&cmp, &base, &run);
}

/* On another kernel: by name and parameters, though the name stands twice. */
static void test_other_kernel(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	for (int i = 0; i < 2; i++) {
		add(&base, "fork", 10 + i);
		add(&run, "fork", 20 + i);
		run.records[i].kernel = "6.12";
	}
	base.records[1].params = params;
	run.records[1].params = params;
	derive(&base, "host");
	derive(&run, "host");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs), 0);
	assert_int_equal(cmp.n_pairs, 2);
	for (int i = 0; i < 2; i++)
		assert_true(cmp.pairs[i].change[0].other.median -
			    cmp.pairs[i].change[0].base.median == 10);
	release(&cmp, &base, &run);
}

static void test_thresholds(void **state)
{
	static const struct { const char *text; enum figure fig; bool above;
		double percent; } good[] = {
		{ "exits>+5%", FIG_EXITS, true, 5 },
		{ "cycles>0.5%", FIG_COST, true, 0.5 },
		{ " elapsed < -10 % ", FIG_ELAPSED, false, -10 },
	};
	static const char *const bad[] = {
		"", "exits", "exit>5%", "exits=5%", "exits>5", "exits>%",
		"exits>nan%", "exits>inf%", "exits>0x5%", "exits>+0x5%",
		"exits>5%%", "exits>5% exits>6%", "ticks>5%", "exits>+-5%",
		"exits>1e999%", "exits>--5%", "exits>.%",
	};
	struct threshold t;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_null(threshold_parse(&t, good[i].text));
		assert_int_equal(t.fig, good[i].fig);
		assert_int_equal(t.above, good[i].above);
		assert_true(t.percent == good[i].percent);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_non_null(threshold_parse(&t, bad[i]));
}

static void test_exactly_at_threshold(void **state)
{
	struct ratio five = { RATIO_VALUE, 105 / 100. };
	struct ratio more = { RATIO_VALUE, 1.0500001 };
	struct ratio from_0 = { RATIO_FROM_0, 0 }, to_0 = { RATIO_TO_0, 0 };
	struct threshold above, below;

	(void)state;
	assert_null(threshold_parse(&above, "exits>5%"));
	assert_null(threshold_parse(&below, "exits<-5%"));
	assert_false(threshold_exceeded(&above, &five));
	assert_true(threshold_exceeded(&above, &more));
	assert_true(threshold_exceeded(&above, &from_0));
	assert_false(threshold_exceeded(&above, &to_0));
	assert_true(threshold_exceeded(&below, &to_0));
	assert_false(threshold_exceeded(&below, &from_0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_emulated_counts),
		cmocka_unit_test(test_significance),
		cmocka_unit_test(test_zeros),
		cmocka_unit_test(test_other_rig),
		cmocka_unit_test(test_matching),
		cmocka_unit_test(test_other_kernel),
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_exactly_at_threshold),
	};

	return cmocka_run_group_tests(tests, make_params, free_params);
}
