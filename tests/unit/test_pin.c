// SPDX-License-Identifier: GPL-2.0
/* Which processors vCPUs get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <sched.h>

#include "channel.h"
#include "pin.h"

static int core[CPU_SETSIZE], chosen[8];
static cpu_set_t allowed;

static char said[256];

void channel_emit(enum line_type type, json_t *obj)
{
	json_t *facts = json_object_get(obj, "facts");

	assert_int_equal(type, LINE_FACTS);
	snprintf(said, sizeof(said), "%s", json_string_value(
		json_object_get(facts, "vcpu_processors")));
	json_decref(obj);
}

/* @n processors, of which each and the one @apart behind it are one core. */
static void machine(int n, int apart)
{
	int i;

	CPU_ZERO(&allowed);
	for (i = 0; i < n; i++) {
		CPU_SET(i, &allowed);
		core[i] = apart ? i % apart : i;
	}
}

static void test_one_processor_is_not_given_away(void **state)
{
	(void)state;
	machine(1, 0);
	assert_int_equal(pin_choose(&allowed, core, 1, chosen), 0);
}

static void test_last_ones_first(void **state)
{
	(void)state;
	machine(4, 0);
	assert_int_equal(pin_choose(&allowed, core, 2, chosen), 2);
	assert_int_equal(chosen[0], 3);
	assert_int_equal(chosen[1], 2);
}

static void test_no_two_on_one_core(void **state)
{
	(void)state;
	machine(8, 4);	/* 0 and 4 are one core, 1 and 5, ... */
	assert_int_equal(pin_choose(&allowed, core, 4, chosen), 4);
	assert_int_equal(chosen[0], 7);
	assert_int_equal(chosen[3], 4);
	machine(4, 0);
	core[1] = 0;	/* neighbours are siblings */
	core[3] = 2;
	assert_int_equal(pin_choose(&allowed, core, 2, chosen), 2);
	assert_int_equal(chosen[0], 3);
	assert_int_equal(chosen[1], 1);
}

static void test_siblings_when_cores_run_out(void **state)
{
	(void)state;
	machine(8, 4);
	assert_int_equal(pin_choose(&allowed, core, 5, chosen), 5);
	assert_int_equal(chosen[4], 3);
	assert_int_equal(pin_choose(&allowed, core, 8, chosen), 7);
}

static void test_only_what_is_allowed(void **state)
{
	(void)state;
	machine(8, 0);
	CPU_CLR(7, &allowed);
	CPU_CLR(6, &allowed);
	assert_int_equal(pin_choose(&allowed, core, 1, chosen), 1);
	assert_int_equal(chosen[0], 5);
}

static void *be_vcpu(void *arg)
{
	int fd = *(int *)arg;
	pid_t tid = gettid();

	prctl(PR_SET_NAME, "CPU 0/KVM");
	if (write(fd, &tid, sizeof(tid)) != sizeof(tid))
		abort();
	pause();
	return NULL;
}

/* A process whose threads have the names of QEMU's. */
static void test_threads_are_pinned(void **state)
{
	cpu_set_t all, has;
	int fds[2], cpu;
	pthread_t thread;
	pid_t pid, tid;

	(void)state;
	sched_getaffinity(0, sizeof(all), &all);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		pthread_create(&thread, NULL, be_vcpu, &fds[1]);
		pause();
	}
	assert_int_equal(read(fds[0], &tid, sizeof(tid)), sizeof(tid));
	pin_vcpus(pid, 1);
	sched_getaffinity(tid, sizeof(has), &has);
	if (CPU_COUNT(&all) == 1) {
		assert_true(CPU_EQUAL(&has, &all));
		assert_string_equal(said, "not pinned: 1 vCPU and QEMU on 1 processor");
	} else {
		assert_int_equal(CPU_COUNT(&has), 1);
		for (cpu = 0; !CPU_ISSET(cpu, &has); cpu++)
			;
		assert_int_equal(atoi(said), cpu);
		/* The others keep off it. */
		sched_getaffinity(pid, sizeof(has), &has);
		assert_false(CPU_ISSET(cpu, &has));
		assert_int_equal(CPU_COUNT(&has), CPU_COUNT(&all) - 1);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_processor_is_not_given_away),
		cmocka_unit_test(test_last_ones_first),
		cmocka_unit_test(test_no_two_on_one_core),
		cmocka_unit_test(test_siblings_when_cores_run_out),
		cmocka_unit_test(test_only_what_is_allowed),
		cmocka_unit_test(test_threads_are_pinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
