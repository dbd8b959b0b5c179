// SPDX-License-Identifier: GPL-2.0
/*
 * What a report says of a boot with phases and timeline. Runs from the top of the
 * tree; exits 77 without gnuplot.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include <cmocka.h>

#include "report.h"
#include "run_dir.h"

/* A record of 74 exits in 1,000,000 cycles, of two reasons; see run_dir.h. */
static json_t *boot(const char *paging, int rep)
{
	json_t *obj = record("boot", paging, rep, 64);

	json_object_set_new(obj, "timeline", json_pack(
		"{s:i, s:[i,i,i], s:[{s:i, s:s, s:[i,i,i]}, {s:i, s:s, s:[i,i,i]}]}",
		"interval_cycles", 400000,
		"cycles", 400000, 800000, 1000000,
		"reasons",
		"reason", 12, "name", "HLT", "counts", 0, 9, 1,
		"reason", strcmp(paging, "shadow") ? 48 : 58,
		"name", strcmp(paging, "shadow") ? "EPT_VIOLATION" : "INVPCID",
		"counts", 60, 0, 4));
	return obj;
}

static json_t *phase(const char *name, int cycles, int exits)
{
	return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:[]}",
			 "name", name, "cycles", cycles, "exits", exits,
			 "kernel_cycles", 300 + exits, "user_cycles", 100,
			 "blocked_cycles", 7, "reasons");
}

static json_t *with_phases(json_t *obj, int last)
{
	json_object_set_new(obj, "phases", json_pack("[o, o, o]",
		phase("firmware", 400000, 60), phase("kernel", 590000, 10),
		phase("user space", 10000, last)));
	return obj;
}

static char *contents(const char *name)
{
	char path[512], *text = NULL;
	size_t size = 0;
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	in = fopen(path, "r");
	assert_non_null(in);
	assert_true(getdelim(&text, &size, '\0', in) > 0);
	fclose(in);
	return text;
}

/* How often @what is in file @name of the report. */
static int times(const char *name, const char *what)
{
	char *text = contents(name), *at = text;
	int n = 0;

	for (; (at = strstr(at, what)); at++)
		n++;
	free(text);
	return n;
}

#define NO_BOOT "no boot with a timeline"

static void test_both_modes(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add(with_phases(boot("ept", 0), 4));
	add(with_phases(boot("shadow", 0), 4));
	assert_int_equal(report_html(dir, "plots"), 0);
	assert_int_equal(times("report.html", NO_BOOT), 0);
	assert_int_equal(times("report.html", "VM exits over a boot"), 2);
	assert_int_equal(times("derived/boot-timeline.svg", ">firmware<"), 2);
	assert_int_equal(times("derived/boot-timeline.svg",
			       "VM exits per million ticks"), 2);
	assert_int_equal(times("derived/plot-boot-timeline.tsv",
			       "EPT\t400000\t800000\t0\t0\t9\t0\n"), 1);
	assert_int_equal(times("derived/plot-boot-phases.tsv",
			       "shadow\tkernel\t400000\t990000\n"), 1);
	assert_int_equal(times("derived/boot-phases.tsv",
			       "shadow\tkernel\tcost\tticks\t1\t410\t410\t410\n"),
			 1);
}

/* What the VMM took before TSC 0 adds to the phases, not to the boot. */
static void test_phase_of_vmm(void **state)
{
	json_t *obj = with_phases(boot("ept", 0), 4);

	(void)state;
	json_array_insert_new(json_object_get(obj, "phases"), 0,
			      phase("VMM", 300000, 0));
	json_object_set_new(obj, "before_cycles", json_integer(300000));
	add_meta("vmx-emu");
	add(obj);
	add(with_phases(boot("shadow", 0), 4));
	assert_int_equal(report_html(dir, "plots"), 0);
	assert_int_equal(times("derived/plot-boot-phases.tsv",
			       "EPT\tVMM\t-300000\t0\n"), 1);
	assert_int_equal(times("derived/plot-boot-phases.tsv",
			       "EPT\tfirmware\t0\t400000\n"), 1);
	assert_int_equal(times("derived/boot-timeline.svg", ">VMM<"), 1);
	assert_int_equal(times("derived/figures.tsv",
			       "EPT\telapsed_cycles\tticks\t1\t1000000\t"), 1);
}

/* The median of a phase is over the repetitions. */
static void test_repetitions(void **state)
{
	json_t *obj = boot("ept", 1);

	(void)state;
	add_meta("vmx-emu");
	add(with_phases(boot("ept", 0), 4));
	json_object_set_new(obj, "phases", json_pack("[o, o]",
		phase("firmware", 400000, 50), phase("kernel", 600000, 24)));
	add(obj);
	assert_int_equal(report_html(dir, "plots"), 0);
	assert_int_equal(times("derived/boot-phases.tsv",
			       "EPT\tfirmware\texits\texits\t2\t55\t50\t60\n"), 1);
	assert_int_equal(times("derived/boot-phases.tsv",
			       "EPT\tuser space\texits\texits\t1\t4\t4\t4\n"), 1);
	assert_int_equal(times("derived/boot-timeline.svg", ">shadow"), 0);
}

static void test_timeline_without_phases(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add(boot("shadow", 0));
	assert_int_equal(report_html(dir, "plots"), 0);
	assert_int_equal(times("report.html", NO_BOOT), 0);
	assert_int_equal(times("report.html", ">user space<"), 0);
	assert_int_equal(times("derived/boot-timeline.svg", "<polygon") > 0, 1);
}

static void test_no_boot(void **state)
{
	(void)state;
	add_meta("vmx-emu");
	add(record("boot", "ept", 0, 64));
	assert_int_equal(report_html(dir, "plots"), 0);
	assert_int_equal(times("report.html", NO_BOOT), 1);
}

/* Records that contradict themselves are left out. */
static void test_contradictions(void **state)
{
	json_t *line, *obj = boot("ept", 1);

	(void)state;
	add_meta("vmx-emu");
	add(with_phases(boot("ept", 0), 5));
	line = json_object_get(obj, "timeline");
	json_object_set_new(line, "cycles", json_pack("[i,i,i]", 2, 1, 3));
	add(obj);
	obj = boot("shadow", 0);
	line = json_object_get(obj, "timeline");
	json_array_clear(json_object_get(line, "reasons"));
	add(obj);
	obj = boot("shadow", 1);
	json_object_set_new(obj, "phases", json_string("none"));
	add(obj);
	/* Of which nothing can be used: a report all the same, and an error. */
	assert_int_equal(report_html(dir, "plots"), -EBADMSG);
	assert_int_equal(times("report.html", NO_BOOT), 1);
	assert_int_equal(times("report.md", "4 lines of records.jsonl left out"),
			 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_both_modes),
		TEST(test_phase_of_vmm),
		TEST(test_repetitions),
		TEST(test_timeline_without_phases),
		TEST(test_no_boot),
		TEST(test_contradictions),
	};

	if (access("/usr/bin/gnuplot", X_OK)) {
		fprintf(stderr, "test_report_boot: skipped: no gnuplot\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
