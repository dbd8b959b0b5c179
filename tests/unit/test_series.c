// SPDX-License-Identifier: GPL-2.0
/* Runs of a study as lines: which samples are one point, and in which order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "series.h"

/* Records of two runs, vcpus 2 and 1, of sizes 8K and 4K. */
static struct record recs[2][8];
static struct results res[2];
static struct figures figs[2];
static const char *const sizes[] = { "size=8192 piece=65536", "size=4096 piece=65536" };
static struct record_texts texts[2][2];	/* by run and size */

static const char *vcpus[] = { "1", "2" }, *size_values[] = { "4K", "8K" };
static struct study_axis axes[] = {
	{ "vcpus", vcpus, 2 }, { "pagefault.size", size_values, 2 },
};
static const char *of_first[] = { "2", NULL }, *of_second[] = { "1", NULL };
static struct study_part parts[] = {
	{ "01", "vcpus=2", of_first }, { "02", "vcpus=1", of_second },
	{ "03", "missing", of_second },
};
static struct study_file study = {
	.name = "s", .axes = axes, .n_axes = 2, .parts = parts, .n_parts = 3,
};
static struct series_run runs[3];

static int begin(void **state)
{
	(void)state;
	for (int r = 0; r < 2; r++) {
		for (int size = 0; size < 2; size++)
			texts[r][size] = (struct record_texts){
				.rig = "svm-emu", .workload = "pagefault",
				.params = "", .params_text = sizes[size],
			};
		for (int i = 0; i < 8; i++)
			recs[r][i] = (struct record){
				.texts = &texts[r][i / 2 % 2],
				.paging = i / 4, .rep = i % 2, .ops = 10,
				/* 1000 by run, 100 by size, 10 by mode, 1 by repetition */
				.exits = (r + 1) * 1000 + i / 2 % 2 * 100 +
					 i / 4 * 10 + i % 2 * 2,
			};
		res[r] = (struct results){ .records = recs[r], .n_records = 8 };
		figs[r] = (struct figures){
			.res = &res[r], .rig = "svm-emu", .tdp = "NPT",
			.vendor = VENDOR_SVM,
		};
		runs[r] = (struct series_run){ &parts[r], &figs[r] };
	}
	runs[2] = (struct series_run){ &parts[2], NULL };
	return 0;
}

static struct series *make(const char *figure, const char *x, const char *lines,
			   size_t wanted)
{
	struct study_plot_wish wish = { figure, x, lines };
	struct series *all;
	struct sentence why;
	size_t n;

	assert_int_equal(series_make(&all, &n, &study, runs, 3, &wish, &why), 0);
	assert_int_equal(n, wanted);
	return all;
}

/* x in the order of the file; a line for mode and for what else varies. */
static void test_lines(void **state)
{
	static const struct { const char *label; double low, high; } want[] = {
		{ "NPT, pagefault.size=8K", 2001, 1001 },
		{ "NPT, pagefault.size=4K", 2101, 1101 },
		{ "shadow, pagefault.size=8K", 2011, 1011 },
		{ "shadow, pagefault.size=4K", 2111, 1111 },
	};
	struct series *s = make("pagefault:exits", "vcpus", "mode", 1);

	(void)state;
	assert_int_equal(s->n_x, 2);
	assert_string_equal(s->x[0], "1");
	assert_int_equal(s->n_lines, 4);
	for (size_t l = 0; l < 4; l++) {
		assert_string_equal(s->lines[l].label, want[l].label);
		assert_int_equal(s->lines[l].points[0].n, 2);
		assert_true(s->lines[l].points[0].median == want[l].low);
		assert_true(s->lines[l].points[1].median == want[l].high);
	}
	assert_false(s->cycles);
	series_free(s, 1);
}

/* A parameter of a workload as the axis, and figures of an operation. */
static void test_param(void **state)
{
	struct series *s = make("pagefault/shadow:exits/op", "pagefault.size",
				"vcpus", 1);

	(void)state;
	assert_int_equal(s->n_x, 2);
	assert_string_equal(s->x[0], "4K");
	assert_string_equal(s->x[1], "8K");
	assert_int_equal(s->n_lines, 2);
	assert_string_equal(s->lines[0].label, "vcpus=2");
	assert_true(s->lines[0].points[0].median == 111.1);
	assert_true(s->lines[1].points[1].min == 201.0);
	assert_true(s->lines[1].points[1].max == 201.2);
	series_free(s, 1);
}

/* Figures of two rigs never stand in one plot. */
static void test_rigs(void **state)
{
	struct series *s;

	(void)state;
	texts[1][0].rig = texts[1][1].rig = "vmx-emu";
	s = make("elapsed", "workload", "mode", 2);
	assert_string_equal(s[0].rig, "svm-emu");
	assert_string_equal(s[1].rig, "vmx-emu");
	assert_int_equal(s[0].n_x, 1);
	assert_string_equal(s[0].x[0], "pagefault");
	assert_int_equal(s[0].n_lines, 4);
	assert_true(s[0].cycles);
	series_free(s, 2);
}

/* Parameters that no workload here takes still tell cells apart. */
static void test_unknown(void **state)
{
	struct series *s;

	(void)state;
	for (int r = 0; r < 2; r++)
		texts[r][0].workload = texts[r][1].workload = "gone";
	s = make("gone/npt:exits", "vcpus", "mode", 1);
	assert_int_equal(s->n_lines, 2);
	assert_string_equal(s->lines[0].label, "NPT, gone size=8192 piece=65536");
	series_free(s, 1);
}

static void test_failed(void **state)
{
	struct series *s;

	(void)state;
	recs[0][0].status = recs[0][1].status = STATUS_FAILED;
	s = make("pagefault/npt:exits", "vcpus", "mode", 1);
	assert_int_equal(s->n_lines, 2);
	assert_string_equal(s->lines[1].label, "NPT, pagefault.size=8K");
	assert_int_equal(s->lines[1].points[1].n, 0);
	series_free(s, 1);
	s = make("fork:exits", "vcpus", "mode", 0);
	series_free(s, 0);
}

static void test_refused(void **state)
{
	static const struct study_plot_wish bad[] = {
		{ "pagefault", "vcpus", NULL }, { "", "vcpus", NULL },
		{ "exits>5%", "vcpus", NULL }, { "exits/op/op", "vcpus", NULL },
		{ "/op", "vcpus", NULL }, { "HLT.p99/op", "vcpus", NULL },
		{ "exits", "vcpu", NULL }, { "exits", "vcpus", "x" },
		{ "exits elapsed", "vcpus", NULL },
		{ "exits>1% elapsed", "vcpus", NULL },
	};
	struct series *s;
	struct sentence why;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		why.text[0] = 0;
		assert_int_equal(series_make(&s, &n, &study, runs, 3, &bad[i], &why),
				 -EINVAL);
		assert_true(why.text[0]);
		series_free(s, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_lines, begin),
		cmocka_unit_test_setup(test_param, begin),
		cmocka_unit_test_setup(test_rigs, begin),
		cmocka_unit_test_setup(test_unknown, begin),
		cmocka_unit_test_setup(test_failed, begin),
		cmocka_unit_test_setup(test_refused, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
