// SPDX-License-Identifier: GPL-2.0
/* Comparing runs: which are equal, which differ, which must be refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "findings.h"
#include "judge.h"
#include "kept.h"
#include "packed.h"
#include "text.h"

/* A run in memory: one record a repetition, of one reason. */
struct made {
	struct record records[40];
	struct record_texts texts[40];
	struct record_extras extras[40];
	struct exit_reason reasons[40];
	struct histogram cost[40];	/* of a reason, where it is not empty */
	struct results res;
	struct figures figs;
};

static const char no_params[] = "{}", params[] = "{\"pages\":2}";

static void add(struct made *run, const char *workload, uint64_t exits)
{
	size_t i = run->res.n_records++;
	struct exit_reason *r = &run->reasons[i];

	*r = (struct exit_reason){
		.reason = 48, .name = kept_number("EPT_VIOLATION"),
		.count = exits,
		.kernel_cycles = 100 * exits,
	};
	run->texts[i] = (struct record_texts){
		.rig = "host", .machine = "q35", .kernel = "6.1",
		.workload = workload, .op = "op",
		.params = no_params, .params_text = "",
	};
	run->records[i] = (struct record){
		.vendor = VENDOR_VMX, .paging = PAGING_TDP,
		.status = STATUS_OK, .rep = i, .ops = 1,
		.elapsed_cycles = 1000 * exits, .exits = exits,
		.kernel_cycles = r->kernel_cycles, .n_reasons = 1,
	};
}

static void derive(struct made *run, const char *rig)
{
	run->res.records = run->records;
	run->res.dir = "made";
	for (size_t i = 0; i < run->res.n_records; i++) {
		struct histogram *cost = &run->cost[i];
		struct packer packer = { 0 };

		run->texts[i].rig = rig;
		run->records[i].texts = &run->texts[i];
		run->records[i].extras = &run->extras[i];
		assert_int_equal(packed_add(&packer, &run->reasons[i],
					    histogram_count(cost) ? cost : NULL), 0);
		run->records[i].reasons = packed_done(&packer);
	}
	assert_int_equal(figures_derive(&run->figs, &run->res) ?:
			 findings_collect(&run->figs), 0);
}

/* Compares @n exits each, on @rig, in cmp, which compare_free() must free. */
static void compare(struct comparison *cmp, struct made *base,
		    struct made *run, const char *rig, const uint64_t *a,
		    const uint64_t *b, size_t n)
{
	memset(base, 0, sizeof(*base));
	memset(run, 0, sizeof(*run));
	for (size_t i = 0; i < n; i++) {
		add(base, "boot", a[i]);
		add(run, "boot", b[i]);
	}
	derive(base, rig);
	derive(run, rig);
	assert_int_equal(compare_figures(cmp, &base->figs, &run->figs), 0);
}

static void release(struct comparison *cmp, struct made *base,
		    struct made *run)
{
	compare_free(cmp);
	figures_free(&base->figs);
	figures_free(&run->figs);
	for (size_t i = 0; i < 40; i++) {
		free(base->records[i].reasons);
		free(run->records[i].reasons);
	}
}

static void test_equal(void **state)
{
	static const uint64_t a[] = { 10, 12, 11 }, b[] = { 12, 11, 10 };
	struct comparison cmp;
	struct made base, run;
	size_t n;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", a, b, 3);
	assert_true(compare_equal(&cmp));
	assert_int_equal(cmp.verdicts[VERDICT_EQUAL], COMPARED);
	assert_true(compare_mean(&cmp, 0, PAGING_TDP, &n) == 1);
	assert_int_equal(n, 1);
	assert_true(compare_mean(&cmp, 0, PAGING_SHADOW, &n) == 0);
	assert_int_equal(n, 0);
	release(&cmp, &base, &run);
}

/* One exit more, in one repetition. */
static void test_emulated_counts(void **state)
{
	static const uint64_t a[] = { 10, 11, 12 }, b[] = { 10, 11, 13 };
	struct comparison cmp;
	struct made base, run;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", a, b, 3);
	assert_false(compare_equal(&cmp));
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	/* The ranges of cycles meet. */
	assert_int_equal(cmp.pairs[0].change[2].verdict, VERDICT_SAME);
	assert_false(cmp.too_few);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "host", a, b, 3);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_SAME);
	release(&cmp, &base, &run);
}

/* The last breach of @conditions, and how many there are. */
static char breach[512];

