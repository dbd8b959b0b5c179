// SPDX-License-Identifier: GPL-2.0
/*
 * A run that goes on, in parts: what its machines are still to do, the directories
 * that it has, and the settings that make the same plan again. As a whole it is
 * tests/e2e/resume.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib.h>

#include "cell.h"
#include "dirs.h"
#include "line.h"
#include "remove_tree.h"
#include "resume.h"
#include "session.h"
#include "settings.h"

static int fake_start(struct machine *m)
{
	(void)m;
	return 0;
}

static int fake_poll(struct machine *m)
{
	(void)m;
	return 1;
}

static void fake_stop(struct machine *m)
{
	(void)m;
}

static char *fake_describe(const struct machine *m)
{
	(void)m;
	return strdup("fake");
}

static struct rig fake = {
	.name = "fake", .vendor = VENDOR_VMX, .cmdline = "",
	.start = fake_start, .poll = fake_poll, .stop = fake_stop,
	.describe = fake_describe,
};

static struct plan plan;
static struct session session;
static char work[] = "/tmp/exitbench-test-XXXXXX";
static unsigned int came;

static void count(struct session *s, const json_t *record, void *arg)
{
	(void)s;
	(void)record;
	(void)arg;
	came++;
}

static void begin(bool real)
{
	strcpy(strrchr(work, '-') + 1, "XXXXXX");
	assert_non_null(mkdtemp(work));
	fake.real = real;
	came = 0;
	plan_init(&plan);
	plan.rig = &fake;
	plan.reps = 2;
	plan_set_mode(&plan, "tdp");
	plan_set_workloads(&plan, "null,cpuid:count=7,vmcall");
	assert_int_equal(session_init(&session, &plan, 0, work), 0);
}

static void end(void)
{
	session_stop(&session);
	session_free(&session);
	remove_tree(work);
}

static json_t *record_of(unsigned int job, int rep, const char *status)
{
	json_t *obj = cell_without_figures(&plan.job[job], rep, status, "why");

	json_object_set_new(obj, "rig", json_string("fake"));
	json_object_set_new(obj, "ops", json_integer(1));
	cell_place(obj, VENDOR_VMX, PAGING_TDP, plan.machine);
	return obj;
}

static void keep(unsigned int job, int rep, const char *status)
{
	json_t *obj = record_of(job, rep, status);

	session_keep(&session, obj);
	json_decref(obj);
}

/* The KVM host sends it. */
static void say(unsigned int job, int rep, int cycles)
{
	json_t *obj = record_of(job, rep, "ok");
	FILE *file = fopen(session.channel, "a");
	char *line;

	json_object_del(obj, "rig");
	json_object_del(obj, "error");
	json_object_set_new(obj, "elapsed_cycles", json_integer(cycles));
	line = line_seal(LINE_RECORD, obj);
	fprintf(file, "%s\n", line);
	fclose(file);
	free(line);
	session_poll(&session, count, NULL);
}

static const char *jobs_of_worker(void)
{
	return session.worker[g_strv_length(session.worker) - 1];
}

/* Neither failed ones nor those of elsewhere or of nothing that was asked for. */
static void test_what_is_kept(void **state)
{
	json_t *obj;

	(void)state;
	begin(true);
	keep(0, 0, "ok");
	keep(0, 1, "failed");
	keep(1, 0, "skipped");
	keep(1, 7, "ok");
	obj = record_of(2, 0, "ok");
	json_object_set_new(obj, "paging", json_string("shadow"));
	session_keep(&session, obj);
	json_object_set_new(obj, "paging", json_string("ept"));
	json_object_set_new(obj, "rig", json_string("other"));
	session_keep(&session, obj);
	json_decref(obj);
	assert_non_null(session.cells[0]);
	assert_null(session.cells[1]);
	assert_non_null(session.cells[2]);
	for (int i = 3; i < 6; i++)
		assert_null(session.cells[i]);
	end();
}

