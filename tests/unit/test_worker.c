// SPDX-License-Identifier: GPL-2.0
/* The worker's words, and the command lines that they are put on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "walks.h"
#include "worker.h"

static const struct rig boots = {
	.name = "boots", .vendor = VENDOR_SVM, .kind = RIG_BOOTS,
	.cmdline = "nokaslr",
};
static const struct rig process = {
	.name = "process", .vendor = VENDOR_SVM, .kind = RIG_THIS_MACHINE,
};

static const struct rig real = {
	.name = "real", .vendor = VENDOR_SVM, .kind = RIG_THIS_MACHINE,
	.real = true,
};

static struct plan plan;

static int begin(void **state)
{
	(void)state;
	plan_init(&plan);
	plan.rig = &boots;
	return plan_set_mode(&plan, NULL);
}

static void test_words(void **state)
{
	static const char *const expected[] = {
		"--mode=shadow", "--machine=q35", "--reps=3", "--warmup=4",
		"--timeout=60", "--vcpus=1", "--kvm=halt_poll_ns=0", "--verify",
		"--command=ls%20-l", "null,cpuid:count=7,cmd", NULL
	};
	char **words;

	(void)state;
	plan.kvm = "halt_poll_ns=0";
	plan.command = "ls -l";
	plan.warmup = 4;
	plan.verify = true;
	plan_set_workloads(&plan, "null,cpuid:count=7");
	words = worker_words(&plan, 1);
	assert_true(g_strv_equal((const char *const *)words, expected));
	g_strfreev(words);
}

static void test_command_line(void **state)
{
	char **words, *line;

	(void)state;
	plan.action = "check-abi";
	plan.verify = true;	/* no record, no witness */
	words = worker_words(&plan, 0);
	line = worker_cmdline(&plan, (const char *const *)words);
	assert_string_equal(line, "console=ttyS0,115200 quiet panic=-1 reboot=t nokaslr -- exitbench --mode=tdp --machine=q35 --reps=3 --timeout=60 --vcpus=1 --check-abi");
	g_free(line);
	g_strfreev(words);
}

/* The host's words go to its own kernel, the guest's travel as one word. */
static void test_kernel_words(void **state)
{
	char **words, *line;

	(void)state;
	plan.vendor_module = "avic=1";
	plan.memory_mib = 300;
	plan.guest_words = "pti=on nosmt";
	plan.host_words = "transparent_hugepage=never";
	words = worker_words(&plan, 0);
	line = worker_cmdline(&plan, (const char *const *)words);
	assert_string_equal(line, "console=ttyS0,115200 quiet panic=-1 reboot=t nokaslr transparent_hugepage=never -- exitbench --mode=tdp --machine=q35 --reps=3 --timeout=60 --vcpus=1 --vendor-module=avic=1 --memory=300 --guest-words=pti%3don%20nosmt");
	g_free(line);
	g_strfreev(words);
	assert_true(plan_is_words("") && plan_is_words("a=--b c--d"));
	assert_false(plan_is_words("--") || plan_is_words("a --") ||
		     plan_is_words("-- a") || plan_is_words("a -- b") ||
		     plan_is_words("a\nb") || plan_is_words("a=\"b\""));
}

/* Page walks: a real processor is asked to count them, but only if somebody wants them. */
static void test_pmu(void **state)
{
	char **words;

	(void)state;
	plan.rig = &real;
	assert_int_equal(plan_set_walks(&plan, NULL), 0);
	assert_false(plan.pmu);
	assert_int_equal(plan_set_walks(&plan, "bulldozer"), -EINVAL);
	assert_false(plan.pmu);
	assert_int_equal(plan_set_walks(&plan, "1"), 0);
	assert_true(plan.pmu);
	assert_null(plan.walks);
	words = worker_words(&plan, 0);
	assert_true(g_strv_contains((const char *const *)words, "--pmu"));
	g_strfreev(words);

	plan.rig = &process;
	assert_int_equal(plan_set_walks(&plan, "1"), 0);
	assert_false(plan.pmu);
}

/* What does not fit is refused, not cut; a process takes it all. */
static void test_too_long(void **state)
{
	char command[2000], **words;

	(void)state;
	memset(command, ' ', sizeof(command));
	command[sizeof(command) - 1] = 0;
	plan.command = command;
	assert_int_equal(worker_check(&plan), -E2BIG);
	/* Each of its bytes is three of the kernel's. */
	command[640] = 0;
	assert_int_equal(worker_check(&plan), -E2BIG);
	command[600] = 0;
	assert_int_equal(worker_check(&plan), 0);

	command[600] = ' ';
	plan.rig = &process;
	assert_int_equal(worker_check(&plan), 0);
	words = worker_words(&plan, 0);
	assert_int_equal(strlen(words[g_strv_length(words) - 1]),
			 strlen("--command=") + 3 * strlen(command));
	g_strfreev(words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_words, begin),
		cmocka_unit_test_setup(test_command_line, begin),
		cmocka_unit_test_setup(test_kernel_words, begin),
		cmocka_unit_test_setup(test_pmu, begin),
		cmocka_unit_test_setup(test_too_long, begin),
	};

	return cmocka_run_group_tests_name("worker", tests, NULL, NULL);
}
