// SPDX-License-Identifier: GPL-2.0
/* Counters against witnesses: what is equal, explained, wrong, lost, or not there. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "figures.h"
#include "kvm_exit_acct.h"
#include "results.h"
#include "run_dir.h"
#include "witness_judge.h"

#define SVM_MSR 124
#define VMX_INVALID 33

static struct sentence why;

static json_t *one(json_int_t reason, const char *name, int count)
{
	return json_pack("{s:I, s:s, s:i, s:i}", "reason", reason, "name", name,
			 "count", count, "cycles", count * 100);
}

/* @seen of a reason by the trace, in the same order; 0: it was not seen. */
static json_t *made_up(int counted1, int seen1, json_int_t reason2, int counted2,
		       int seen2, int untraced)
{
	json_t *reasons = json_array(), *traced = json_array();
	int exits = counted1 + counted2, all = seen1 + seen2 + untraced;

	json_array_append_new(reasons, one(1, "first", counted1));
	if (seen1)
		json_array_append_new(traced, one(1, "first", seen1));
	if (counted2)
		json_array_append_new(reasons, one(reason2, "second", counted2));
	if (seen2)
		json_array_append_new(traced, one(reason2, "second", seen2));
	return json_pack("{s:i, s:o, s:{s:o, s:i, s:i, s:i, s:{s:i}, s:i, s:[]}}",
			 "exits", exits, "reasons", reasons, "witness",
			 "traced", traced, "untraced", untraced, "lost", 0,
			 "vcpus", 1, "stats", "exits", all + 2,
			 "stats_traced", all, "differs");
}

static void set(json_t *record, const char *key, int value)
{
	json_object_set_new(json_object_get(record, "witness"), key,
			    json_integer(value));
}

/* Frees @record; stays valid for strings until the next. */
static int judge(enum vendor vendor, json_t *record, size_t differences,
		 const char *cause)
{
	static json_t *last;
	const json_t *differs, *said;
	int err;

	json_decref(last);
	last = record;
	why.text[0] = 0;
	err = witness_judge(vendor, record, &why);
	differs = json_object_get(json_object_get(record, "witness"), "differs");
	assert_int_equal(json_array_size(differs), differences);
	said = json_object_get(json_array_get(differs, 0), "cause");
	if (cause)
		assert_non_null(strstr(json_string_value(said), cause));
	else
		assert_null(said);
	return err;
}

static void test_equal(void **state)
{
	json_t *record = made_up(5, 5, 2, 7, 7, 0);

	(void)state;
	assert_int_equal(judge(VENDOR_VMX, record, 0, NULL), 0);
	record = made_up(5, 5, 2, 7, 7, 0);
	set(record, "vmruns", 12);
	assert_int_equal(judge(VENDOR_SVM, record, 0, NULL), 0);
}

static void test_mismatch(void **state)
{
	(void)state;
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 6, 2, 7, 7, 0), 1, NULL),
			 -EBADMSG);
	assert_string_equal(why.text, "a witness disagrees: 5 VM exits of first were counted, kvm_exit saw 6");
	/* One that only either has. */
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 5, 2, 0, 7, 0), 1, NULL),
			 -EBADMSG);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, 2, 7, 0, 0), 1, NULL),
			 -EBADMSG);
}

static void test_vmruns(void **state)
{
	json_t *record = made_up(5, 5, 2, 7, 7, 0);

	(void)state;
	set(record, "vmruns", 13);
	assert_int_equal(judge(VENDOR_SVM, record, 1, NULL), -EBADMSG);
	assert_non_null(strstr(why.text, "VMRUN saw 13"));
}

/* What is missing in the trace must be what entered without it, to the exit. */
static void test_fastpath(void **state)
{
	(void)state;
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, SVM_MSR, 7, 4, 3), 1,
			       "fast path"), 0);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, SVM_MSR, 7, 4, 2), 2, NULL),
			 -EBADMSG);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, SVM_MSR, 7, 4, 4), 2,
			       "fast path"), -EBADMSG);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 2, SVM_MSR, 7, 7, 3), 2, NULL),
			 -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 5, SVM_MSR, 7, 4, 3), 2, NULL),
			 -EBADMSG);
}

