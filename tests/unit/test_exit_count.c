// SPDX-License-Identifier: GPL-2.0
/* VM exits by the kernel's trace: pages of its buffer, and brackets in its events. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "bracket_slots.h"
#include "exit_count.h"
#include "trace_page.h"

#define CPUID 10
#define INTERRUPT 1

static struct exit_count *count;
static uint64_t now;

static int begin(void **state)
{
	(void)state;
	now = 1000;
	count = calloc(1, sizeof(*count));
	return !count;
}

static int end(void **state)
{
	(void)state;
	free(count);
	return 0;
}

static void event(int tid, enum trace_kind kind, uint32_t what, uint64_t seq)
{
	struct trace_event e = {
		.tsc = now += 10, .tid = tid, .kind = kind, .what = what,
		.seq = seq,
	};

	exit_count_take(count, &e);
}

static void enter(int tid) { event(tid, TRACE_ENTRY, 0, 0); }
static void leave(int tid, uint32_t reason) { event(tid, TRACE_EXIT, reason, 0); }

static void latch(int tid, uint32_t slot, uint64_t seq)
{
	leave(tid, CPUID);
	event(tid, TRACE_LATCH, slot, seq);
	enter(tid);
}

static void check_reason(const struct exit_count_bracket *b, unsigned int i,
			 uint32_t reason, uint64_t n, uint64_t cycles)
{
	assert_non_null(b);
	assert_true(i < b->n);
	assert_int_equal(b->reason[i].reason, reason);
	assert_int_equal(b->reason[i].count, n);
	assert_int_equal(b->reason[i].cycles, cycles);
}

/* Neither latch's own exit is in its bracket; what is before and behind is not. */
static void test_bracket(void **state)
{
	const struct exit_count_bracket *b;

	(void)state;
	enter(7);
	leave(7, INTERRUPT);
	enter(7);
	latch(7, COUNTERS_SLOT_BEFORE | KVM_EXIT_ACCT_LATCH_OPEN, 5);
	leave(7, CPUID);
	enter(7);
	leave(7, INTERRUPT);
	enter(7);
	leave(7, CPUID);
	enter(7);
	latch(7, COUNTERS_SLOT_AFTER, 4);
	leave(7, INTERRUPT);
	enter(7);
	b = exit_count_find(count, 5, 4);
	check_reason(b, 0, CPUID, 2, 20);
	check_reason(b, 1, INTERRUPT, 1, 10);
	assert_int_equal(b->n, 2);
	assert_int_equal(b->untraced, 0);
	assert_null(exit_count_find(count, 5, 5));
	assert_null(exit_count_find(count, 4, 4));
	/* 1, two latches, 3, 1 */
	assert_int_equal(count->exits, 7);
}

static void test_null_is_empty(void **state)
{
	(void)state;
	enter(7);
	latch(7, COUNTERS_SLOT_BEFORE, 1);
	latch(7, COUNTERS_SLOT_AFTER, 1);
	assert_int_equal(exit_count_find(count, 1, 1)->n, 0);
}

/* An entry that no exit was traced before ends one all the same. */
static void test_fast_path(void **state)
{
	(void)state;
	enter(7);
	latch(7, COUNTERS_SLOT_BEFORE, 1);
	enter(7);
	enter(7);
	leave(7, CPUID);
	enter(7);
	latch(7, COUNTERS_SLOT_AFTER, 1);
	assert_int_equal(exit_count_find(count, 1, 1)->untraced, 2);
	check_reason(exit_count_find(count, 1, 1), 0, CPUID, 1, 10);
}

/*
 * As the counters do, it counts an exit when it ends: that of another vCPU which
 * began before the bracket is in it, one that ends behind it is not.
 */
static void test_two_vcpus(void **state)
{
	const struct exit_count_bracket *b;

	(void)state;
	enter(7);
	enter(8);
	leave(8, INTERRUPT);
	latch(7, COUNTERS_SLOT_BEFORE, 1);
	enter(8);
	leave(8, 12);
	latch(7, COUNTERS_SLOT_AFTER, 1);
	enter(8);
	b = exit_count_find(count, 1, 1);
	check_reason(b, 0, INTERRUPT, 1, 40);
	assert_int_equal(b->n, 1);
}

