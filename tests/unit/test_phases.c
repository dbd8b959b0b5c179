// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot, put together of samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "phases.h"

#define OFFSET 1000000		/* host TSC where the guest's is 0 */
#define INTERVAL 100

/* Reason 10 twice in every interval, reason 30 once from the third on. */
static unsigned int samples(struct sample *sample, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		sample[i] = (struct sample){
			.tsc = OFFSET + (i + 1) * INTERVAL, .rows = 1,
		};
		sample[i].row[0] = (struct sample_row){
			10, 2 * (i + 1), 20 * (i + 1), i + 1, 0, 0,
		};
		if (i < 2)
			continue;
		sample[i].rows = 2;
		sample[i].row[1] = (struct sample_row){
			30, i - 1, 0, 0, 7 * (i - 1), 0,
		};
	}
	return n;
}

/* The boot ends at 1050 with 21 and 9 exits; /init begins at 850. */
static json_t *boot(int initcalls, int initcalls_end)
{
	return json_pack("{s:s, s:i, s:i, s:[{s:i, s:s, s:i, s:i, s:i, s:i}, {s:i, s:s, s:i, s:i, s:i, s:i}],"
			 " s:{s:i, s:[{s:i, s:i, s:i, s:i, s:i}, {s:i, s:i, s:i, s:i, s:i}]}, s:{s:i, s:i}}",
			 "status", "ok", "elapsed_cycles", 1050, "exits", 30,
			 "reasons",
			 "reason", 10, "name", "CPUID", "count", 21,
			 "kernel_cycles", 210, "user_cycles", 11,
			 "blocked_cycles", 0,
			 "reason", 30, "name", "IO_INSTRUCTION", "count", 9,
			 "kernel_cycles", 0, "user_cycles", 0,
			 "blocked_cycles", 63,
			 "init", "tsc", 850,
			 "reasons", "reason", 10, "count", 17,
			 "kernel_cycles", 170, "user_cycles", 8,
			 "blocked_cycles", 0, "reason", 30, "count", 6,
			 "kernel_cycles", 0, "user_cycles", 0,
			 "blocked_cycles", 42,
			 "marks", "initcalls", initcalls,
			 "initcalls_end", initcalls_end);
}

