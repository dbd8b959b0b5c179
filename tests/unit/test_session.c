// SPDX-License-Identifier: GPL-2.0
/*
 * A session with a rig that is a file: what the front end makes of a KVM host
 * that speaks well, mumbles, dies, hangs or does not start.
 */
#include <errno.h>
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
#include "line.h"
#include "session.h"

static int running;
static int stops;

static int fake_start(struct machine *m)
{
	if (running >= 0)
		return 0;
	return sentence_set(&m->why, -ENOENT, "no such emulator");
}

static int fake_poll(struct machine *m)
{
	if (running < 0)
		sentence_set(&m->why, 0, "it panicked");
	return running;
}

static void fake_stop(struct machine *m)
{
	(void)m;
	stops++;
}

static char *fake_describe(const struct machine *m)
{
	(void)m;
	return strdup("fake");
}

static const struct rig fake = {
	.name = "fake", .vendor = VENDOR_VMX, .cmdline = "",
	.start = fake_start, .poll = fake_poll, .stop = fake_stop,
	.describe = fake_describe,
};

static struct plan plan;
static struct session session;
static char work[] = "/tmp/exitbench-test-XXXXXX";
static unsigned int ok, failed;
static char last_error[256];

static void count(struct session *s, const json_t *record, void *arg)
{
	const char *status =
		json_string_value(json_object_get(record, "status"));
	const char *error = json_string_value(json_object_get(record, "error"));

	(void)s;
	(void)arg;
	if (!strcmp(status, "ok"))
		ok++;
	else
		failed++;
	snprintf(last_error, sizeof(last_error), "%s", error ? error : "");
}

static int begin(void **state)
{
	(void)state;
	plan_init(&plan);
	plan.rig = &fake;
	plan.reps = 2;
	plan_set_mode(&plan, "tdp");
	plan_set_workloads(&plan, "null,cpuid:count=7");
	running = 1;
	stops = ok = failed = 0;
	return session_init(&session, &plan, 0, work);
}

static int end(void **state)
{
	(void)state;
	session_stop(&session);
	unlink(session.channel);
	session_free(&session);
	return 0;
}

static void say_raw(const char *text)
{
	FILE *file = fopen(session.channel, "a");

	fputs(text, file);
	fclose(file);
}

static void say(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	say_raw(line);
	say_raw("\n");
	free(line);
}

static json_t *record_of(const char *workload, int count_param, int rep)
{
	json_t *params = count_param ? json_pack("{s:i}", "count", count_param) :
				       json_object();
	json_t *obj = json_pack("{s:s, s:o, s:i, s:s, s:i, s:i, s:i, s:[], s:s}",
				"workload", workload, "params", params,
				"rep", rep, "op", "x", "ops", 1,
				"elapsed_cycles", 5, "exits", 0, "reasons",
				"status", "ok");

	cell_place(obj, VENDOR_VMX, PAGING_TDP, plan.machine);
	return obj;
}

static void say_record(const char *workload, int count_param, int rep)
{
	say(LINE_RECORD, record_of(workload, count_param, rep));
}

static void say_text(enum line_type type)
{
	say(type, json_pack("{s:s}", "text", "said"));
}

static void test_all_well(void **state)
{
	(void)state;
	session_start(&session, count, NULL);
	say_record("null", 0, 0);
	say_record("null", 0, 1);
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 2);
	say_record("cpuid", 7, 0);
	say_record("cpuid", 7, 1);
	say_text(LINE_END);
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 4);
	assert_int_equal(failed, 0);
	assert_true(session.over);
	assert_int_equal(stops, 1);
	assert_string_equal(json_string_value(json_object_get(session.cells[3],
							      "paging")),
			    "ept");
}

static void say_bracket(const json_t *record, json_t *walks)
{
	FILE *file = fopen(session.walks.path, "a");
	json_t *obj = json_pack("{s:I, s:o}", "number",
				(json_int_t)cell_number(record), "walks", walks);

	json_dumpf(obj, file, JSON_COMPACT);
	fputc('\n', file);
	fclose(file);
	json_decref(obj);
}

static json_t *some_walks(int n)
{
	json_t *part = json_object();

	for (const char *const *key = (const char *const []){
	     "accesses", "fetches", "l1_misses", "walks", "walks_2m", "leaf",
	     "upper", "nested_leaf", "nested_upper", "cycles", "flushes",
	     "invlpg", NULL }; *key; key++)
		json_object_set_new(part, *key, json_integer(n));
	return json_pack("{s:s, s:i, s:i, s:O, s:o}", "geometry", "zen4",
			 "dimensions", 2, "nested_page", 4096, "guest", part,
			 "host", part);
}