static void check_meanwhile(const struct exit_count_bracket *b, uint32_t reason,
			    uint64_t at_begin, uint64_t at_end)
{
	unsigned int i = 0;

	assert_non_null(b);
	while (i < b->n && b->reason[i].reason != reason)
		i++;
	assert_true(i < b->n);
	assert_int_equal(b->reason[i].at_begin, at_begin);
	assert_int_equal(b->reason[i].at_end, at_end);
}

/*
 * A latch takes its time: what other vCPUs end in it is told, of either latch; not
 * what they ended before, and none of the vCPU that latches.
 */
static void test_meanwhile(void **state)
{
	const struct exit_count_bracket *b;

	(void)state;
	enter(7);
	enter(8);
	leave(7, 12);
	enter(7);
	leave(8, INTERRUPT);
	enter(8);
	leave(8, INTERRUPT);
	leave(7, CPUID);
	enter(8);
	enter(8);
	event(7, TRACE_LATCH, COUNTERS_SLOT_BEFORE, 1);
	enter(7);
	leave(8, 12);
	enter(8);
	leave(8, INTERRUPT);
	leave(7, CPUID);
	enter(8);
	leave(8, INTERRUPT);
	enter(8);
	enter(8);
	enter(8);
	event(7, TRACE_LATCH, COUNTERS_SLOT_AFTER, 1);
	leave(8, INTERRUPT);
	enter(8);
	enter(7);
	b = exit_count_find(count, 1, 1);
	check_meanwhile(b, INTERRUPT, 1, 2);
	check_meanwhile(b, 12, 0, 0);
	assert_int_equal(b->untraced_at_begin, 1);
	assert_int_equal(b->untraced_at_end, 2);
	/* As before, those of the first are not in it, and those of the last are. */
	check_reason(b, 0, INTERRUPT, 2, 30);
	check_reason(b, 1, 12, 1, 10);
	assert_int_equal(b->untraced, 2);
	assert_false(b->overflow);
}

/* More than is remembered is no bound. */
static void test_meanwhile_overflow(void **state)
{
	(void)state;
	enter(7);
	enter(8);
	latch(7, COUNTERS_SLOT_BEFORE, 1);
	leave(7, CPUID);
	for (int i = 0; i <= EXIT_COUNT_ENDED; i++) {
		leave(8, INTERRUPT);
		enter(8);
	}
	event(7, TRACE_LATCH, COUNTERS_SLOT_AFTER, 1);
	assert_true(exit_count_find(count, 1, 1)->overflow);
}

/* Of a boot: all since the VM was created, up to the latch of a guest that is up. */
static void test_boot(void **state)
{
	(void)state;
	enter(7);
	leave(7, 48);
	enter(7);
	assert_null(exit_count_find(count, 0, 1));
	latch(7, COUNTERS_SLOT_BOOT, 1);
	latch(7, COUNTERS_SLOT_UP, 1);
	leave(7, 48);
	enter(7);
	check_reason(exit_count_find(count, 0, 1), 0, 48, 1, 10);
	check_reason(exit_count_find(count, 0, 1), 1, CPUID, 1, 20);
	assert_int_equal(exit_count_find(count, 0, 1)->n, 2);
}

/* What does not fit is not quietly left out. */
static void test_overflow(void **state)
{
	(void)state;
	enter(7);
	latch(7, COUNTERS_SLOT_BEFORE, 1);
	for (uint32_t i = 0; i <= EXIT_COUNT_REASONS; i++) {
		leave(7, 100 + i);
		enter(7);
	}
	latch(7, COUNTERS_SLOT_AFTER, 1);
	assert_true(exit_count_find(count, 1, 1)->overflow);
}

/* A page of the kernel's buffer. */
static uint8_t page[4096];
static size_t used;

