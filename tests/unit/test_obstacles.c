// SPDX-License-Identifier: GPL-2.0
/*
 * What keeps the rig host off a machine, each with its own sentence; and what the
 * looks at the machine warn of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dry_run.h"
#include "fake_machine.h"
#include "hygiene.h"
#include "obstacles.h"
#include "restore.h"

static char said[4096], last_remedy[512];

static void hear(const char *why, const char *remedy, void *arg)
{
	(void)arg;
	assert_true(strlen(remedy) > 10);
	snprintf(last_remedy, sizeof(last_remedy), "%s", remedy);
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s\n", why);
}

static unsigned int find(void)
{
	char modules[64];

	snprintf(modules, sizeof(modules), "%s/patched", fake_root);
	said[0] = 0;
	return obstacles_find(&fake, modules, hear, NULL);
}

static void assert_only(const char *sentence)
{
	assert_int_equal(find(), 1);
	assert_non_null(strstr(said, sentence));
}

static int begin(void **state)
{
	int ret = fake_begin(state);

	fake_write("/patched/kvm.ko", "vermagic=6.1.0 SMP");
	fake_write("/patched/kvm-amd.ko", "vermagic=6.1.0 SMP");
	return ret;
}

static void test_none(void **state)
{
	(void)state;
	assert_int_equal(find(), 0);
}

static void test_processor(void **state)
{
	(void)state;
	fake_write("/proc/cpuinfo", "flags\t\t: fpu lm");
	assert_only("neither VMX nor SVM");
	assert_non_null(strstr(last_remedy, "firmware"));
	fake_write("/proc/cpuinfo", "flags\t\t: fpu hypervisor lm");
	assert_only("neither VMX nor SVM");
	assert_null(strstr(last_remedy, "firmware"));
	assert_non_null(strstr(last_remedy, "nested=1"));
}

static void test_privileges(void **state)
{
	(void)state;
	fake_write("/proc/self/status", "CapEff:\t0000000000000000");
	assert_int_equal(find(), 1);
	assert_true(strstr(said, geteuid() ? "needs root" : "CAP_SYS_MODULE"));
}

static void test_signatures(void **state)
{
	(void)state;
	fake_write("/sys/module/module/parameters/sig_enforce", "Y");
	assert_only("module.sig_enforce");
	fake_write("/sys/module/module/parameters/sig_enforce", "N");
	fake_write("/sys/kernel/security/lockdown", "none [integrity] confidentiality");
	assert_only("locked down");
	fake_write("/sys/kernel/security/lockdown", "[none] integrity confidentiality");
	assert_int_equal(find(), 0);
	fake_write("/proc/sys/kernel/modules_disabled", "1");
	assert_only("no more modules");
}

static void test_a_vm(void **state)
{
	(void)state;
	fake_write("/sys/module/kvm_amd/refcnt", "3");
	fake_write("/proc/4711/comm", "qemu-system-x86");
	fake_command("mkdir -p proc/4711/fd && ln -s anon_inode:kvm-vm proc/4711/fd/%s",
		     "9");
	assert_only("a VM runs on this machine");
	assert_non_null(strstr(said, "qemu-system-x86 (process 4711)"));
}

static void test_another_module(void **state)
{
	(void)state;
	fake_command("mkdir -p sys/module/kvm/holders/%s", "kvmgt");
	fake_command("mkdir -p sys/module/kvm/holders/%s", "kvm_amd");
	assert_only("kernel module kvmgt uses kvm");
}

/* A trace point that is open in perf or bpftrace counts on kvm, not on kvm_amd. */
static void test_a_trace_point(void **state)
{
	(void)state;
	fake_command("mkdir -p sys/module/kvm/holders/%s", "kvm_amd");
	fake_write("/sys/module/kvm/refcnt", "1");
	assert_int_equal(find(), 0);
	fake_write("/sys/module/kvm/refcnt", "3");
	assert_only("kvm is in use 2 times beside VMs");
	assert_non_null(strstr(last_remedy, "bpftrace"));
}

/* This program has what a module has: the release that it is for. */
static const char modinfo[] __attribute__((used, section(".modinfo"))) =
	"vermagic=6.1.0-mine SMP preempt mod_unload ";

static void test_release_of_a_module(void **state)
{
	char *release;

	(void)state;
	release = stock_machine.release("/proc/self/exe");
	assert_non_null(release);
	assert_string_equal(release, "6.1.0-mine");
	free(release);
	assert_null(stock_machine.release("/etc/passwd"));
}

