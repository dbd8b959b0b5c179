// SPDX-License-Identifier: GPL-2.0
/*
 * Putting this machine's KVM modules and settings back, from every state in which
 * a run may have been killed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "fake_machine.h"
#include "hygiene.h"
#include "processor.h"
#include "restore.h"

static struct sentence why;

static void assert_as_before(void)
{
	assert_string_equal(fake_read("/sys/module/kvm/notes/.note.gnu.build-id"),
			    "stock");
	assert_string_equal(fake_read("/sys/module/kvm_amd/notes/.note.gnu.build-id"),
			    "stock");
	assert_string_equal(fake_read("/sys/module/kvm_amd/parameters/npt"), "0");
	assert_string_equal(fake_read("/sys/module/kvm/parameters/halt_poll_ns"),
			    "7");
	assert_true(fake_has("irqbypass"));
}

static void write_down(const json_t *settings)
{
	json_t *stock = stock_read(&fake, "kvm_amd");

	assert_int_equal(restore_write(&fake, stock, settings, &why), 0);
	json_decref(stock);
}

static void write_down_modules(void)
{
	json_t *none = json_array();

	write_down(none);
	json_decref(none);
}

static void test_nothing_to_do(void **state)
{
	(void)state;
	assert_int_equal(restore_left_over(&fake, false), 0);
	write_down_modules();
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_int_equal(fake_loads, 0);
	assert_false(restore_pending(&fake));
	assert_as_before();
}

static void test_swapped(void **state)
{
	(void)state;
	write_down_modules();
	fake_swap();
	assert_true(restore_pending(&fake));
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();
	assert_string_equal(fake_options, "npt=0");
	assert_false(restore_pending(&fake));
}

static void test_killed_between_unload_and_load(void **state)
{
	(void)state;
	write_down_modules();
	fake_unload("kvm_amd");
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();

	write_down_modules();
	fake_unload("kvm_amd");
	fake_unload("kvm");
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();

	write_down_modules();
	fake_unload("kvm_amd");
	fake_unload("kvm");
	fake_insert("kvm", "patched", "", "200000");
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();
}

/* A value that a module shows and does not take must not keep it out. */
static void test_a_word_that_cannot_be_given_back(void **state)
{
	(void)state;
	fake_command("rm .%s", "/sys/module/kvm_amd/parameters/word");
	fake_write("/sys/module/kvm_amd/parameters/word", "flushed");
	write_down_modules();
	fake_swap();
	/* It is there, and what is missing is said. */
	assert_int_equal(restore_left_over(&fake, false), -EIO);
	assert_string_equal(fake_read("/sys/module/kvm_amd/notes/.note.gnu.build-id"),
			    "stock");
	assert_true(restore_pending(&fake));
}

static void test_not_loaded_before(void **state)
{
	(void)state;
	fake_unload("kvm_amd");
	fake_unload("kvm");
	fake_unload("irqbypass");
	write_down_modules();
	fake_insert("irqbypass", "stock", "", "");
	fake_swap();
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_false(fake_has("kvm_amd"));
	assert_false(fake_has("kvm"));
	assert_false(fake_has("irqbypass"));
}

static void test_a_guest_that_takes_a_moment_to_die(void **state)
{
	(void)state;
	write_down_modules();
	fake_swap();
	fake_busy = 3;
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();
}

static void test_a_vm_that_stays(void **state)
{
	(void)state;
	write_down_modules();
	fake_swap();
	fake_busy = 1000;
	assert_int_equal(restore_left_over(&fake, false), -EAGAIN);
	assert_true(restore_pending(&fake));
	fake_busy = 0;
	assert_int_equal(restore_left_over(&fake, true), 0);
	assert_as_before();
}

/*
 * The vendor's module is out, and kvm, the system's own, cannot be unloaded: what
 * can be loaded again is.
 */
static void test_kvm_in_use_by_a_trace_point(void **state)
{
	(void)state;
	write_down_modules();
	fake_unload("kvm_amd");
	fake_held = true;
	restore_left_over(&fake, false);
	assert_true(fake_has("kvm_amd"));
	fake_held = false;
	assert_int_equal(restore_left_over(&fake, true), 0);
	assert_as_before();
}

