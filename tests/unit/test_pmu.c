// SPDX-License-Identifier: GPL-2.0
/* Page walks by the PMU, with a processor and a perf_event_open that are not there. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "pmu.h"
#include "pmu_system.h"

static struct pmu_processor processor;
static unsigned int counters;	/* of the guest */
static int refusal;		/* of perf_event_open, or 0 */

/* What was opened: the end that answers a read(), and what it counts. */
static struct {
	int in;
	uint64_t config, value, enabled, running;
} event[8];
static unsigned int opened, switches;
static bool on;

struct pmu_processor pmu_processor(void)
{
	return processor;
}

/* The kernel's read() of an event that is in error gives nothing; here, too little. */
static void answer(unsigned int e)
{
	const uint64_t now[] = {
		event[e].value, event[e].enabled, event[e].running,
	};

	if (e < counters)
		assert_int_equal(write(event[e].in, now, sizeof(now)),
				 sizeof(now));
	else
		assert_int_equal(write(event[e].in, now, 1), 1);
}

int pmu_event_open(struct perf_event_attr *attr)
{
	int fds[2];

	if (refusal)
		return refusal;
	assert_int_equal(attr->type, PERF_TYPE_RAW);
	assert_true(attr->disabled && attr->inherit && attr->pinned);
	assert_false(attr->exclude_kernel || attr->exclude_user);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds), 0);
	event[opened].in = fds[1];
	event[opened].config = attr->config;
	answer(opened++);		/* for pmu_begin() */
	return fds[0];
}

/* Each event counts its number times 100 in a bracket. */
void pmu_switch(bool to)
{
	assert_int_not_equal(to, on);
	on = to;
	switches++;
	for (unsigned int e = 0; !to && e < opened; e++) {
		event[e].value += 100 * (e + 1);
		event[e].enabled += 5000;
		event[e].running += 5000;
		answer(e);		/* for pmu_end() */
		answer(e);		/* for the next pmu_begin() */
	}
}

static void on_a(const char *vendor, unsigned int family, unsigned int model,
		 unsigned int n)
{
	processor = (struct pmu_processor){ .family = family, .model = model };
	strcpy(processor.vendor, vendor);
	counters = n;
	opened = switches = 0;
	refusal = 0;
	pmu_open();
}

static int64_t of(const json_t *obj, const char *key)
{
	return json_is_integer(json_object_get(obj, key)) ?
	       json_integer_value(json_object_get(obj, key)) : -1;
}

static const char *text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static void test_nobody_asked(void **state)
{
	(void)state;
	pmu_begin();
	pmu_end();
	assert_null(pmu_walks());
	assert_int_equal(switches, 0);
}

/* Two brackets in a row: the second one's counts are its own. */
static void test_all_events(void **state)
{
	json_t *obj;

	(void)state;
	on_a("GenuineIntel", 6, 0x55, 8);
	assert_int_equal(opened, 7);
	for (int i = 1; i <= 2; i++) {
		pmu_begin();
		assert_true(on);
		pmu_end();
		assert_false(on);
		obj = pmu_walks();
		assert_string_equal(text(obj, "source"), "pmu");
		assert_string_equal(text(obj, "processor"), "skylake");
		assert_int_equal(of(obj, "load_walks"), 100);
		assert_int_equal(of(obj, "store_walks"), 200);
		assert_int_equal(of(obj, "load_cycles"), 300);
		assert_int_equal(of(obj, "fetch_walks"), 500);
		assert_int_equal(of(obj, "nested_cycles"), 700);
		json_decref(obj);
	}
	/* DTLB_LOAD_MISSES.WALK_COMPLETED, EPT.WALK_PENDING */
	assert_int_equal(event[0].config, 0x0e08);
	assert_int_equal(event[6].config, 0x104f);
	assert_int_equal(switches, 4);
}

/* A guest on a host with Hyper-Threading has four. */
static void test_four_counters(void **state)
{
	json_t *obj;

	(void)state;
	on_a("GenuineIntel", 6, 0x9e, 4);
	pmu_begin();
	pmu_end();
	obj = pmu_walks();
	assert_int_equal(of(obj, "store_cycles"), 400);
	assert_int_equal(of(obj, "fetch_walks"), -1);
	assert_int_equal(of(obj, "nested_cycles"), -1);
	assert_null(text(obj, "lost"));
	json_decref(obj);
}

/* Another counted all the time: not even the first one has a counter. */
static void test_no_counter_left(void **state)
{
	json_t *obj;

	(void)state;
	on_a("GenuineIntel", 6, 0x9e, 0);
	pmu_begin();
	pmu_end();
	obj = pmu_walks();
	assert_non_null(strstr(text(obj, "lost"), "no counter left"));
	assert_int_equal(json_object_size(obj), 2);
	json_decref(obj);
}

/* One that had none in the bracket before: its counts would be those of two. */
static void test_counter_comes_back(void **state)
{
	json_t *obj = NULL;

	(void)state;
	on_a("GenuineIntel", 6, 0x9e, 7);
	for (int i = 0; i < 4; i++) {
		counters = i == 1 ? 6 : 7;
		pmu_begin();
		pmu_end();
		json_decref(obj);
		obj = pmu_walks();
		assert_int_equal(of(obj, "load_walks"), 100);
		assert_int_equal(of(obj, "nested_cycles"),
				 i == 1 || i == 2 ? -1 : 700);
	}
	json_decref(obj);
}

static void test_amd(void **state)
{
	json_t *obj;

	(void)state;
	on_a("AuthenticAMD", 0x19, 0x61, 6);
	assert_int_equal(opened, 2);
	assert_int_equal(event[0].config, 0xf045);
	pmu_begin();
	pmu_end();
	obj = pmu_walks();
	assert_string_equal(text(obj, "processor"), "zen3");
	assert_int_equal(of(obj, "load_walks"), 100);
	assert_int_equal(of(obj, "load_cycles"), -1);
	json_decref(obj);
}

static void lost(const char *words)
{
	json_t *obj;

	switches = 0;
	pmu_begin();
	pmu_end();
	assert_int_equal(switches, 0);
	obj = pmu_walks();
	assert_non_null(strstr(text(obj, "lost"), words));
	assert_int_equal(json_object_size(obj), 2);
	json_decref(obj);
}

static void test_no_pmu(void **state)
{
	(void)state;
	on_a("GenuineIntel", 6, 0x55, 8);
	refusal = -ENOENT;
	pmu_open();
	lost("the guest has no PMU");
}

static void test_unknown_processor(void **state)
{
	(void)state;
	on_a("GenuineIntel", 6, 0x01, 8);
	assert_int_equal(opened, 0);
	lost("GenuineIntel, family 6, model 0x1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_asked),
		cmocka_unit_test(test_all_events),
		cmocka_unit_test(test_four_counters),
		cmocka_unit_test(test_no_counter_left),
		cmocka_unit_test(test_counter_comes_back),
		cmocka_unit_test(test_amd),
		cmocka_unit_test(test_unknown_processor),
		cmocka_unit_test(test_no_pmu),
	};

	return cmocka_run_group_tests_name("pmu", tests, NULL, NULL);
}
