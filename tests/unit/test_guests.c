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

#include "fake_guests.h"
#include "fake_kvmhost.h"
#include "run_guests.h"

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
		.vendor = VENDOR_VMX, .machine = "q35", .reps = 2, .warmup = warmup,
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

static void test_warmup(void **state)
{
	(void)state;
	script[0] = good;
	warmup = 4;
	run("null");
	assert_string_equal(seen_args[0],
			    "--reps=2 --first-rep=0 --warmup=4 null");
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

/*
 * Nobody waits a repetition's time for it. What it did counts, and what another
 * guest is to do is not its loss; but that it did not end is a failure.
 */
static void test_silence_behind_the_last_record(void **state)
{
	time_t begun = time(NULL);

	(void)state;
	script[0] = script[1] = is_silent_at_the_end;
	patience_s = 3600;
	assert_string_equal(run("null ipi"), "null0+ null1+ ipi0+ ipi1+ ");
	assert_in_range(time(NULL) - begun, 0, 30);
	assert_string_equal(fatal(), "the guest was silent for 10 s of the KVM host's time, behind the last of its records, which are kept");
}

static void test_end_without_a_goodbye(void **state)
{
	(void)state;
	script[0] = forgets_goodbye;
	script[1] = wants_vcpus;
	assert_string_equal(run("null ipi"), "null0+ null1+ ipi0+ ipi1+ ");
	assert_string_equal(fatal(), "the guest ended without a goodbye, behind the last of its records, which are kept");
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

static void test_mail_that_is_nowhere(void **state)
{
	(void)state;
	script[0] = points_nowhere;
	assert_string_equal(run("null"), "null0+ null1+ ");
	assert_int_equal(emitted_of("damaged"), 1);
	assert_non_null(strstr(text_of("damaged"),
			       "no place in the ring of its disk: 'mail 1000000000 5'"));
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

/* What it says behind the last record fails the run, for no record is left. */
static void test_kernel_complains_late(void **state)
{
	(void)state;
	script[0] = good;
	last_words = "the KVM host's kernel: WARNING: at last";
	assert_string_equal(run("null"), "null0+ null1+ ");
	assert_string_equal(fatal(), "the KVM host's kernel: WARNING: at last");
}

/* Then no record is right, and the next guest goes on behind the cell. */
static void test_kernel_out_of_memory(void **state)
{
	static const char why[] = "the KVM host ran out of memory";

	(void)state;
	script[0] = script[1] = good;
	starved = why;
	assert_string_equal(run("null idle:ms=1"), "null0- null1- idle0+ idle1+ ");
	assert_string_equal(error_of(0), why);
}

static void test_kernel_kills_the_guest(void **state)
{
	(void)state;
	script[0] = no_boot;
	script[1] = good;
	starved = "the KVM host ran out of memory";
	assert_string_equal(run("null idle:ms=1"), "null0- null1- idle0+ idle1+ ");
	assert_string_equal(error_of(0),
			    "the guest did not boot; the KVM host ran out of memory");
}

/* Nobody waits for a guest whose KVM is gone, and no other is started. */
static void test_crash_ends_all(void **state)
{
	(void)state;
	script[0] = script[1] = hangs_in_null;
	crash_line(&crash, "BUG: unable to handle page fault for address: 0");
	crash_line(&crash, "RIP: 0010:vmx_handle_exit+0x1/0x2 [kvm_intel]");
	patience_s = 3600;
	assert_string_equal(run("null boot"), "");
	assert_string_equal(fatal(), "the KVM host crashed: BUG: unable to handle page fault for address: 0; at vmx_handle_exit+0x1/0x2 [kvm_intel]");
	assert_int_equal(guests, 1);
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
	end(state);
	begin(state);
	script[0] = qemu_finds_no_memory;
	assert_string_equal(run("null"), "null0- null1- ");
	assert_string_equal(error_of(0), "the guest did not boot; QEMU said: qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory; the KVM host has too little: " CRASH_NO_MEMORY);
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
		TEST(warmup),
		TEST(second_vcpu),
		TEST(death_costs_one_workload),
		TEST(hang_is_not_success),
		TEST(silence_behind_the_last_record),
		TEST(end_without_a_goodbye),
		TEST(guest_that_does_not_boot),
		TEST(damaged_line_is_reported),
		TEST(mail_that_is_nowhere),
		TEST(longest_record),
		TEST(unknown_field_is_refused),
		TEST(bye_without_records),
		TEST(mode_refused),
		TEST(guest_says_why),
		TEST(crash_ends_all),
		TEST(qemu_says_why),
		TEST(boot_that_failed_in_the_guest),
		TEST(record_of_the_other_mode),
		TEST(kernel_complains),
		TEST(kernel_complains_late),
		TEST(kernel_out_of_memory),
		TEST(kernel_kills_the_guest),
	};

	return cmocka_run_group_tests_name("guests", tests, NULL, NULL);
}