static json_int_t walks_of(int cell)
{
	return json_integer_value(json_object_get(json_object_get(
		json_object_get(session.cells[cell], "walks"), "guest"),
		"walks"));
}

/* What a report would leave out is not kept as it came, and fails its cell. */
static void test_contradiction(void **state)
{
	json_t *record = record_of("null", 0, 0);

	(void)state;
	json_object_set_new(record, "exits", json_integer(3));
	json_object_set_new(record, "reasons", json_pack(
		"[{s:i, s:s, s:i, s:i, s:i, s:i, s:[{s:i, s:i, s:i, s:b}]}]",
		"reason", 30, "name", "IO_INSTRUCTION", "count", 3,
		"kernel_cycles", 9, "user_cycles", 0, "blocked_cycles", 0,
		"detail", "what", 96, "count", 4, "cycles", 9, "write", 1));
	session_start(&session, count, NULL);
	say(LINE_RECORD, record);
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 0);
	assert_int_equal(failed, 1);
	assert_string_equal(last_error, "the details of reason 30 are of more exits than it has");
	assert_int_equal(json_array_size(json_object_get(session.cells[0],
							 "reasons")), 0);
	assert_int_equal(session.damaged, 0);
}

/* Brackets find their records by number, whatever their order; the last counts. */
static void test_walks(void **state)
{
	json_t *null0 = record_of("null", 0, 0), *null1 = record_of("null", 0, 1);
	json_t *cpuid0 = record_of("cpuid", 7, 0), *bad = some_walks(9);

	(void)state;
	plan.walks = "zen4";
	session.plugin = g_strdup("as if");
	session_start(&session, count, NULL);
	say_bracket(null1, some_walks(1));
	say_bracket(null0, some_walks(2));
	say_bracket(null0, some_walks(3));
	say(LINE_RECORD, null0);
	session_poll(&session, count, NULL);
	say(LINE_RECORD, null1);
	json_object_set_new(bad, "unknown", json_integer(1));
	say_bracket(cpuid0, bad);
	say(LINE_RECORD, cpuid0);
	say_record("cpuid", 7, 1);
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 4);
	assert_int_equal(session.damaged, 0);
	assert_int_equal(walks_of(0), 3);
	assert_int_equal(walks_of(1), 1);
	/* Refused, and none: the records stay without. */
	assert_null(json_object_get(session.cells[2], "walks"));
	assert_null(json_object_get(session.cells[3], "walks"));
	unlink(session.walks.path);
}

static void say_vmruns(const json_t *record, int vmruns)
{
	g_autofree char *line = g_strdup_printf(
		"{\"number\":%u,\"vmruns\":%d}\n", cell_number(record), vmruns);
	FILE *file = fopen(session.walks.path, "a");

	fputs(line, file);
	fclose(file);
}

static json_t *watched(json_t *record)
{
	json_object_set_new(record, "witness", json_pack(
		"{s:[], s:i, s:i, s:i, s:{}, s:i, s:[]}", "traced", "untraced", 0,
		"lost", 0, "vcpus", 1, "stats", "stats_traced", 0, "differs"));
	return record;
}

/* What the emulator executed is held against what was counted, which is 0 exits. */
static void test_vmruns(void **state)
{
	json_t *null0 = watched(record_of("null", 0, 0));
	json_t *null1 = watched(record_of("null", 0, 1));
	json_t *cpuid0 = watched(record_of("cpuid", 7, 0));

	(void)state;
	plan.walks = NULL;
	plan.vmruns = true;
	session.plugin = g_strdup("as if");
	session_start(&session, count, NULL);
	say_vmruns(null0, 0);
	say_vmruns(null1, 1);
	say(LINE_RECORD, null0);
	say(LINE_RECORD, null1);
	say(LINE_RECORD, cpuid0);
	session_poll(&session, count, NULL);
	plan.vmruns = false;
	assert_int_equal(ok, 1);
	assert_int_equal(failed, 2);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(
		session.cells[0], "witness"), "vmruns")), 0);
	assert_non_null(strstr(json_string_value(json_object_get(
		session.cells[1], "error")), "VMRUN saw 1"));
	assert_non_null(strstr(json_string_value(json_object_get(
		session.cells[2], "error")), "saw no bracket"));
	unlink(session.walks.path);
}

