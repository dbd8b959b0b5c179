// SPDX-License-Identifier: GPL-2.0
/* The grammar of conditions, docs/thresholds.md, and what is beyond one. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "threshold.h"

static void test_thresholds(void **state)
{
	static const struct { const char *text, *workload;
		enum threshold_mode mode; const char *part;
		enum figure fig; double percentile; bool above;
		double percent, floor; } good[] = {
		{ "exits>+5%", NULL, 0, NULL, FIG_EXITS, 0, true, 5, 0 },
		{ "cpuid:switch>5%", "cpuid", 0, NULL, FIG_SWITCH, 0, true, 5, 0 },
		{ "cycles>0.5%", NULL, 0, NULL, FIG_COST, 0, true, 0.5, 0 },
		{ " elapsed < -10 % ", NULL, 0, NULL, FIG_ELAPSED, 0, false, -10, 0 },
		{ "exits > +5 % , +10", NULL, 0, NULL, FIG_EXITS, 0, true, 5, 10 },
		{ "exits<-5%,-10;", NULL, 0, NULL, FIG_EXITS, 0, false, -5, 10 },
		{ "boot/shadow:kernel.exits>+1%", "boot", MODE_SHADOW, "kernel",
		  FIG_EXITS, 0, true, 1, 0 },
		{ "*/npt : exits>1%", NULL, MODE_TDP, NULL, FIG_EXITS, 0, true, 1, 0 },
		{ "idle-smp:HLT.p99.9>+100% # rare", "idle-smp", 0, "HLT",
		  FIG_COST, 99.9, true, 100, 0 },
		{ "EMULATED_STATE.p50>1%", NULL, 0, "EMULATED_STATE",
		  FIG_COST, 50, true, 1, 0 },
		{ "NESTED_CHECK.p50>1%", NULL, 0, "NESTED_CHECK",
		  FIG_COST, 50, true, 1, 0 },
		{ "idle-halt.p50>1%", NULL, 0, "idle-halt", FIG_COST, 50, true, 1, 0 },
		{ "VMFAIL.p50>1%", NULL, 0, "VMFAIL", FIG_COST, 50, true, 1, 0 },
		{ "/shadow:p50>1%", NULL, MODE_SHADOW, NULL, FIG_COST, 50, true, 1, 0 },
	};
	struct thresholds all = { 0 };
	struct threshold_error error;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const struct threshold *t;

		assert_int_equal(thresholds_parse(&all, good[i].text, &error), 0);
		assert_int_equal(all.n, 1);
		t = all.list;
		assert_int_equal(!t->workload, !good[i].workload);
		if (t->workload)
			assert_string_equal(t->workload, good[i].workload);
		assert_int_equal(t->mode, good[i].mode);
		assert_int_equal(!t->measure.part, !good[i].part);
		if (good[i].part)
			assert_string_equal(t->measure.part, good[i].part);
		assert_int_equal(t->measure.fig, good[i].fig);
		assert_true(t->measure.percentile == good[i].percentile);
		assert_int_equal(t->above, good[i].above);
		assert_true(t->percent == good[i].percent);
		assert_true(t->floor == good[i].floor);
		thresholds_free(&all);
	}
	assert_int_equal(thresholds_parse(&all, "exits>5% elapsed > 6 %\n"
		"# of a boot\nboot:exits>1%,3;cycles>2%", &error), 0);
	assert_int_equal(all.n, 4);
	assert_string_equal(all.list[1].text, "elapsed > 6 %");
	thresholds_free(&all);
}

static void test_bad_thresholds(void **state)
{
	static const struct { const char *text; size_t line, column; } bad[] = {
		{ "", 1, 1 }, { " # nothing", 1, 11 }, { "exits", 1, 6 },
		{ "exit>5%", 1, 1 }, { "exits=5%", 1, 6 }, { "exits>5", 1, 8 },
		{ "exits>%", 1, 7 }, { "exits>nan%", 1, 7 },
		{ "exits>inf%", 1, 7 }, { "exits>0x5%", 1, 7 },
		{ "exits>+0x5%", 1, 7 }, { "exits>5%%", 1, 9 },
		{ "ticks>5%", 1, 1 }, { "exits>+-5%", 1, 7 },
		{ "exits>1e999%", 1, 7 }, { "exits>--5%", 1, 7 },
		{ "exits>.%", 1, 7 }, { "exits>..5%", 1, 7 },
		{ "exits>5%,", 1, 10 }, { "exits>5%,-3", 1, 10 },
		{ "exits>5% \n\u00fc>5%", 2, 1 }, { "boot/eptt:exits>5%", 1, 6 },
		{ "boot/ept exits>5%", 1, 10 }, { "boot:>5%", 1, 6 },
		{ "HLT.elapsed>5%", 1, 1 }, { "kernel.p99>5%", 1, 1 },
		{ "EMULATED_STATE.elapsed>5%", 1, 1 },
		{ "HLT.switch>5%", 1, 1 }, { "kernel.switch>5%", 1, 1 },
		{ "p0>5%", 1, 1 }, { "p101>5%", 1, 1 }, { "p99.x>5%", 1, 1 },
		{ "exits>5%,1exits>5%", 1, 11 },
	};
	struct thresholds all = { 0 };
	struct threshold_error error;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(thresholds_parse(&all, bad[i].text, &error),
				 -EINVAL);
		assert_int_equal(error.line, bad[i].line);
		assert_int_equal(error.column, bad[i].column);
		assert_non_null(error.what);
		thresholds_free(&all);
	}
}

static void test_exactly_at_threshold(void **state)
{
	const struct spread hundred = { 1, 100, 0, 0 }, five = { 1, 105, 0, 0 };
	const struct spread more = { 1, 105.00001, 0, 0 }, zero = { 1, 0, 0, 0 };
	struct thresholds all = { 0 };
	struct threshold_error error;
	const struct threshold *above, *below;

	(void)state;
	assert_int_equal(thresholds_parse(&all, "exits>5% exits<-5%", &error), 0);
	above = &all.list[0];
	below = &all.list[1];
	assert_false(threshold_exceeded(above, &hundred, &five, 1));
	assert_true(threshold_exceeded(above, &hundred, &more, 1));
	assert_true(threshold_exceeded(above, &zero, &five, 1));
	assert_false(threshold_exceeded(above, &five, &zero, 1));
	assert_true(threshold_exceeded(below, &five, &zero, 1));
	assert_false(threshold_exceeded(below, &zero, &five, 1));
	assert_false(threshold_exceeded(above, &zero, &zero, 1));
	thresholds_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_bad_thresholds),
		cmocka_unit_test(test_exactly_at_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