static size_t breaches(const struct comparison *cmp, const char *conditions)
{
	struct thresholds all = { 0 };
	struct judgements judged = { 0 };
	struct threshold_error error;
	size_t n = 0;

	breach[0] = 0;
	assert_int_equal(thresholds_parse(&all, conditions, &error), 0);
	assert_int_equal(judge_comparison(&judged, cmp, &all), 0);
	for (size_t i = 0; i < judged.n; i++)
		if (judged.list[i].breach) {
			snprintf(breach, sizeof(breach), "%s",
				 judged.list[i].breach);
			n++;
		}
	assert_int_equal(n, judged.breaches);
	judgements_free(&judged);
	thresholds_free(&all);
	return n;
}

static void test_significance(void **state)
{
	static const uint64_t a[] = { 10, 11, 12, 13 }, b[] = { 20, 21, 22, 23 };
	struct comparison cmp;
	struct made base, run;

	(void)state;
	compare(&cmp, &base, &run, "host", a, b, 4);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	assert_true(cmp.pairs[0].change[0].interval.low > 1.4);
	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "exits<-5%"), 0);
	release(&cmp, &base, &run);

	/* Of three nothing is significant: the threshold judges medians. */
	compare(&cmp, &base, &run, "host", a, b, 3);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_SAME);
	assert_true(cmp.too_few);
	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	/* There are no figures under shadow paging, so there is no pair. */
	assert_int_equal(cmp.n_pairs, 1);
	release(&cmp, &base, &run);
}

static void test_zeros(void **state)
{
	static const uint64_t none[] = { 0, 0, 0 }, some[] = { 3, 3, 3 };
	struct comparison cmp;
	struct made base, run;

	(void)state;
	compare(&cmp, &base, &run, "vmx-emu", none, some, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_FROM_0);
	assert_int_equal(cmp.pairs[0].change[0].verdict, VERDICT_CHANGED);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "vmx-emu", some, none, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_TO_0);
	release(&cmp, &base, &run);
	compare(&cmp, &base, &run, "vmx-emu", none, none, 3);
	assert_int_equal(cmp.pairs[0].change[0].ratio.kind, RATIO_NONE);
	assert_true(compare_equal(&cmp));
	release(&cmp, &base, &run);
}

static void test_other_rig(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	add(&base, "boot", 1);
	add(&run, "boot", 1);
	derive(&base, "vmx-emu");
	derive(&run, "nested");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs),
			 -EINVAL);
	release(&cmp, &base, &run);
}

static bool noted(const struct comparison *cmp, const char *part)
{
	for (size_t i = 0; i < cmp->n_notes; i++)
		if (strstr(cmp->notes[i], part))
			return true;
	return false;
}

/* By name alone where parameters differ; what is on one side only is told. */
static void test_matching(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	add(&base, "boot", 1);
	add(&base, "idle", 2);
	add(&run, "boot", 3);
	run.texts[0].params = params;
	run.texts[0].params_text = "pages=2";
	add(&run, "fork", 4);
	derive(&base, "host");
	derive(&run, "host");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs), 0);
	assert_int_equal(cmp.n_pairs, 3);
	assert_non_null(cmp.pairs[0].other);
	assert_true(noted(&cmp, "boot, parameters: none in the base, pages=2 in this run"));
	assert_true(noted(&cmp, "idle EPT has figures only in the base"));
	/* What the run lost is a breach; what is new in it is none. */
	assert_int_equal(breaches(&cmp, "idle:exits>+5%"), 1);
	assert_non_null(strstr(breach, "idle EPT has no figures in run made"));
	assert_int_equal(breaches(&cmp, "fork:exits>+5%"), 1);
	assert_non_null(strstr(breach, "names nothing that"));
	assert_true(noted(&cmp, "fork EPT has figures only in this run"));
	assert_false(compare_equal(&cmp));
	release(&cmp, &base, &run);
}

/* On another kernel: by name and parameters, though the name stands twice. */
static void test_other_kernel(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	for (int i = 0; i < 2; i++) {
		add(&base, "fork", 10 + i);
		add(&run, "fork", 20 + i);
		run.texts[i].kernel = "6.12";
	}
	base.texts[1].params = params;
	run.texts[1].params = params;
	derive(&base, "host");
	derive(&run, "host");
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs), 0);
	assert_int_equal(cmp.n_pairs, 2);
	for (int i = 0; i < 2; i++)
		assert_true(cmp.pairs[i].change[0].other.median -
			    cmp.pairs[i].change[0].base.median == 10);
	release(&cmp, &base, &run);
}

