// SPDX-License-Identifier: GPL-2.0
/* Exit reasons, packed and unpacked again: every number must come back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "packed.h"

static void assert_same(const struct exit_reason *a, const struct exit_reason *b)
{
	assert_int_equal(a->reason, b->reason);
	assert_int_equal(a->name, b->name);
	assert_true(a->count == b->count);
	assert_true(a->kernel_cycles == b->kernel_cycles);
	assert_true(a->user_cycles == b->user_cycles);
	assert_true(a->blocked_cycles == b->blocked_cycles);
	assert_true(a->away_cycles == b->away_cycles);
	assert_true(a->switch_cycles == b->switch_cycles);
	assert_true(a->preempted_cycles == b->preempted_cycles);
	assert_true(a->asleep_cycles == b->asleep_cycles);
	assert_true(a->l2_count == b->l2_count);
	assert_true(a->l2_kernel_cycles == b->l2_kernel_cycles);
	assert_true(a->l2_user_cycles == b->l2_user_cycles);
	assert_memory_equal(a->depth, b->depth, sizeof(a->depth));
	assert_int_equal(a->n_details, b->n_details);
}

static void test_numbers(void **state)
{
	const struct exit_reason all[] = {
		{ .reason = 0, .name = 0, .count = 1, .away_cycles = 1 },
		{ .reason = 127, .name = 128, .count = 127, .kernel_cycles = 128,
		  .user_cycles = 1ULL << 35, .blocked_cycles = 1ULL << 63,
		  .switch_cycles = 77, .preempted_cycles = 129, .l2_count = 126,
		  .depth = { [KVM_EXIT_ACCT_DEPTHS - 1] = 300 },
		  .n_details = 2 },
		{ .reason = UINT32_MAX, .name = SIZE_MAX, .count = UINT64_MAX,
		  .kernel_cycles = UINT64_MAX, .user_cycles = UINT64_MAX,
		  .blocked_cycles = UINT64_MAX, .away_cycles = UINT64_MAX,
		  .switch_cycles = UINT64_MAX,
		  .asleep_cycles = UINT64_MAX, .l2_count = UINT64_MAX,
		  .l2_kernel_cycles = UINT64_MAX, .l2_user_cycles = UINT64_MAX,
		  .depth = { 1, UINT64_MAX }, .n_details = 1 },
	};
	struct exit_detail details[3];
	struct packer packer = { 0 };
	struct record_extras extras = { .details = details };
	struct record rec = { .n_reasons = 3, .extras = &extras };
	struct packed_walk walk;
	struct exit_reason r;
	struct histogram cost;
	size_t len;

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(packed_add(&packer, &all[i], NULL), 0);
	len = packer.len;
	assert_int_equal(packed_size(&rec), 0);
	rec.reasons = packed_done(&packer);
	assert_int_equal(packed_size(&rec), len);
	walk = packed_begin(&rec);
	for (int i = 0; i < 3; i++) {
		assert_true(packed_next(&walk, &r));
		assert_same(&r, &all[i]);
		assert_null(r.cost);
		cost = packed_cost(&r);
		assert_int_equal(histogram_count(&cost), 0);
		if (r.n_details)
			assert_ptr_equal(r.details, &details[i == 2 ? 2 : 0]);
	}
	assert_false(packed_next(&walk, &r));
	free(rec.reasons);
}

static void test_costs(void **state)
{
	const struct histogram all[] = {
		{ 0 },
		{ .min = 0, .max = 1, .bucket = { [0] = 1 } },
		{ .min = 600, .max = 70000, .bucket = {
			[9] = 50, [10] = 400, [11] = 0, [16] = UINT64_MAX } },
		{ .min = 1ULL << 63, .max = UINT64_MAX, .bucket = { [63] = 2 } },
		{ .min = 0, .max = UINT64_MAX, .bucket = { [0] = 1, [63] = 1 } },
		{ .min = 600, .max = UINT64_MAX,
		  .bucket = { [9] = 50, [10] = 400, [12] = UINT64_MAX, [39] = 9 },
		  .quarter = { [36] = 1, [39] = 49, [41] = 400, [48] = UINT64_MAX,
			       [159] = 9 } },
	};
	const int n = sizeof(all) / sizeof(*all);
	struct exit_reason r = { .reason = 1 };
	struct packer packer = { 0 };
	struct record rec = { .n_reasons = n };
	struct packed_walk walk;

	(void)state;
	for (int i = 0; i < n; i++)
		assert_int_equal(packed_add(&packer, &r, &all[i]), 0);
	rec.reasons = packed_done(&packer);
	walk = packed_begin(&rec);
	for (int i = 0; i < n; i++) {
		struct histogram cost;

		assert_true(packed_next(&walk, &r));
		assert_non_null(r.cost);
		cost = packed_cost(&r);
		assert_memory_equal(&cost, &all[i], sizeof(cost));
	}
	free(rec.reasons);
}

/* Most records have few reasons with small numbers. */
static void test_size(void **state)
{
	struct exit_reason r = { .reason = 10, .count = 1000,
				 .kernel_cycles = 830000 };
	struct histogram cost = { .min = 800, .max = 1100,
				  .bucket = { [9] = 990, [10] = 10 } };
	struct packer packer = { 0 };

	(void)state;
	assert_int_equal(packed_add(&packer, &r, &cost), 0);
	assert_true(packer.len <= 24);
	free(packed_done(&packer));
	assert_null(packed_done(&packer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_costs),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