/* Of the first reason, or of the second, in the trace. */
static json_t *meanwhile(json_t *record, size_t i, int at_begin, int at_end)
{
	json_t *row = json_array_get(json_object_get(json_object_get(record,
						"witness"), "traced"), i);

	json_object_set_new(row, "at_begin", json_integer(at_begin));
	json_object_set_new(row, "at_end", json_integer(at_end));
	return record;
}

/*
 * What ended while the counters were latched explains as many exits of that reason,
 * and in that direction; one more, or another reason, is a wrong count.
 */
static void test_meanwhile(void **state)
{
	(void)state;
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(7, 5, 2, 9, 9, 0),
			       0, 2, 0), 1, "were latched"), 0);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(5, 6, 2, 9, 9, 0),
			       0, 0, 1), 1, "were latched"), 0);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(5, 5, 2, 9, 9, 0),
			       0, 3, 3), 0, NULL), 0);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(8, 5, 2, 9, 9, 0),
			       0, 2, 0), 1, NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(5, 7, 2, 9, 9, 0),
			       0, 0, 1), 1, NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(6, 5, 2, 9, 9, 0),
			       0, 0, 1), 1, NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(5, 6, 2, 9, 9, 0),
			       0, 1, 0), 1, NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, meanwhile(made_up(6, 5, 2, 9, 9, 0),
			       1, 1, 1), 1, NULL), -EBADMSG);
}

/* The emulator's latch is the guest's instruction: there it is the other way round. */
static void test_meanwhile_vmruns(void **state)
{
	json_t *record = meanwhile(made_up(5, 5, 2, 7, 7, 0), 0, 1, 0);

	(void)state;
	set(record, "vmruns", 13);
	assert_int_equal(judge(VENDOR_SVM, record, 1, "were latched"), 0);
	record = meanwhile(made_up(5, 5, 2, 7, 7, 0), 0, 1, 0);
	set(record, "vmruns", 14);
	assert_int_equal(judge(VENDOR_SVM, record, 1, NULL), -EBADMSG);
	record = meanwhile(made_up(5, 5, 2, 7, 7, 0), 0, 1, 0);
	set(record, "vmruns", 11);
	assert_int_equal(judge(VENDOR_SVM, record, 1, NULL), -EBADMSG);
	record = meanwhile(made_up(5, 5, 2, 7, 7, 0), 0, 0, 1);
	set(record, "untraced_at_end", 1);
	set(record, "vmruns", 10);
	assert_int_equal(judge(VENDOR_SVM, record, 1, "were latched"), 0);
}

static json_t *fast(json_t *record, int at_begin, int at_end)
{
	set(record, "untraced_at_begin", at_begin);
	set(record, "untraced_at_end", at_end);
	return record;
}

/* Entries without a traced exit, of other vCPUs, while the counters were latched. */
static void test_meanwhile_fastpath(void **state)
{
	(void)state;
	/* Counted, and before the bracket in the trace. */
	assert_int_equal(judge(VENDOR_SVM, fast(made_up(5, 5, SVM_MSR, 7, 4, 2),
			       1, 0), 2, "fast path"), 0);
	assert_int_equal(judge(VENDOR_SVM, fast(made_up(5, 5, SVM_MSR, 7, 4, 2),
			       0, 1), 2, NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_SVM, fast(made_up(5, 5, SVM_MSR, 7, 4, 1),
			       1, 0), 2, NULL), -EBADMSG);
	/* In the bracket of the trace alone. */
	assert_int_equal(judge(VENDOR_SVM, fast(made_up(5, 5, SVM_MSR, 7, 4, 4),
			       0, 1), 2, "fast path"), 0);
	assert_int_equal(judge(VENDOR_SVM, fast(made_up(5, 5, SVM_MSR, 7, 4, 5),
			       0, 1), 2, "fast path"), -EBADMSG);
	/* Of two that the counters have not, one was traced. */
	assert_int_equal(judge(VENDOR_SVM, meanwhile(made_up(5, 5, SVM_MSR, 7, 7,
			       1), 1, 0, 1), 1, "were latched"), 0);
	assert_int_equal(judge(VENDOR_SVM, meanwhile(made_up(5, 5, 2, 7, 7, 1),
			       1, 0, 1), 1, NULL), -EBADMSG);
}