static void set_status(struct made *run, size_t from, size_t to,
		       enum status status)
{
	for (size_t i = from; i < to; i++) {
		run->records[i].status = status;
		run->extras[i].error = "died";
		run->records[i].exits = run->records[i].n_reasons = 0;
	}
}

static void prepare(struct made *base, struct made *run, size_t n)
{
	*base = *run = (struct made){ 0 };
	for (size_t i = 0; i < n; i++) {
		add(base, "boot", 10);
		add(run, "boot", 10);
	}
}

static void compare_prepared(struct comparison *cmp, struct made *base,
			     struct made *run)
{
	derive(base, "vmx-emu");
	derive(run, "vmx-emu");
	assert_int_equal(compare_figures(cmp, &base->figs, &run->figs), 0);
}

/* Equal figures, of one repetition where the base has five. */
static void test_incomplete(void **state)
{
	static const struct { enum status status; const char *word; } kinds[] = {
		{ STATUS_FAILED, "4 failed" }, { STATUS_SKIPPED, "4 skipped" },
	};
	struct made base, run;
	struct comparison cmp;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		prepare(&base, &run, 5);
		set_status(&run, 1, 5, kinds[i].status);
		compare_prepared(&cmp, &base, &run);
		assert_int_equal(cmp.incomplete, 1);
		assert_false(compare_equal(&cmp));
		assert_true(noted(&cmp, kinds[i].word));
		assert_true(noted(&cmp, "5 good repetitions in the base"));
		assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
		assert_non_null(strstr(breach, kinds[i].word));
		release(&cmp, &base, &run);
	}
	/* Just fewer. */
	prepare(&base, &run, 5);
	run.res.n_records = 4;
	compare_prepared(&cmp, &base, &run);
	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	release(&cmp, &base, &run);
	/* Failed in the base alone: said, and no fault of the run. */
	prepare(&base, &run, 5);
	set_status(&base, 3, 5, STATUS_FAILED);
	compare_prepared(&cmp, &base, &run);
	assert_true(noted(&cmp, "3 good repetitions, 2 failed in the base"));
	assert_int_equal(breaches(&cmp, "exits>+5%"), 0);
	release(&cmp, &base, &run);
}

/* None of a workload's repetitions is good in either run. */
static void test_nothing_known(void **state)
{
	struct made base, run;
	struct comparison cmp;

	(void)state;
	prepare(&base, &run, 2);
	set_status(&base, 0, 2, STATUS_FAILED);
	set_status(&run, 0, 2, STATUS_FAILED);
	compare_prepared(&cmp, &base, &run);
	assert_int_equal(cmp.n_pairs, 1);
	assert_true(breaches(&cmp, "exits>+5%") > 0);
	release(&cmp, &base, &run);
	/* Skipped in both is as it was; yet nothing was judged. */
	prepare(&base, &run, 2);
	set_status(&base, 0, 2, STATUS_SKIPPED);
	set_status(&run, 0, 2, STATUS_SKIPPED);
	compare_prepared(&cmp, &base, &run);
	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	assert_non_null(strstr(breach, "names nothing that"));
	release(&cmp, &base, &run);
}

/* Records that were asked for and are not there; damaged lines. */
static void test_lost_records(void **state)
{
	struct meta_workload boot = { .name = "boot", .params = "{}" };
	const char *mode = "ept";
	struct run_meta asked = {
		.reps = 3, .modes = &mode, .n_modes = 1,
		.workloads = &boot, .n_workloads = 1,
	};
	struct made base, run;
	struct comparison cmp;

	(void)state;
	prepare(&base, &run, 3);
	run.res.n_records = 2;
	derive(&base, "vmx-emu");
	derive(&run, "vmx-emu");
	figures_free(&run.figs);
	run.res.meta = asked;
	assert_int_equal(figures_derive(&run.figs, &run.res) ?:
			 findings_collect(&run.figs), 0);
	assert_int_equal(compare_figures(&cmp, &base.figs, &run.figs), 0);
	assert_int_equal(cmp.pairs[0].other_reps.missing, 1);
	assert_int_equal(breaches(&cmp, "exits>+5%"), 2);
	release(&cmp, &base, &run);

	prepare(&base, &run, 3);
	run.res.damaged = 1;
	compare_prepared(&cmp, &base, &run);
	assert_false(compare_equal(&cmp));
	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	assert_non_null(strstr(breach, "1 line of records.jsonl left out"));
	release(&cmp, &base, &run);
}

