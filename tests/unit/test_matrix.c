// SPDX-License-Identifier: GPL-2.0
/* The grammar of a study's file, docs/studies.md, and the runs that come of it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

#include "combine.h"

static struct matrix matrix;
static struct study_runs runs;
static struct matrix_error error;

static bool is_rig(const char *name)
{
	return !strcmp(name, "svm-emu") || !strcmp(name, "vmx-emu");
}

static int parse(const char *text)
{
	return matrix_parse(&matrix, text, strlen(text), is_rig, &error) ?:
	       study_combine(&runs, &matrix, &error);
}

static void drop(void)
{
	study_runs_free(&runs);
	matrix_free(&matrix);
}

/* The words of all runs, one a line. */
static char *words(void)
{
	GString *all = g_string_new(NULL);

	for (size_t i = 0; i < runs.n; i++) {
		char **list = study_run_words(&runs.list[i], &matrix);
		char *line = g_strjoinv(" ", list);

		g_string_append_printf(all, "%s\n", line);
		g_free(line);
		g_strfreev(list);
	}
	return g_string_free(all, FALSE);
}

static void test_words(void **state)
{
	static const struct { const char *text, *words; } good[] = {
		{ "mode = tdp",
		  "--mode=tdp --workload=null,cpuid,boot,idle,fileio,pagefault --reps=3\n" },
		{ "workload=null # all else as it is\n\nreps=7",
		  "--workload=null --reps=7\n" },
		{ "rig = svm-emu\r\nmode = npt,shadow\nvcpus = 1,\n   # two, too\n   2\nworkload = null\nreps = 1",
		  "--rig=svm-emu --vcpus=1 --workload=null --reps=1\n"
		  "--rig=svm-emu --vcpus=2 --workload=null --reps=1\n" },
		{ "kvm.halt_poll_ns = default, 0\nkvm.tdp_mmu = N\nvendor.avic=1\nworkload=null",
		  "--kvm=tdp_mmu=N --vendor-module=avic=1 --workload=null --reps=3\n"
		  "--kvm=halt_poll_ns=0,tdp_mmu=N --vendor-module=avic=1 --workload=null --reps=3\n" },
		{ "guest.pti=on,off\nguest.nopcid=set\nhost.nosmt=default\nworkload=null",
		  "--guest-words=pti=on nopcid --workload=null --reps=3\n"
		  "--guest-words=pti=off nopcid --workload=null --reps=3\n" },
		{ "workload = pagefault, null\npagefault.size = 4K, 1M, default",
		  "--workload=pagefault:size=4096,pagefault:size=1048576,pagefault,null --reps=3\n" },
		{ "verify=yes,no\nworkload=cmd\ncommand=\"echo a, b\"",
		  "--verify --command=echo a, b --workload=cmd --reps=3\n"
		  "--command=echo a, b --workload=cmd --reps=3\n" },
		/* Both modes of what is left: one run; else a run for each. */
		{ "vcpus=1,2\nworkload=null,cpuid:count=5\nexclude vcpus=2 workload=cpuid",
		  "--vcpus=1 --workload=null,cpuid:count=5 --reps=3\n"
		  "--vcpus=2 --workload=null --reps=3\n" },
		{ "mode=tdp,shadow\nworkload=null,cpuid\nexclude mode=ept workload=null",
		  "--mode=tdp --workload=cpuid --reps=3\n"
		  "--mode=shadow --workload=null,cpuid --reps=3\n" },
		{ "vcpus=1,2\nmode=tdp,shadow\nworkload=null\nexclude vcpus=2 mode=tdp,shadow",
		  "--vcpus=1 --workload=null --reps=3\n" },
		{ "workload=pagefault\npagefault.size=4096,8192\nmode=tdp\nexclude pagefault.size=8K",
		  "--mode=tdp --workload=pagefault:size=4096 --reps=3\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		char *got;

		if (parse(good[i].text))
			fail_msg("'%s': %u:%u: %s", good[i].text,
				 error.at.line, error.at.column, error.why.text);
		got = words();
		assert_string_equal(got, good[i].words);
		g_free(got);
		drop();
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(parse("name = a-study.2\nvcpus=1,2\nmode=tdp,shadow\n"
		"guest.mitigations=\"auto,nosmt\",off\nkernel=6.1\nworkload=null,cpuid\n"
		"exclude vcpus=2 mode=tdp workload=null\n"
		"plot null:exits/op by vcpus lines mode\nplot boot/tdp:HLT.p99 by workload\n"), 0);
	assert_string_equal(matrix.name, "a-study.2");
	assert_int_equal(runs.n, 6);
	assert_string_equal(runs.list[0].label, "vcpus=1 guest.mitigations=auto,nosmt");
	assert_string_equal(runs.list[0].folder, "01-vcpus=1-guest.mitigations=auto-nosmt");
	assert_string_equal(runs.list[2].label,
			    "vcpus=2 guest.mitigations=auto,nosmt mode=tdp");
	assert_int_equal(study_run_cells(&runs.list[0], &matrix), 12);
	assert_int_equal(study_run_cells(&runs.list[2], &matrix), 3);
	assert_int_equal(matrix.n_plots, 2);
	assert_string_equal(matrix.plots[0].figure, "null:exits/op");
	assert_string_equal(matrix.plots[0].lines, "mode");
	assert_null(matrix.plots[1].lines);
	drop();
	assert_int_equal(parse("mode=tdp"), 0);
	assert_string_equal(runs.list[0].folder, "01-all");
	drop();
}

static void test_bad(void **state)
{
	static const struct { const char *text; unsigned int line, column;
		const char *why; } bad[] = {
		{ "", 1, 1, "no axis" },
		{ "# nothing\n\n", 3, 1, "no axis" },
		{ "reps=3\n", 2, 1, "no axis" },
		{ "mode", 1, 1, "AXIS = VALUE" },
		{ "= tdp", 1, 1, "AXIS = VALUE" },
		{ "mode tdp", 1, 1, "AXIS = VALUE" },
		{ "mode =", 1, 7, "missing" },
		{ "mode = ,tdp", 1, 8, "missing" },
		{ "mode = tdp,", 1, 12, "missing" },
		{ "mode = tdp,\n\n# end\n", 4, 1, "missing" },
		{ "mode = tdp shadow", 1, 12, "end of the line" },
		{ "mode = tdp\n  vcpus = 1, 02", 2, 14, "number from 1" },
		{ "mode = tdp\nmode = shadow", 2, 1, "already, in line 1" },
		{ "mode = tdp, npt", 1, 13, "twice" },
		{ "mode = both", 1, 8, "unknown paging mode" },
		{ "rig = svm-emu, bochs", 1, 16, "no rig 'bochs'" },
		{ "kernel = ../../etc", 1, 10, "a version" },
		{ "kernel = 6.1, \"\"", 1, 15, "empty" },
		{ "machine = q35, pc-q35-9.9", 1, 16, "known ones: q35" },
		{ "vcpus = 0", 1, 9, "number from 1" },
		{ "vcpus = 99999999999999999999", 1, 9, "number from 1" },
		{ "wolkload = null", 1, 1, "unknown axis 'wolkload'; known ones: rig" },
		{ "domain = x", 1, 1, "measured as it is" },
		{ "pcid = on", 1, 1, "guest.nopcid" },
		{ "vmm = x", 1, 1, "make study VMM=" },
		{ "workload = nul", 1, 12, "unknown workload 'nul'" },
		{ "workload = null, null", 1, 18, "twice" },
		{ "workload = @mm", 1, 12, "no groups" },
		{ "workload = cpuid:count=0", 1, 12, "integer from" },
		{ "workload = cpuid:count=1000, cpuid", 1, 30, "twice" },
		{ "workload = null\npagefault.size=4K", 2, 1, "does not have pagefault" },
		{ "pagefault.size=4K", 1, 1, "does not have pagefault" },
		{ "workload = pagefault\npagefault.sizes=4K", 2, 1, "no parameter 'sizes'" },
		{ "workload = pagefault\npagefault.size=4K, 4096", 2, 20, "twice" },
		{ "workload = pagefault\npagefault.size=4K:count=3", 2, 16, "one value" },
		{ "workload = pagefault:size=8K\npagefault.size=4K", 1, 12, "gives it size, too" },
		{ "workload = cpuid\npagefault.", 2, 1, "AXIS = VALUE" },
		{ "pagefault. = 3", 1, 1, "no parameter ''" },
		{ "kvm. = 3", 1, 1, "no parameter of a module" },
		{ "kvm.a-b = 3", 1, 1, "no parameter of a module" },
		{ "kvm.a = \"b,c\"", 1, 9, "no comma" },
		{ "kvm.a = \"b c\"", 1, 9, "without blanks" },
		{ "vendor.npt = 0", 1, 1, "use the axis mode" },
		{ "vendor.ept = 0", 1, 1, "use the axis mode" },
		{ "guest.init = /bin/sh", 1, 1, "need it as it is" },
		{ "guest.-- = set", 1, 1, "need it as it is" },
		{ "guest.a = --", 1, 11, "printable ASCII" },
		{ "guest.a = \303\274", 1, 11, "printable ASCII" },
		{ "guest.a = \"x", 1, 11, "does not end" },
		{ "guest.a = \"x\ny\"", 1, 11, "does not end" },
		{ "guest.a = \"x\"y", 1, 14, "must follow" },
		{ "guest.a = x\"y\"", 1, 12, "end of the line" },
		{ "command = \"\303\274\" \xff", 1, 15, "UTF-8" },
		{ "mode = tdp\n\tm\001ode", 2, 3, "control character, number 1" },
		{ "mode = tdp\177", 1, 11, "control character, number 127" },
		{ "verify = maybe", 1, 10, "yes or no" },
		{ "name = ../x", 1, 8, "letters" },
		{ "name = .x", 1, 8, "letters" },
		{ "name = x\nname = y", 2, 1, "already" },
		{ "reps = 0", 1, 8, "number from 1" },
		{ "reps = 1, 2", 1, 9, "end of the line" },
		{ "reps = 1\nreps = 1", 2, 1, "already" },
		{ "mode = tdp\nexclude", 2, 8, "AXIS=VALUE" },
		{ "exclude mode=tdp\nmode = tdp", 1, 9, "no axis 'mode' above" },
		{ "mode = tdp\nexclude mode", 2, 13, "AXIS=VALUE" },
		{ "mode = tdp\nexclude mode=shadow", 2, 14, "no value of the axis" },
		{ "mode = tdp\nexclude mode=tdp, x", 2, 19, "no value of the axis" },
		{ "vcpus=1\nmode = tdp\nexclude mode=tdp vcpus", 3, 23, "AXIS=VALUE" },
		{ "mode = tdp\nexclude mode=tdp", 2, 1, "everything" },
		{ "workload=null, cpuid\nexclude workload=null workload=cpuid", 2, 1, "takes nothing out" },
		{ "mode = tdp\nplot", 2, 1, "plot FIGURE by AXIS" },
		{ "mode = tdp\nplot exits vcpus", 2, 1, "plot FIGURE by AXIS" },
		{ "mode = tdp\nplot exits by vcpus", 2, 15, "no axis 'vcpus'" },
		{ "mode = tdp\nplot exits by mode line workload", 2, 20, "lines AXIS" },
		{ "mode = tdp\nplot exits by mode lines mode", 2, 1, "another axis" },
		{ "mode = tdp\nplot exits by mode lines workload x", 2, 35, "end of the line" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (parse(bad[i].text) != -EINVAL)
			fail_msg("'%s' is taken", bad[i].text);
		if (error.at.line != bad[i].line ||
		    error.at.column != bad[i].column ||
		    !strstr(error.why.text, bad[i].why))
			fail_msg("'%s': %u:%u: %s", bad[i].text, error.at.line,
				 error.at.column, error.why.text);
		drop();
	}
}

/* As many of everything as a file may have, and one more. */
static void test_many(void **state)
{
	GString *text = g_string_new("workload=null\n");

	(void)state;
	for (int i = 1; i < MATRIX_AXES_MAX; i++)
		g_string_append_printf(text, "kvm.a%d = 1\n", i);
	assert_int_equal(parse(text->str), 0);
	drop();
	g_string_append(text, "kvm.b = 1");
	assert_int_equal(parse(text->str), -EINVAL);
	assert_int_equal(error.at.line, MATRIX_AXES_MAX + 1);
	drop();

	g_string_assign(text, "workload=null\nvcpus=1");
	for (int i = 2; i <= MATRIX_VALUES_MAX; i++)
		g_string_append_printf(text, ",%d", i);
	assert_int_equal(parse(text->str), 0);
	assert_int_equal(runs.n, MATRIX_VALUES_MAX);
	drop();
	g_string_append(text, ",1000");
	assert_int_equal(parse(text->str), -EINVAL);
	drop();

	/* 2^31 combinations are not even begun. */
	g_string_assign(text, "workload=null\n");
	for (int i = 1; i < MATRIX_AXES_MAX; i++)
		g_string_append_printf(text, "kvm.a%d = 0,1\n", i);
	assert_int_equal(parse(text->str), -EINVAL);
	assert_non_null(strstr(error.why.text, "combinations"));
	drop();
	g_string_assign(text, "workload=null\n");
	for (int i = 1; i <= 10; i++)
		g_string_append_printf(text, "kvm.a%d = 0,1\n", i);
	assert_int_equal(parse(text->str), -EINVAL);
	assert_non_null(strstr(error.why.text, "runs"));
	drop();

	/* Workloads multiply, too. */
	g_string_assign(text, "workload=pagefault,fork\npagefault.size=4096");
	for (int i = 2; i <= MATRIX_VALUES_MAX; i++)
		g_string_append_printf(text, ",%d", i * 4096);
	assert_int_equal(parse(text->str), -EINVAL);
	assert_non_null(strstr(error.why.text, "workloads"));
	drop();

	g_string_assign(text, "# ");
	while (text->len <= MATRIX_BYTES_MAX)
		g_string_append_c(text, 'x');
	assert_int_equal(parse(text->str), -EINVAL);
	drop();
	assert_int_equal(matrix_parse(&matrix, "mode=tdp\0#", 10, is_rig, &error),
			 -EINVAL);
	assert_int_equal(error.at.column, 9);
	drop();
	g_string_free(text, TRUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