static int64_t get(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static int64_t sum(const json_t *list, const char *key)
{
	const json_t *item;
	int64_t n = 0;
	size_t i;

	json_array_foreach(list, i, item)
		n += get(item, key);
	return n;
}

static void expect_phase(const json_t *phases, size_t i, const char *name,
			 int64_t cycles, int64_t exits)
{
	const json_t *phase = json_array_get(phases, i);

	assert_string_equal(json_string_value(json_object_get(phase, "name")),
			    name);
	assert_int_equal(get(phase, "cycles"), cycles);
	assert_int_equal(get(phase, "exits"), exits);
	assert_int_equal(sum(json_object_get(phase, "reasons"), "count"),
			 exits);
}

/* The VMM starts 400 before TSC 0, its vCPU runs 30 behind it. */
static const struct vmm_events vmm = {
	OFFSET - 400, OFFSET + 30, OFFSET + 150,
};

/* Boundaries are the samples behind 150, 320 and 700. */
static void test_phases(void **state)
{
	struct sample sample[12];
	unsigned int n = samples(sample, 12);
	json_t *record = boot(320, 700), *phases;

	(void)state;
	phases_add(record, sample, n, INTERVAL, &vmm, OFFSET);
	assert_null(json_object_get(record, "init"));
	assert_null(json_object_get(record, "marks"));
	assert_null(json_object_get(record, "lost"));
	phases = json_object_get(record, "phases");
	assert_int_equal(json_array_size(phases), 6);
	expect_phase(phases, 0, "VMM", 430, 0);
	expect_phase(phases, 1, "firmware", 170, 4);
	expect_phase(phases, 2, "kernel", 200, 6);
	expect_phase(phases, 3, "initcalls", 300, 9);
	expect_phase(phases, 4, "start of init", 150, 4);
	expect_phase(phases, 5, "user space", 200, 7);
	assert_int_equal(get(record, "before_cycles"), 400);
	assert_int_equal(sum(phases, "cycles"), 1050 + 400);
	assert_int_equal(sum(phases, "exits"), 30);
	assert_int_equal(sum(phases, "kernel_cycles"), 210);
	assert_int_equal(sum(phases, "user_cycles"), 11);
	assert_int_equal(sum(phases, "blocked_cycles"), 63);
	json_decref(record);
}

/* The samples behind the end are not the boot's, the end itself is. */
static void test_timeline(void **state)
{
	struct sample sample[12];
	unsigned int n = samples(sample, 12);
	json_t *record = boot(320, 700), *line, *row, *counts;
	int64_t total = 0;
	size_t r, i;

	(void)state;
	phases_add(record, sample, n, INTERVAL, &vmm, OFFSET);
	line = json_object_get(record, "timeline");
	assert_int_equal(get(line, "interval_cycles"), INTERVAL);
	row = json_object_get(line, "cycles");
	assert_int_equal(json_array_size(row), 11);
	assert_int_equal(json_integer_value(json_array_get(row, 0)), 100);
	assert_int_equal(json_integer_value(json_array_get(row, 10)), 1050);
	json_array_foreach(json_object_get(line, "reasons"), r, row) {
		counts = json_object_get(row, "counts");
		assert_int_equal(json_array_size(counts), 11);
		for (i = 0, total = 0; i < 11; i++)
			total += json_integer_value(json_array_get(counts, i));
		assert_int_equal(total, r ? 9 : 21);
	}
	assert_int_equal(r, 2);
	json_decref(record);
}

/* An event later than /init's first instruction leaves an empty phase. */
static void test_sample_behind_init(void **state)
{
	struct sample sample[12];
	unsigned int n = samples(sample, 12);
	json_t *record = boot(320, 840), *phases;

	(void)state;
	phases_add(record, sample, n, INTERVAL, &vmm, OFFSET);
	phases = json_object_get(record, "phases");
	expect_phase(phases, 3, "initcalls", 450, 13);
	expect_phase(phases, 4, "start of init", 0, 0);
	json_decref(record);
}

static void expect_lost(json_t *record, const char *what)
{
	const char *lost =
		json_string_value(json_object_get(record, "lost"));

	assert_non_null(lost);
	assert_non_null(strstr(lost, what));
	assert_null(json_object_get(record, "phases"));
	assert_null(json_object_get(record, "init"));
	json_decref(record);
}

static void test_what_is_missing_is_said(void **state)
{
	struct sample sample[12];
	unsigned int n = samples(sample, 12);
	const struct vmm_events no_firmware = { 1, OFFSET + 30, 0 };
	const struct vmm_events no_start = { 1, 0, OFFSET + 150 };
	json_t *record = boot(320, 700);

	(void)state;
	phases_add(record, sample, n, INTERVAL, &no_start, OFFSET);
	expect_lost(record, "vCPUs");
	record = boot(320, 700);
	phases_add(record, sample, n, INTERVAL, &no_firmware, OFFSET);
	assert_non_null(json_object_get(record, "timeline"));
	expect_lost(record, "firmware");
	record = boot(0, 700);
	phases_add(record, sample, n, INTERVAL, &vmm, OFFSET);
	expect_lost(record, "initcalls");
	record = boot(320, 700);
	phases_add(record, sample, 0, INTERVAL, &vmm, OFFSET);
	assert_null(json_object_get(record, "timeline"));
	expect_lost(record, "no samples");
	record = boot(320, 700);
	phases_lost(record, "phases and timeline: too many samples");
	assert_null(json_object_get(record, "marks"));
	expect_lost(record, "too many samples");
}

static void test_what_the_guest_lost_stays(void **state)
{
	json_t *record = boot(320, 700);

	(void)state;
	json_object_set_new(record, "lost", json_string("layout C: minimum"));
	phases_add(record, NULL, 0, INTERVAL, &vmm, OFFSET);
	expect_lost(record, "layout C: minimum; phases and timeline: no samples");
}

static void test_file_of_kvm(void **state)
{
	char text[] =
		"reason                          exits           kernel             user          blocked    average    minimum      maximum\n"
		"78 PF excp                      12345        100000000                1                2       8100       1000        90000\n"
		"97 smi                              1              700                0                0        700          -            -\n"
		"-1 OTHER                            3                4                5                6          7          8            9\n"
		"total                           12349        100000704                6                8       8100        700        90000\n";
	struct sample sample = { 0 };

	(void)state;
	sample_parse(text, &sample);
	assert_int_equal(sample.rows, 3);
	assert_int_equal(sample.row[0].reason, 78);
	assert_int_equal(sample.row[0].count, 12345);
	assert_int_equal(sample.row[0].kernel, 100000000);
	assert_int_equal(sample.row[0].user, 1);
	assert_int_equal(sample.row[0].blocked, 2);
	assert_int_equal(sample.row[1].count, 1);
	assert_true(sample.row[2].reason == 0xffffffff);
	assert_int_equal(sample.row[2].blocked, 6);
	assert_int_equal(sample.row[2].away, 0);
}

static void test_file_with_away(void **state)
{
	char text[] =
		"reason                          exits           kernel             user          blocked             away    average    minimum      maximum\n"
		"78 PF excp                      12345        100000000                1                2                3       8100       1000        90000\n"
		"97 smi                              1              700                0                0                4        700          -            -\n";
	struct sample sample = { 0 };

	(void)state;
	sample_parse(text, &sample);
	assert_int_equal(sample.rows, 2);
	assert_int_equal(sample.row[0].blocked, 2);
	assert_int_equal(sample.row[0].away, 3);
	assert_int_equal(sample.row[1].away, 4);
}

/* Time away is in its phase, and nowhere where there is none. */
static void test_away(void **state)
{
	struct sample sample[12];
	unsigned int n = samples(sample, 12);
	json_t *record = boot(320, 700), *phases, *io, *reasons;
	const json_t *phase;
	size_t i;

	(void)state;
	io = json_array_get(json_object_get(record, "reasons"), 1);
	json_object_set_new(io, "away_cycles", json_integer(500));
	phases_add(record, sample, n, INTERVAL, &vmm, OFFSET);
	phases = json_object_get(record, "phases");
	json_array_foreach(phases, i, phase) {
		reasons = json_object_get(phase, "reasons");
		assert_int_equal(get(phase, "away_cycles"), i == 5 ? 500 : 0);
		assert_int_equal(sum(reasons, "away_cycles"), i == 5 ? 500 : 0);
		assert_int_equal(!!json_object_get(phase, "away_cycles"), i == 5);
	}
	json_decref(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file_of_kvm),
		cmocka_unit_test(test_file_with_away),
		cmocka_unit_test(test_away),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_timeline),
		cmocka_unit_test(test_sample_behind_init),
		cmocka_unit_test(test_what_is_missing_is_said),
		cmocka_unit_test(test_what_the_guest_lost_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