/* Twice the operations and twice the figures are no change. */
static void test_other_operations(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		add(&base, "cpuid", 5000);
		add(&run, "cpuid", 10000 + (i == 1));
		base.records[i].ops = 5000;
		run.records[i].ops = 10000;
		run.texts[i].params = params;
	}
	compare_prepared(&cmp, &base, &run);
	assert_int_equal(cmp.n_pairs, 1);
	assert_true(cmp.pairs[0].per_op);
	assert_true(cmp.pairs[0].change[0].ratio.value == 1);
	assert_true(cmp.pairs[0].change[0].base.median == 1);
	assert_true(cmp.pairs[0].change[2].other.median == 1000);
	assert_true(noted(&cmp, "5000 operations in the base, 10000 in this run"));
	assert_int_equal(breaches(&cmp, "exits>+5% cycles>+5% elapsed>+5%"), 0);
	release(&cmp, &base, &run);
}

/* The least difference is one of all operations of the base. */
static void test_floor_by_operation(void **state)
{
	struct made base = { 0 }, run = { 0 };
	struct comparison cmp;

	(void)state;
	add(&base, "cpuid", 100);
	add(&run, "cpuid", 220);
	base.records[0].ops = 100;
	run.records[0].ops = 200;
	compare_prepared(&cmp, &base, &run);
	assert_int_equal(breaches(&cmp, "exits>+5%,+9"), 1);
	assert_int_equal(breaches(&cmp, "exits>+5%,+11"), 0);
	release(&cmp, &base, &run);
}

static void test_parts(void **state)
{
	static const uint64_t a[] = { 35 }, b[] = { 37 };
	struct comparison cmp;
	struct made base, run;
	struct boot boots[2] = { 0 };

	(void)state;
	memset(&base, 0, sizeof(base));
	memset(&run, 0, sizeof(run));
	add(&base, "boot", a[0]);
	add(&run, "boot", b[0]);
	for (int i = 0; i < 2; i++) {
		boots[i].n_phases = 1;
		boots[i].phases[0] = (struct phase){
			.name = "start of init", .exits = 100 + i, .cycles = 7,
			.kernel_cycles = 1, .user_cycles = 1,
		};
	}
	base.extras[0].boot = &boots[0];
	run.extras[0].boot = &boots[1];
	base.cost[0].bucket[6] = 35;
	base.cost[0].max = 127;
	run.cost[0].bucket[6] = 35;
	run.cost[0].bucket[9] = 2;
	run.cost[0].max = 1023;
	compare_prepared(&cmp, &base, &run);

	assert_int_equal(breaches(&cmp, "exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "exits>+5%,+2"), 0);
	assert_int_equal(breaches(&cmp, "exits>+5%,+1"), 1);
	assert_int_equal(breaches(&cmp, "boot/ept:exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "start-of-init.exits>+0.5%"), 1);
	assert_int_equal(breaches(&cmp, "start-of-init.exits>+1%"), 0);
	assert_int_equal(breaches(&cmp, "EPT_VIOLATION.exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "48.exits>+5%"), 1);
	/* It occurs in neither run: no change. */
	assert_int_equal(breaches(&cmp, "CPUID.exits>+5%"), 0);
	assert_int_equal(breaches(&cmp, "p50>+5%"), 0);
	assert_int_equal(breaches(&cmp, "p99>+5%"), 1);
	assert_int_equal(breaches(&cmp, "EPT_VIOLATION.p99>+5%"), 1);
	/* Conditions that are of nothing do not pass. */
	assert_int_equal(breaches(&cmp, "boot/shadow:exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "bot:exits>+5%"), 1);
	assert_int_equal(breaches(&cmp, "EPT_VIOLATOIN.exits>+5%"), 1);
	release(&cmp, &base, &run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_emulated_counts),
		cmocka_unit_test(test_significance),
		cmocka_unit_test(test_zeros),
		cmocka_unit_test(test_other_rig),
		cmocka_unit_test(test_matching),
		cmocka_unit_test(test_other_kernel),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_lost_records),
		cmocka_unit_test(test_other_operations),
		cmocka_unit_test(test_floor_by_operation),
		cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