static void put(uint32_t value)
{
	memcpy(page + 16 + used, &value, 4);
	used += 4;
}

static void put_head(uint32_t type, uint32_t delta)
{
	put(type | delta << 5);
}

static void page_begin(uint64_t time)
{
	memset(page, 0, sizeof(page));
	memcpy(page, &time, 8);
	used = 0;
}

static void page_end(uint64_t flags)
{
	uint64_t commit = used | flags;

	memcpy(page + 8, &commit, 8);
}

static uint64_t times[8];
static uint32_t firsts[8];
static size_t lens[8], n_events;

static void take(void *arg, uint64_t time, const void *data, size_t len)
{
	assert_ptr_equal(arg, page);
	assert_true(n_events < 8);
	times[n_events] = time;
	memcpy(&firsts[n_events], data, 4);
	lens[n_events++] = len;
}

static int read_page(bool *missed)
{
	*missed = false;
	n_events = 0;
	return trace_page_read(page, sizeof(page), take, page, missed);
}

static void test_page(void **state)
{
	bool missed;

	(void)state;
	page_begin(1ULL << 40);
	put_head(2, 5);			/* 8 bytes */
	put(11);
	put(0);
	put_head(30, 3);		/* time goes on by 3 + 2 << 27 */
	put(2);
	put_head(0, 1);			/* length behind: 4 and 8 of data */
	put(12);
	put(12);
	put(0);
	put_head(29, 7);		/* an event that was taken back */
	put(8);
	put(0);
	put_head(31, 9);		/* a time of its own: 9 + 1 << 40 ... */
	put(1 << 14);
	put_head(1, 1);
	put(13);
	page_end(0);
	assert_int_equal(read_page(&missed), 0);
	assert_false(missed);
	assert_int_equal(n_events, 3);
	assert_true(times[0] == (1ULL << 40) + 5);
	assert_int_equal(firsts[0], 11);
	assert_int_equal(lens[0], 8);
	assert_true(times[1] == (1ULL << 40) + 5 + 3 + (2 << 27) + 1);
	assert_int_equal(firsts[1], 12);
	assert_int_equal(lens[1], 8);
	assert_true(times[2] == (1ULL << 41) + 9 + 1);
	assert_int_equal(firsts[2], 13);
}

static void test_page_missed(void **state)
{
	bool missed;

	(void)state;
	page_begin(1);
	put_head(1, 1);
	put(5);
	page_end(1ULL << 31);
	assert_int_equal(read_page(&missed), 0);
	assert_true(missed);
	assert_int_equal(n_events, 1);
}

/* Torn pages are refused, and nothing behind them is read. */
static void test_page_torn(void **state)
{
	bool missed;

	(void)state;
	page_begin(1);
	put_head(28, 1);
	put(5);
	page_end(0);
	assert_int_equal(read_page(&missed), -EBADMSG);
	page_begin(1);
	put_head(0, 1);
	put(0xfffffff0);
	page_end(0);
	assert_int_equal(read_page(&missed), -EBADMSG);
	page_begin(1);
	put_head(30, 1);
	page_end(0);
	assert_int_equal(read_page(&missed), -EBADMSG);
	page_begin(1);
	used = 5000;
	page_end(0);
	assert_int_equal(read_page(&missed), -EBADMSG);
	assert_int_equal(trace_page_read(page, 8, take, page, &missed), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bracket, begin, end),
		cmocka_unit_test_setup_teardown(test_null_is_empty, begin, end),
		cmocka_unit_test_setup_teardown(test_fast_path, begin, end),
		cmocka_unit_test_setup_teardown(test_two_vcpus, begin, end),
		cmocka_unit_test_setup_teardown(test_meanwhile, begin, end),
		cmocka_unit_test_setup_teardown(test_meanwhile_overflow, begin, end),
		cmocka_unit_test_setup_teardown(test_boot, begin, end),
		cmocka_unit_test_setup_teardown(test_overflow, begin, end),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_page_missed),
		cmocka_unit_test(test_page_torn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