/* A line may come in two halves. */
static void test_half_lines(void **state)
{
	char *line = line_seal(LINE_END, json_pack("{s:s}", "text", ""));
	char half[16];

	(void)state;
	session_start(&session, count, NULL);
	snprintf(half, sizeof(half), "%s", line);
	say_raw(half);
	session_poll(&session, count, NULL);
	assert_false(session.over);
	say_raw(line + sizeof(half) - 1);
	say_raw("\n");
	session_poll(&session, count, NULL);
	assert_true(session.over);
	assert_int_equal(session.damaged, 0);
	free(line);
}

/* Damaged, foreign and repeated records are rejected; their cells fail. */
static void test_damage(void **state)
{
	(void)state;
	session_start(&session, count, NULL);
	say_raw("{\"type\":\"record\",\"workload\":\"null\"}\n");
	say_raw("[  3.1] a kernel message\n");
	say_record("cpuid", 8, 0);
	say_record("null", 0, 9);
	say_record("null", 0, 0);
	say_record("null", 0, 0);
	say_text(LINE_END);
	session_poll(&session, count, NULL);
	assert_int_equal(session.damaged, 5);
	assert_int_equal(ok, 1);
	assert_int_equal(failed, 3);
	assert_string_equal(last_error,
			    "the KVM host ended without a record of it");
}

/* Where it was is the KVM host's to say, and must be what was asked for. */
static void test_another_place(void **state)
{
	json_t *obj = record_of("null", 0, 0);

	(void)state;
	session_start(&session, count, NULL);
	cell_place(obj, VENDOR_VMX, PAGING_SHADOW, plan.machine);
	say(LINE_RECORD, obj);
	obj = record_of("null", 0, 1);
	json_object_del(obj, "vendor");
	say(LINE_RECORD, obj);
	session_poll(&session, count, NULL);
	assert_int_equal(session.damaged, 2);
	assert_int_equal(ok + failed, 0);
}

/* What the KVM host says of its end goes to all that is owed, console and all. */
static void test_fatal(void **state)
{
	const json_t *record;

	(void)state;
	session_start(&session, count, NULL);
	say_record("null", 0, 0);
	say(LINE_FATAL, json_pack("{s:s, s:[s]}", "text", "no such mode",
				  "console", "its last words"));
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 1);
	assert_int_equal(failed, 3);
	assert_string_equal(last_error, "no such mode");
	record = session.cells[3];
	assert_string_equal(json_string_value(json_array_get(json_object_get(
				record, "console"), 0)), "its last words");
	assert_string_equal(json_string_value(json_object_get(record, "vendor")),
			    "vmx");
	assert_true(session.over);
}

static void test_death(void **state)
{
	(void)state;
	session_start(&session, count, NULL);
	say_record("null", 0, 0);
	running = -1;
	session_poll(&session, count, NULL);
	assert_int_equal(ok, 1);
	assert_int_equal(failed, 3);
	assert_string_equal(last_error, "it panicked");
	assert_int_equal(stops, 1);
}

static void test_silent_end(void **state)
{
	(void)state;
	session_start(&session, count, NULL);
	running = 0;
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 4);
	assert_string_equal(last_error, "the KVM host ended in the middle");
}

static void test_hang(void **state)
{
	(void)state;
	session_start(&session, count, NULL);
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 0);
	session.last_sign.tv_sec -= 601;
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 4);
	assert_string_equal(last_error, "the KVM host was silent for 600 s");
	assert_int_equal(stops, 1);
}

/* What the user allows a repetition does not end by another limit. */
static void test_hang_takes_its_time(void **state)
{
	struct plan p;

	(void)state;
	plan_init(&p);
	plan_set_workloads(&p, "null,idle:ms=100");
	assert_int_equal(plan_stall_s(&p), 600);
	p.timeout_s = 300;
	assert_int_equal(plan_stall_s(&p), 3000);
	plan_set_workloads(&p, "idle:ms=3600000,null");
	assert_int_equal(plan_stall_s(&p), 3000 + 7200);
	p.domain = "guest";
	p.reps = 1;
	assert_int_equal(plan_stall_s(&p), 2 * (3000 + 7200));
	p.stall_s = 5;
	assert_int_equal(plan_stall_s(&p), 5);

	plan.timeout_s = 120;
	session_start(&session, count, NULL);
	session.last_sign.tv_sec -= 1190;
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 0);
	session.last_sign.tv_sec -= 20;
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 4);
}

