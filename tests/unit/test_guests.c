// SPDX-License-Identifier: GPL-2.0
/*
 * The KVM host's loop over guests, with guests that are scripts: what becomes of
 * cells when a guest hangs, dies, mumbles, or proves the mode wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake_kvmhost.h"
#include "line.h"
#include "reasons.h"

static void say(enum line_type type, json_t *obj)
{
	char *line = line_seal(type, obj);

	dprintf(STDOUT_FILENO, "%s\n", line);
}

/* Five exits of one reason. */
static json_t *row(int reason)
{
	return json_pack("{s:i, s:s, s:i, s:i, s:i, s:i}", "reason", reason,
			 "name", "x", "count", 5, "kernel_cycles", 1,
			 "user_cycles", 1, "blocked_cycles", 1);
}

static void hello(const char *paging, int reason)
{
	say(LINE_HELLO, json_pack("{s:s, s:s, s:i, s:[o]}", "vendor", "vmx",
				  "paging", paging, "vcpus", 1, "reasons",
				  row(reason)));
}

static json_t *record_of(const char *workload, int rep, json_t *reasons,
			 const char *status)
{
	return json_pack("{s:s, s:{}, s:i, s:s, s:i, s:i, s:i, s:o, s:s}",
			 "workload", workload, "params", "rep", rep,
			 "op", "x", "ops", 1, "elapsed_cycles", 9,
			 "exits", 5, "reasons", reasons, "status", status);
}

static void record(const char *workload, int rep, int reason)
{
	say(LINE_RECORD, record_of(workload, rep, json_pack("[o]", row(reason)),
				   "ok"));
}

static void bye(void)
{
	say(LINE_BYE, json_object());
}

static void reps(const char *workload, int from)
{
	record(workload, from, 10);
	if (from == 0)
		record(workload, 1, 10);
}

static void good(const char *args)
{
	const char *rep = strstr(args, "--boot-rep=");

	/* No name is empty: the guest refuses such a list. */
	assert_null(strstr(args, " ,"));
	assert_null(strstr(args, ",,"));
	hello("tdp", 48);
	if (rep)
		record("boot", atoi(rep + strlen("--boot-rep=")), 48);
	if (strstr(args, "null"))
		reps("null", 0);
	if (strstr(args, "idle"))
		reps("idle", 0);
	bye();
}

static void dies_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	record("null", 0, 10);
}

static void hangs_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	sleep(60);
}

static void no_boot(const char *args)
{
	(void)args;
}

static void mumbles(const char *args)
{
	hello("tdp", 48);
	dprintf(STDOUT_FILENO, "kernel: oops\n");
	reps("null", 0);
	if (strstr(args, "idle"))
		reps("idle", 0);
	bye();
}

/* The discovery leaf is right, the exits are not. */
static void shadow_in_disguise(const char *args)
{
	(void)args;
	hello("tdp", 14);
	reps("null", 0);
	bye();
}

static void other_leaf(const char *args)
{
	(void)args;
	hello("shadow", 48);
	reps("null", 0);
	bye();
}

static void invlpg_in_null(const char *args)
{
	(void)args;
	hello("tdp", 48);
	record("null", 0, 14);
	reps("idle", 0);
	bye();
}

static void says_only_bye(const char *args)
{
	(void)args;
	hello("tdp", 48);
	bye();
}

/* All its details, each as long as it can be. */
static void is_verbose(const char *args)
{
	json_t *details = json_array(), *obj;
	int i, rep;

	(void)args;
	for (i = 0; i < DETAILS_MAX; i++)
		json_array_append_new(details, json_pack(
			"{s:I, s:b, s:I, s:I}", "what", INT64_MAX, "write", 0,
			"count", INT64_MAX, "cycles", INT64_MAX));
	hello("tdp", 48);
	for (rep = 0; rep < 2; rep++) {
		obj = row(10);
		json_object_set(obj, "detail", details);
		say(LINE_RECORD, record_of("null", rep, json_pack("[o]", obj),
					   "ok"));
	}
	json_decref(details);
	bye();
}