/* A real processor has no history: workloads that owe nothing are left out. */
static void test_real(void **state)
{
	(void)state;
	begin(true);
	keep(0, 0, "ok");
	keep(0, 1, "ok");
	keep(1, 0, "ok");
	session_resume(&session, true);
	assert_false(session.whole);
	assert_string_equal(jobs_of_worker(), "cpuid:count=7,vmcall");
	assert_int_equal(session.machine.plan->nr_jobs, 2);
	assert_false(session_awaits(&session, 0));
	assert_true(session_awaits(&session, 2));
	assert_true(session_awaits(&session, 3));
	session_start(&session, count, NULL);
	/* What comes again is not the same, and needs not be. */
	say(1, 0, 99);
	say(1, 1, 99);
	say(2, 0, 99);
	say(2, 1, 99);
	assert_int_equal(came, 3);
	assert_int_equal(session.differs, 0);
	assert_int_equal(session.damaged, 0);
	assert_int_equal(json_integer_value(json_object_get(session.cells[2],
				"elapsed_cycles")), 0);
	/* A second time is too often. */
	say(1, 0, 99);
	assert_int_equal(session.damaged, 1);
	end();
}

/* An emulated machine does all again, and what was kept must come again. */
static void test_emulated(void **state)
{
	json_t *kept;

	(void)state;
	begin(false);
	kept = record_of(0, 0, "ok");
	json_object_del(kept, "error");
	json_object_set_new(kept, "elapsed_cycles", json_integer(5));
	json_object_set_new(kept, "schema", json_integer(1));
	json_object_set_new(kept, "kernel", json_string("unknown"));
	session_keep(&session, kept);
	json_decref(kept);
	keep(0, 1, "ok");
	session_resume(&session, true);
	assert_string_equal(jobs_of_worker(), "null,cpuid:count=7,vmcall");
	assert_true(session_awaits(&session, 0));
	session_start(&session, count, NULL);
	say(0, 0, 5);
	assert_int_equal(session.differs, 0);
	assert_false(session_awaits(&session, 0));
	say(0, 1, 5);
	assert_int_equal(session.differs, 1);
	assert_int_equal(came, 0);
	say(1, 0, 5);
	assert_int_equal(came, 1);
	end();
}

/* With all records there is nothing to do, unless its machine's facts are missing. */
static void test_whole(void **state)
{
	for (int ran = 0; ran < 2; ran++) {
		(void)state;
		begin(ran);
		for (unsigned int i = 0; i < 6; i++)
			keep(i / 2, i % 2, "ok");
		session_resume(&session, ran);
		assert_int_equal(session.whole, ran);
		assert_int_equal(session.over, ran);
		assert_string_equal(jobs_of_worker(), "null,cpuid:count=7,vmcall");
		end();
	}
}

/* Two that differ in one of the settings are told apart by its name. */
static void test_settings(void **state)
{
	json_t *settings, *other;
	char **options;

	(void)state;
	begin(true);
	plan.command = "a 'b' $c";
	plan.verify = true;
	settings = settings_of(&plan);
	assert_string_equal(json_string_value(json_object_get(settings,
				"workload")),
			    "null,cpuid:count=7,vmcall:count=1000");
	options = settings_options(settings);
	assert_true(g_strv_contains((const char *const *)options, "--verify"));
	assert_true(g_strv_contains((const char *const *)options, "--reps=2"));
	assert_true(g_strv_contains((const char *const *)options,
				    "--command=a 'b' $c"));
	g_strfreev(options);
	plan.timeout_s++;
	other = settings_of(&plan);
	assert_string_equal(settings_differ(settings, other), "timeout");
	assert_null(settings_differ(settings, settings));
	json_object_set_new(other, "results", json_string("x"));
	assert_null(settings_options(other));
	json_decref(settings);
	json_decref(other);
	end();
}

/* What an earlier one left for its machines goes; its results stay. */
static void test_dirs(void **state)
{
	struct dirs first, again;
	g_autofree char *results = NULL, *left = NULL;

	(void)state;
	begin(false);
	results = g_build_filename(work, "results", NULL);
	plan.results = results;
	plan.build = work;
	assert_int_equal(dirs_make(&first, &plan, 0), 0);
	left = g_build_filename(first.work, "left", NULL);
	g_file_set_contents(left, "", 0, NULL);
	assert_int_equal(dirs_resume(&again, &plan, first.results), 0);
	assert_string_equal(again.work, first.work);
	assert_string_equal(again.name, first.name);
	assert_int_equal(access(left, F_OK), -1);
	dirs_discard(&again);
	assert_int_equal(access(first.work, F_OK), -1);
	assert_int_equal(access(first.results, F_OK), 0);
	dirs_free(&first);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept),
		cmocka_unit_test(test_real),
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_dirs),
	};

	return cmocka_run_group_tests_name("resume", tests, NULL, NULL);
}