static void test_no_start(void **state)
{
	(void)state;
	running = -1;
	session_start(&session, count, NULL);
	assert_int_equal(failed, 4);
	assert_true(session.over);
	assert_string_equal(last_error, "no such emulator");
}

/* Of a KVM host that crashed the trace is told, not how it ended. */
static void test_crash(void **state)
{
	FILE *file = fopen(session.console, "w");
	const json_t *lines;
	int i;

	(void)state;
	fprintf(file, "[    1.5] a line before\n"
		"[    8.25] BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
		"[    8.25] #PF: supervisor write access in kernel mode\n"
		"[    8.25] Oops: 0002 [#1] PREEMPT SMP NOPTI\n"
		"[    8.25] RIP: 0010:cw_cpuid+0x1f/0x120 [kvm]\n"
		"[    8.25] Call Trace:\n"
		"[    8.25]  <TASK>\n"
		"[    8.25]  ? page_fault_oops+0xd2/0x2b0\n"
		"[    8.25]  kvm_emulate_cpuid+0x83/0x120 [kvm]\n"
		"[    8.25]  vcpu_run+0x1a2/0x880 [kvm]\n"
		"[    8.25]  </TASK>\n"
		"[    8.25]  not_a_caller+0x1/0x2\n");
	for (i = 0; i < 30; i++)
		fprintf(file, "[    9.%d] line %d\n", i, i);
	fclose(file);
	session_start(&session, count, NULL);
	running = -1;
	session_poll(&session, count, NULL);
	assert_int_equal(failed, 4);
	assert_string_equal(last_error,
		"the KVM host crashed: BUG: kernel NULL pointer dereference, address: 0000000000000008; at cw_cpuid+0x1f/0x120 [kvm]; called by kvm_emulate_cpuid+0x83/0x120 [kvm], vcpu_run+0x1a2/0x880 [kvm]");
	lines = json_object_get(session.cells[0], "console");
	assert_int_equal(json_array_size(lines), 4);
	unlink(session.console);
}

/* What a process has done wrong is no crash of the kernel. */
static void test_no_crash(void **state)
{
	FILE *file = fopen(session.console, "w");

	(void)state;
	fprintf(file, "[    1.5] traps: qemu[71] general protection fault ip:7f sp:7f error:0\n"
		"[    1.6] a list [#x]\n");
	fclose(file);
	session_start(&session, count, NULL);
	running = 0;
	session_poll(&session, count, NULL);
	assert_string_equal(last_error, "the KVM host ended in the middle");
	unlink(session.console);
}

static void test_console_is_kept(void **state)
{
	FILE *file = fopen(session.console, "w");
	const json_t *lines;
	int i;

	(void)state;
	for (i = 0; i < 30; i++)
		fprintf(file, "line %d\n", i);
	fprintf(file, "not \xff UTF-8\n");
	fclose(file);
	session_start(&session, count, NULL);
	running = 0;
	session_poll(&session, count, NULL);
	lines = json_object_get(session.cells[0], "console");
	assert_int_equal(json_array_size(lines), 12);
	assert_string_equal(json_string_value(json_array_get(lines, 11)),
			    "line 29");
	unlink(session.console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all_well, begin, end),
		cmocka_unit_test_setup_teardown(test_contradiction, begin, end),
		cmocka_unit_test_setup_teardown(test_walks, begin, end),
		cmocka_unit_test_setup_teardown(test_vmruns, begin, end),
		cmocka_unit_test_setup_teardown(test_half_lines, begin, end),
		cmocka_unit_test_setup_teardown(test_damage, begin, end),
		cmocka_unit_test_setup_teardown(test_another_place, begin, end),
		cmocka_unit_test_setup_teardown(test_fatal, begin, end),
		cmocka_unit_test_setup_teardown(test_death, begin, end),
		cmocka_unit_test_setup_teardown(test_silent_end, begin, end),
		cmocka_unit_test_setup_teardown(test_hang, begin, end),
		cmocka_unit_test_setup_teardown(test_hang_takes_its_time, begin,
						end),
		cmocka_unit_test_setup_teardown(test_no_start, begin, end),
		cmocka_unit_test_setup_teardown(test_crash, begin, end),
		cmocka_unit_test_setup_teardown(test_no_crash, begin, end),
		cmocka_unit_test_setup_teardown(test_console_is_kept, begin,
						end),
	};

	int failures;

	if (!mkdtemp(work))
		return 1;
	failures = cmocka_run_group_tests_name("session", tests, NULL, NULL);
	return rmdir(work) || failures;
}