static void says_more(const char *args)
{
	json_t *obj = record_of("null", 0, json_array(), "ok");

	(void)args;
	hello("tdp", 48);
	json_object_set_new(obj, "colour", json_string("green"));
	say(LINE_RECORD, obj);
	say(LINE_RECORD, json_object());
	say(LINE_END, json_pack("{s:s}", "text", "not its word"));
	bye();
}

static void boot_fails(const char *args)
{
	json_t *obj = record_of("boot", strstr(args, "--boot-rep=1") ? 1 : 0,
				json_array(), "failed");

	hello("tdp", 48);
	json_object_set_new(obj, "error", json_string("no latch"));
	say(LINE_RECORD, obj);
	if (strstr(args, "null"))
		reps("null", 0);
	bye();
}

static void qemu_says(const char *text)
{
	FILE *out = fopen("run/qemu-messages", "w");

	fprintf(out, "%s", text);
	fclose(out);
}

/* QEMU stops the guest, and goes on itself. */
static void entry_fails(const char *args)
{
	(void)args;
	qemu_says("qemu: warning: this is an old machine\n"
		  "KVM: entry failed, hardware error 0x7\n"
		  "EAX=00000000 EBX=00000000\n");
	sleep(60);
}

static void qemu_ends(const char *args)
{
	(void)args;
	qemu_says("qemu: warning: this is an old machine\n"
		  "qemu: could not open '\xff'\n");
}

/* Of a guest that may be slow to start; but the one that hangs is to be found soon. */
static unsigned int patience_s = 30;

/* Runs @words with two repetitions; returns "null0+ null1- boot0+ ..." */
static const char *run(const char *words)
{
	static struct kvmhost host;
	static char result[512];
	char copy[128], *rest = copy, *word;
	struct sentence why;
	const json_t *obj;
	size_t i;

	host = (struct kvmhost){
		.vendor = VENDOR_VMX, .machine = "q35", .reps = 2, .warmup = 1,
		.timeout_s = patience_s,
	};
	snprintf(copy, sizeof(copy), "%s", words);
	while ((word = strsep(&rest, " ")))
		assert_int_equal(job_parse(word, &host.job[host.nr_jobs++],
					   &why), 0);
	guests_run(&host);

	result[0] = 0;
	json_array_foreach(emitted, i, obj) {
		if (strcmp(json_string_value(json_object_get(obj, "type")),
			   "record"))
			continue;
		snprintf(result + strlen(result),
			 sizeof(result) - strlen(result), "%s%d%s ",
			 json_string_value(json_object_get(obj, "workload")),
			 (int)json_integer_value(json_object_get(obj, "rep")),
			 strcmp(json_string_value(json_object_get(obj,
								  "status")),
				"ok") ? "-" : "+");
	}
	return result;
}

/* How many lines of a type were emitted. */
static int emitted_of(const char *type)
{
	const json_t *obj;
	int n = 0;
	size_t i;

	json_array_foreach(emitted, i, obj)
		n += !strcmp(json_string_value(json_object_get(obj, "type")),
			     type);
	return n;
}

static const char *error_of(size_t record)
{
	const json_t *obj;
	size_t i;

	json_array_foreach(emitted, i, obj)
		if (!strcmp(json_string_value(json_object_get(obj, "type")),
			    "record") && !record--)
			return json_string_value(json_object_get(obj, "error"));
	return NULL;
}

/* The text of the first line of a type. */
static const char *text_of(const char *type)
{
	const json_t *obj;
	size_t i;

	json_array_foreach(emitted, i, obj)
		if (!strcmp(json_string_value(json_object_get(obj, "type")),
			    type))
			return json_string_value(json_object_get(obj, "text"));
	return NULL;
}

/* Why nothing more will come, NULL when it did not say so. */
static const char *fatal(void)
{
	const json_t *obj;
	size_t i;

	json_array_foreach(emitted, i, obj)
		if (!strcmp(json_string_value(json_object_get(obj, "type")),
			    "fatal")) {
			assert_non_null(json_object_get(obj, "console"));
			return json_string_value(json_object_get(obj, "text"));
		}
	return NULL;
}

static int begin(void **state)
{
	(void)state;
	emitted = json_array();
	memset(script, 0, sizeof(script));
	guests = 0;
	patience_s = 30;
	module_error = complaint = NULL;
	return 0;
}

