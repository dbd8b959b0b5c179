// SPDX-License-Identifier: GPL-2.0
/* What in a kernel's log is a complaint, and of what kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "crash.h"

/* As Linux writes them. */
static const struct { const char *line, *what; } lines[] = {
	{ "WARNING: CPU: 0 PID: 77 at arch/x86/kvm/mmu/mmu.c:1 mmu_free+0x1/0x2 [kvm]", "a warning" },
	{ "BUG: unable to handle page fault for address: ffffc90000", "a bug" },
	{ "BUG: scheduling while atomic: qemu-system-x86/77/0x00000002", "a bug" },
	{ "kernel BUG at arch/x86/kvm/x86.c:12!", "a bug" },
	{ "BUG: KASAN: slab-out-of-bounds in kvm_exit_acct_cpuid+0x1/0x2 [kvm]", "a bug" },
	{ "Oops: 0000 [#1] PREEMPT SMP NOPTI", "an oops" },
	{ "general protection fault, probably for non-canonical address 0x1", "an oops" },
	{ "WARNING: possible circular locking dependency detected", "a lockdep report" },
	{ "WARNING: possible recursive locking detected", "a lockdep report" },
	{ "WARNING: inconsistent lock state", "a lockdep report" },
	{ "WARNING: suspicious RCU usage", "a lockdep report" },
	{ "WARNING: bad unlock balance detected!", "a lockdep report" },
	{ "INFO: lockdep is turned off.", "a lockdep report" },
	{ "rcu: INFO: rcu_sched self-detected stall on CPU", "an RCU stall" },
	{ "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", "an RCU stall" },
	{ "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: {", "an RCU stall" },
	{ "watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [qemu-system-x86:77]", "a soft lockup" },
	{ "watchdog: Watchdog detected hard LOCKUP on cpu 0", "a hard lockup" },
	{ "INFO: task qemu-system-x86:77 blocked for more than 120 seconds.", "a hung task" },
	{ "UBSAN: array-index-out-of-bounds in arch/x86/kvm/exit_acct.c:9:9", "undefined behaviour" },
	{ "unchecked MSR access error: RDMSR from 0x1 at rIP: 0xf", "an unchecked MSR" },
	{ "debugfs: Directory '77-9' with parent 'kvm' already present!", "a name that is there twice" },
	{ "kvm: VM 77: all: 4711 exits, total 99 cycles", NULL },
	{ "kvm_amd: TSC scaling supported", NULL },
	{ "rcu: Hierarchical SRCU implementation.", NULL },
	{ "clocksource: tsc: mask: 0xffffffffffffffff", NULL },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		const char *what = crash_complaint(lines[i].line);

		if (!lines[i].what && what)
			fail_msg("'%s' is called %s", lines[i].line, what);
		else if (lines[i].what && (!what || strcmp(what, lines[i].what)))
			fail_msg("'%s' is called %s", lines[i].line,
				 what ? what : "nothing");
	}
}

/* As Linux 6.1 writes them, shortened. */
static void test_out_of_memory(void **state)
{
	static const char *const log[] = {
		"qemu-system-x86 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0",
		"Call Trace:", " dump_header+0x4a/0x211", "Mem-Info:",
		"oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/,task=qemu-system-x86,pid=77,uid=0",
		"Out of memory: Killed process 77 (qemu-system-x86) total-vm:999kB, anon-rss:9kB",
	};
	const size_t n = sizeof(log) / sizeof(*log);
	struct sentence why = { "" };
	struct crash crash = { 0 };
	bool among = false;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(why.text, "");
		assert_true(crash_oom(&among, log[i], &why));
	}
	assert_string_equal(why.text, "the KVM host ran out of memory, and its kernel killed process 77 (qemu-system-x86); " CRASH_NO_MEMORY);
	assert_false(crash_oom(&among, "Call Trace:", &why));
	crash_line(&crash, "[    9.5] Kernel panic - not syncing: System is deadlocked on memory");
	crash_say(&crash, &why);
	assert_string_equal(why.text, "the KVM host crashed: Kernel panic - not syncing: System is deadlocked on memory; it has none left: " CRASH_NO_MEMORY);
	/* Where the first of them were lost. */
	assert_true(crash_oom(&among, log[n - 1], &why));
	assert_false(among);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