static void expect_emulated(json_int_t reason)
{
	json_t *record = made_up(5, 5, reason, 70, 0, 0);

	/* KVM's statistic has them. */
	json_object_set_new(json_object_get(json_object_get(record, "witness"),
					    "stats"), "exits", json_integer(75));
	assert_int_equal(judge(VENDOR_VMX, record, 1, "emulates"), 0);
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 5, reason, 70, 0, 0), 2,
			       "emulates"), -EBADMSG);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, reason, 70, 0, 0), 1,
			       NULL), -EBADMSG);
}

static void test_emulated(void **state)
{
	(void)state;
	expect_emulated(KVM_EXIT_ACCT_REASON_EMULATED);
	expect_emulated(VMX_INVALID);
}

/* Nobody else sees these, KVM's statistic neither. */
static void test_early_check(void **state)
{
	json_int_t reason = KVM_EXIT_ACCT_REASON_EARLY_CHECK;

	(void)state;
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 5, reason, 70, 0, 0), 1,
			       "nested VM entry"), 0);
	assert_int_equal(judge(VENDOR_SVM, made_up(5, 5, reason, 70, 0, 0), 1,
			       NULL), -EBADMSG);
	assert_int_equal(judge(VENDOR_VMX, made_up(5, 5, reason, 70, 69, 0), 1,
			       NULL), -EBADMSG);
}

static void test_statistics(void **state)
{
	json_t *record = made_up(5, 5, 2, 7, 7, 0);

	(void)state;
	set(record, "stats_traced", 11);
	assert_int_equal(judge(VENDOR_VMX, record, 1, NULL), -EBADMSG);
	assert_non_null(strstr(why.text, "KVM's statistic exits saw 14"));
	record = made_up(5, 5, 2, 7, 7, 0);
	set(record, "stats_traced", 11);
	set(record, "vcpus", 2);
	assert_int_equal(judge(VENDOR_VMX, record, 0, NULL), 0);
}

/* Events that were lost are no agreement, whatever the numbers. */
static void test_lost(void **state)
{
	json_t *record = made_up(5, 5, 2, 7, 7, 0);

	(void)state;
	set(record, "lost", 3);
	assert_int_equal(judge(VENDOR_VMX, record, 0, NULL), -EBADMSG);
	assert_non_null(strstr(why.text, "lost 3 events"));
}

/* As they stand in a run; run_dir.h's record() has @n exits of reason 48. */
static json_t *verified(int rep, int n, int traced)
{
	json_t *obj = record("pagefault", "ept", rep, n), *seen = json_array();
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(obj, "reasons"), i, row)
		json_array_append_new(seen, json_pack("{s:O, s:O, s:I, s:i}",
			"reason", json_object_get(row, "reason"),
			"name", json_object_get(row, "name"),
			"count", json_integer_value(json_object_get(row, "count")) +
			(i ? 0 : traced - n), "cycles", 9));
	json_object_set_new(obj, "witness", json_pack(
		"{s:o, s:i, s:i, s:i, s:{}, s:i, s:[]}", "traced", seen,
		"untraced", 0, "lost", 0, "vcpus", 1, "stats", "stats_traced",
		0, "differs"));
	return obj;
}

static void test_in_a_run(void **state)
{
	struct results res;
	json_t *bad;

	(void)state;
	add_meta("vmx-emu");
	add(verified(0, 64, 64));
	/* Called ok, and its own numbers say that it is not. */
	add(verified(1, 64, 63));
	/* A difference that there is none of. */
	bad = verified(2, 64, 64);
	json_array_append_new(json_object_get(json_object_get(bad, "witness"),
					      "differs"),
		json_pack("{s:s, s:i, s:i, s:s}", "witness", "kvm_exit",
			  "counted", 1, "seen", 2, "cause", "as if"));
	add(bad);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(res.damaged, 2);
	assert_non_null(extras(&res.records[0])->witness);
	assert_int_equal(extras(&res.records[0])->witness->n_differences, 0);
	results_free(&res);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_mismatch),
		cmocka_unit_test(test_vmruns),
		cmocka_unit_test(test_fastpath),
		cmocka_unit_test(test_meanwhile),
		cmocka_unit_test(test_meanwhile_vmruns),
		cmocka_unit_test(test_meanwhile_fastpath),
		cmocka_unit_test(test_emulated),
		cmocka_unit_test(test_early_check),
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_lost),
		IN_DIR(test_in_a_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