static int end(void **state)
{
	(void)state;
	json_decref(emitted);
	return 0;
}

static void test_boot_gets_its_own_guests(void **state)
{
	(void)state;
	script[0] = script[1] = good;
	assert_string_equal(run("null boot idle:ms=1"),
			    "null0+ null1+ idle0+ idle1+ boot0+ boot1+ ");
	assert_string_equal(seen_args[0],
			    "--reps=2 --first-rep=0 --boot-rep=0 boot,null,idle:ms=1");
	assert_string_equal(seen_args[1],
			    "--reps=2 --first-rep=0 --boot-rep=1 boot");
}

static void test_boots_of_two_kinds(void **state)
{
	(void)state;
	script[0] = script[1] = script[2] = script[3] = good;
	run("boot null boot:interval=0");
	assert_int_equal(guests, 4);
	assert_string_equal(seen_args[1],
			    "--reps=2 --first-rep=0 --boot-rep=1 boot");
	assert_string_equal(seen_args[3],
			    "--reps=2 --first-rep=0 --boot-rep=1 boot:interval=0");
}

static void wants_vcpus(const char *args)
{
	if (strstr(args, "--vcpus=2"))
		say(LINE_PLUG, json_object());
	hello("tdp", 48);
	if (strstr(args, "ipi"))
		reps("ipi", 0);
	else
		reps("null", 0);
	bye();
}

/* A guest of its own, which asks for its second vCPU when it has booted. */
static void test_second_vcpu(void **state)
{
	(void)state;
	plugged = 0;
	script[0] = script[1] = wants_vcpus;
	assert_string_equal(run("null ipi"), "null0+ null1+ ipi0+ ipi1+ ");
	assert_string_equal(seen_args[0], "--reps=2 --first-rep=0 null");
	assert_string_equal(seen_args[1],
			    "--vcpus=2 --reps=2 --first-rep=0 ipi");
	assert_int_equal(plugged, 2);
}

static void test_death_costs_one_workload(void **state)
{
	(void)state;
	script[0] = dies_in_null;
	script[1] = good;
	assert_string_equal(run("null idle:ms=1"),
			    "null0+ null1- idle0+ idle1+ ");
	assert_string_equal(error_of(1), "the guest ended in the middle");
	assert_string_equal(seen_args[1],
			    "--reps=2 --first-rep=0 idle:ms=1");
}

static void test_hang_is_not_success(void **state)
{
	(void)state;
	script[0] = hangs_in_null;
	script[1] = good;
	patience_s = 2;
	assert_string_equal(run("null idle:ms=1"),
			    "null0- null1- idle0+ idle1+ ");
	assert_non_null(strstr(error_of(0), "no record for 2 s"));
	assert_string_equal(error_of(1), "not run: repetition 0 failed");
}

static void test_guest_that_does_not_boot(void **state)
{
	(void)state;
	script[0] = no_boot;
	script[1] = good;
	assert_string_equal(run("boot"), "boot0- boot1+ ");
	assert_string_equal(error_of(0), "the guest did not boot");
}

static void test_damaged_line_is_reported(void **state)
{
	(void)state;
	script[0] = mumbles;
	assert_string_equal(run("null"), "null0+ null1+ ");
	assert_int_equal(emitted_of("damaged"), 1);
}

static void test_longest_record(void **state)
{
	(void)state;
	script[0] = is_verbose;
	assert_string_equal(run("null"), "null0+ null1+ ");
	assert_int_equal(emitted_of("damaged"), 0);
}

/* A newer guest program, or a broken one: not dropped without a word. */
static void test_unknown_field_is_refused(void **state)
{
	(void)state;
	script[0] = says_more;
	assert_string_equal(run("null"), "null0- null1- ");
	assert_int_equal(emitted_of("damaged"), 3);
	assert_non_null(strstr(text_of("damaged"), "unknown field 'colour'"));
}

/* It would never end if the next guest were to give what this one did not. */
static void test_bye_without_records(void **state)
{
	(void)state;
	script[0] = script[1] = says_only_bye;
	assert_string_equal(run("null"), "null0- null1- ");
	assert_string_equal(error_of(0), "the guest ended without a record of it");
	assert_int_equal(guests, 1);

	end(NULL);
	begin(NULL);
	script[0] = script[1] = says_only_bye;
	assert_string_equal(run("boot"), "boot0- boot1- ");
	assert_int_equal(guests, 2);
}