static void test_warning_in_a_virtual_machine(void **state)
{
	static const struct rig host = {
		.vendor = VENDOR_SVM, .kind = RIG_THIS_MACHINE,
	};
	struct plan plan;
	char *text;

	(void)state;
	plan_init(&plan);
	plan.rig = &host;
	plan_set_mode(&plan, NULL);
	assert_null(host_warning(&fake, &plan));
	fake_write("/proc/cpuinfo", "flags\t\t: fpu svm npt hypervisor lm");
	text = host_warning(&fake, &plan);
	assert_non_null(text);
	assert_non_null(strstr(text, "crashes when KVM in it runs with npt=0"));
	free(text);
	plan_set_mode(&plan, "npt");
	assert_null(host_warning(&fake, &plan));
}

static void test_patched_modules(void **state)
{
	(void)state;
	fake_write("/patched/kvm-amd.ko", "vermagic=6.1.9 SMP");
	assert_only("is for Linux 6.1.9, and this machine runs 6.1.0");
	fake_command("rm patched/%s", "kvm-amd.ko");
	assert_only("no patched module");
}

static void test_modules_that_could_not_be_put_back(void **state)
{
	(void)state;
	fake_write("/lib/kvm.ko", "a newer one");
	assert_int_equal(find(), 3);	/* the fake's three modules are one file */
	assert_non_null(strstr(said, "is not the build that is loaded"));
	fake_command("rm lib/%s", "kvm.ko");
	assert_int_equal(find(), 3);
	assert_non_null(strstr(said, "no file"));
}

static json_t *needs_nothing(const char *name)
{
	(void)name;
	return json_array();
}

static void test_built_in(void **state)
{
	struct stock_env built_in = fake;

	(void)state;
	built_in.dependencies = needs_nothing;
	said[0] = 0;
	assert_int_equal(obstacles_find(&built_in, NULL, hear, NULL), 1);
	assert_non_null(strstr(said, "built into this kernel"));
	fake_command("rm -r sys/module/%s", "kvm");
	said[0] = 0;
	assert_int_equal(obstacles_find(&built_in, NULL, hear, NULL), 1);
	assert_non_null(strstr(said, "has no KVM module"));
}

static void test_another_run(void **state)
{
	json_t *stock = stock_read(&fake, "kvm_amd"), *none = json_array();
	struct sentence why;
	int lock;

	(void)state;
	assert_int_equal(restore_write(&fake, stock, none, &why), 0);
	assert_only("has not been put back yet");
	lock = restore_lock(&fake);
	assert_only("is using this machine");
	close(lock);
	json_decref(stock);
	json_decref(none);
}

static bool warned(const char *tune, const char *text)
{
	json_t *hygiene = hygiene_look(fake_root, tune), *warning;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(hygiene, "warnings"), i, warning)
		found |= !!strstr(json_string_value(warning), text);
	json_decref(hygiene);
	return found;
}

static void test_warnings(void **state)
{
	static const struct { const char *path, *bad, *good, *says; } looks[] = {
		{ "/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor",
		  "powersave", "performance", "governor is powersave" },
		{ "/sys/devices/system/cpu/intel_pstate/no_turbo", "0", "1",
		  "turbo is on" },
		{ "/sys/devices/system/cpu/cpufreq/boost", "1", "0",
		  "boost is on" },
		{ "/sys/devices/system/cpu/smt/active", "1", "0", "SMT is on" },
		{ "/sys/devices/system/cpu/online", "0", "0-3",
		  "only one processor" },
		{ "/sys/kernel/mm/ksm/run", "1", "0", "KSM merges" },
		{ "/sys/kernel/mm/transparent_hugepage/enabled",
		  "[always] madvise never", "always [madvise] never",
		  "huge pages are on" },
		{ "/sys/devices/system/clocksource/clocksource0/current_clocksource",
		  "hpet", "tsc", "does not trust the TSC" },
		{ "/proc/cmdline", "ro mitigations=off quiet", "ro quiet",
		  "mitigations are off" },
		{ "/proc/loadavg", "1.50 1 1", "0.10 1 1", "load 1.50" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		fake_write(looks[i].path, looks[i].bad);
		assert_true(warned(NULL, looks[i].says));
		fake_write(looks[i].path, looks[i].good);
		assert_false(warned(NULL, looks[i].says));
	}
	/* Not of what will be seen to. */
	fake_write("/sys/kernel/mm/ksm/run", "1");
	assert_true(warned("thp", "KSM merges"));
	assert_false(warned("thp,ksm", "KSM merges"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, fake_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_none),
		TEST(test_processor),
		TEST(test_privileges),
		TEST(test_signatures),
		TEST(test_a_vm),
		TEST(test_another_module),
		TEST(test_a_trace_point),
		TEST(test_release_of_a_module),
		TEST(test_warning_in_a_virtual_machine),
		TEST(test_patched_modules),
		TEST(test_modules_that_could_not_be_put_back),
		TEST(test_built_in),
		TEST(test_another_run),
		TEST(test_warnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