static void test_after_a_restart_of_the_machine(void **state)
{
	(void)state;
	write_down_modules();
	fake_write("/proc/sys/kernel/random/boot_id", "boot-2");
	fake_swap();	/* whatever there is now, it is none of ours */
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_int_equal(fake_loads, 0);
	assert_false(restore_pending(&fake));
}

static void test_while_a_run_goes_on(void **state)
{
	int lock;

	(void)state;
	lock = restore_lock(&fake);
	assert_true(lock >= 0);
	assert_int_equal(restore_lock(&fake), -EBUSY);
	write_down_modules();
	fake_swap();
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_int_equal(restore_left_over(&fake, true), -EBUSY);
	assert_int_equal(fake_loads, 0);
	assert_true(restore_pending(&fake));
	close(lock);
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_as_before();
}

/* Half a file: nothing was changed. It stays while one who writes it is there. */
static void test_killed_as_it_was_written(void **state)
{
	static const char half[] = RESTORE_STATE ".tmp";
	int lock;

	(void)state;
	fake_write(half, "{");
	lock = restore_lock(&fake);
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_string_equal(fake_read(half), "{");
	close(lock);
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_string_equal(fake_read(half), "");
	assert_as_before();
}

/* It ends between the look at what is written down and at the lock. */
static void test_a_run_that_ends_meanwhile(void **state)
{
	char path[256];
	FILE *lock;
	pid_t pid;

	(void)state;
	write_down_modules();
	fake_swap();
	/* A file that takes its time to be opened. */
	snprintf(path, sizeof(path), "%s" RESTORE_LOCK, fake_root);
	assert_int_equal(mkfifo(path, 0600), 0);
	pid = fork();
	if (!pid) {
		usleep(200000);
		fake_command("rm .%s", RESTORE_STATE);
		lock = fopen(path, "w");
		_exit(!lock);
	}
	assert_int_equal(restore_left_over(&fake, true), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(fake_loads, 0);
}

static void test_settings(void **state)
{
	static const char ksm[] = "/sys/kernel/mm/ksm/run";
	static const char thp[] = "/sys/kernel/mm/transparent_hugepage/enabled";
	json_t *settings;

	(void)state;
	fake_write(ksm, "1");
	fake_write(thp, "always [madvise] never");
	settings = tune_settings(fake_root, "ksm,thp", &why);
	assert_int_equal(json_array_size(settings), 2);
	write_down(settings);
	assert_int_equal(tune_apply(fake_root, settings, &why), 0);
	assert_string_equal(fake_read(ksm), "0");
	assert_string_equal(fake_read(thp), "never");
	json_decref(settings);
	assert_int_equal(restore_left_over(&fake, false), 0);
	assert_string_equal(fake_read(ksm), "1");
	assert_string_equal(fake_read(thp), "madvise");
}

static void test_unknown_settings(void **state)
{
	(void)state;
	assert_null(tune_settings(fake_root, "ksn", &why));
	assert_non_null(strstr(why.text, "known ones"));
	assert_null(tune_settings(fake_root, "turbo", &why));
	assert_non_null(strstr(why.text, "no such setting"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fake_begin, fake_end)

/* A line of /proc/cpuinfo may be longer than any processor's of today. */
static void test_flags_without_end(void **state)
{
	char line[9000];

	(void)state;
	memset(line, 'x', sizeof(line));
	line[sizeof(line) - 1] = 0;
	memcpy(line, "flags\t\t: vmx ", 13);
	fake_write("/proc/cpuinfo", line);
	assert_string_equal(processor_module(fake.root), "kvm_intel");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_to_do),
		TEST(test_swapped),
		TEST(test_killed_between_unload_and_load),
		TEST(test_a_word_that_cannot_be_given_back),
		TEST(test_not_loaded_before),
		TEST(test_a_guest_that_takes_a_moment_to_die),
		TEST(test_a_vm_that_stays),
		TEST(test_kvm_in_use_by_a_trace_point),
		TEST(test_after_a_restart_of_the_machine),
		TEST(test_while_a_run_goes_on),
		TEST(test_killed_as_it_was_written),
		TEST(test_a_run_that_ends_meanwhile),
		TEST(test_settings),
		TEST(test_unknown_settings),
		TEST(test_flags_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