static void test_mode_refused(void **state)
{
	(void)state;
	script[0] = shadow_in_disguise;
	assert_string_equal(run("null"), "");
	assert_non_null(strstr(fatal(), "mode not verified"));
	assert_int_equal(guests, 1);

	end(NULL);
	begin(NULL);
	script[0] = other_leaf;
	assert_string_equal(run("null"), "");
	assert_non_null(strstr(fatal(), "the discovery leaf"));

	end(NULL);
	begin(NULL);
	module_error = "mode not verified: kvm_intel ept=N";
	assert_string_equal(run("null boot"), "");
	assert_string_equal(fatal(), module_error);
	assert_int_equal(guests, 0);
}

static void cannot_work(const char *args)
{
	(void)args;
	say(LINE_BYE, json_pack("{s:s, s:s}", "error", "no leaf answers here",
				"cause", LINE_CAUSE_NO_COUNTERS));
}

/* Its own words arrive, for all that is owed. */
static void test_guest_says_why(void **state)
{
	(void)state;
	script[0] = cannot_work;
	assert_string_equal(run("null"), "");
	assert_string_equal(fatal(), "no leaf answers here");
	assert_int_equal(guests, 1);
}

/* It says itself why; without figures nothing of the mode can be told by it. */
static void test_boot_that_failed_in_the_guest(void **state)
{
	(void)state;
	script[0] = script[1] = boot_fails;
	assert_string_equal(run("boot null"), "null0+ null1+ boot0- boot1- ");
	assert_string_equal(error_of(2), "no latch");
	assert_int_equal(guests, 2);
}

static void test_record_of_the_other_mode(void **state)
{
	(void)state;
	script[0] = invlpg_in_null;
	script[1] = good;
	assert_string_equal(run("null idle:ms=1"),
			    "null0- null1- idle0+ idle1+ ");
	assert_non_null(strstr(error_of(0), "INVLPG"));
}

/* A record made while the KVM host's kernel was in trouble is none. */
static void test_kernel_complains(void **state)
{
	(void)state;
	script[0] = good;
	complaint = "the KVM host's kernel: WARNING: something";
	assert_string_equal(run("null"), "null0- null1- ");
	assert_string_equal(error_of(0), complaint);
}

/* QEMU's own words are the reason, and nobody waits for a dead guest. */
static void test_qemu_says_why(void **state)
{
	char top[] = "/tmp/exitbench-test-XXXXXX", *here = getcwd(NULL, 0);
	time_t begun = time(NULL);

	(void)state;
	assert_non_null(mkdtemp(top));
	assert_int_equal(chdir(top) ?: mkdir("run", 0755), 0);
	script[0] = entry_fails;
	script[1] = qemu_ends;
	assert_string_equal(run("null idle"), "null0- null1- idle0- idle1- ");
	assert_string_equal(error_of(0), "QEMU stopped the guest: KVM: entry failed, hardware error 0x7");
	assert_string_equal(error_of(2), "the guest did not boot; QEMU said: qemu: could not open '?'");
	assert_in_range(time(NULL) - begun, 0, 20);
	unlink("run/qemu-messages");
	rmdir("run");
	assert_int_equal(chdir(here) ?: rmdir(top), 0);
	free(here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, begin, end)
		TEST(boot_gets_its_own_guests),
		TEST(boots_of_two_kinds),
		TEST(second_vcpu),
		TEST(death_costs_one_workload),
		TEST(hang_is_not_success),
		TEST(guest_that_does_not_boot),
		TEST(damaged_line_is_reported),
		TEST(longest_record),
		TEST(unknown_field_is_refused),
		TEST(bye_without_records),
		TEST(mode_refused),
		TEST(guest_says_why),
		TEST(qemu_says_why),
		TEST(boot_that_failed_in_the_guest),
		TEST(record_of_the_other_mode),
		TEST(kernel_complains),
	};

	return cmocka_run_group_tests_name("guests", tests, NULL, NULL);
}
