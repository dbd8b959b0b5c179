// SPDX-License-Identifier: GPL-2.0
/* Published figures: paired with what measures them, once for all views. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "claims.h"
#include "published.h"
#include "run_dir.h"
#include "run_load.h"

/* Elapsed cycles of @workload, which does @ops operations. */
static void add_elapsed(const char *workload, const char *paging, int elapsed,
			int ops)
{
	json_t *obj = record(workload, paging, 0, 64);

	json_object_set_new(obj, "elapsed_cycles", json_integer(elapsed));
	json_object_set_new(obj, "ops", json_integer(ops));
	add(obj);
}

static const struct published_row *row(const struct published *published,
				       const char *name)
{
	for (size_t i = 0; i < published->n; i++)
		if (!strcmp(published->rows[i].figure->name, name))
			return &published->rows[i];
	return NULL;
}

static void test_rows(void **state)
{
	const struct published_row *fault;
	struct published published;
	struct loaded_run run;

	(void)state;
	add_meta("vmx-emu");
	/* Each mode by its own operations: 100 and 150 cycles, not 0.75. */
	add_elapsed("filefault", "ept", 100000, 1000);
	add_elapsed("filefault", "shadow", 75000, 500);
	add_elapsed("pgfault", "ept", 1000, 1);
	add_elapsed("pgfault", "shadow", 1400, 1);
	add_elapsed("mmap", "ept", 1000, 1);
	add_elapsed("mmap", "shadow", 1100, 1);
	add_elapsed("pagefault", "ept", 1000, 1);
	add_elapsed("pagefault", "shadow", 9000, 1);
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(published_collect(&published, &run.figs), 0);

	fault = row(&published, "page fault");
	assert_non_null(fault);
	assert_string_equal(fault->workload->name, "filefault");
	assert_true(fabs(fault->ratio.value - 1.5) < 1e-9);
	assert_true(fabs(fault->published.value - 6.2) < 1e-9);
	assert_string_equal(row(&published, "protection fault")->workload->name,
			    "pgfault");
	/* Published without nested paging on either side: no ratio. */
	assert_int_equal(row(&published, "pgfault")->published.kind,
			 RATIO_NONE);
	assert_int_equal(published.n, 4);
	/* 1.5, 1.4 and 1.1 beside 6.2, 4.8 and 1.47. */
	assert_int_equal(published.n_correlated, 3);
	assert_true(published.correlation == 1);
	published_free(&published);
	run_free(&run);
}

static void test_too_few(void **state)
{
	struct published published;
	struct loaded_run run;

	(void)state;
	add_meta("vmx-emu");
	add_elapsed("mmap", "ept", 1000, 1);
	add_elapsed("mmap", "shadow", 1100, 1);
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(published_collect(&published, &run.figs), 0);
	assert_int_equal(published.n, 1);
	assert_true(isnan(published.correlation));
	published_free(&published);
	run_free(&run);
}

/* A published ratio is a claim, once, and of the workload it stands with. */
static void test_claims(void **state)
{
	size_t n, ratios = 0, found = 0;
	const struct claim *claims = claims_all(&n);

	(void)state;
	for (size_t w = 0; workloads[w]; w++)
		for (const struct workload_published *p =
		     workloads[w]->published; p->name; p++)
			ratios += published_ratio(p).kind == RATIO_VALUE;
	for (size_t i = 0; i < n; i++) {
		if (claims[i].judge != judge_operation)
			continue;
		found++;
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(claims[i].text, claims[j].text);
		assert_non_null(workload_find(claims[i].workload));
		assert_non_null(strstr(claims[i].rule, claims[i].workload));
	}
	assert_int_equal(found, ratios);
	assert_int_equal(ratios, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_rows), IN_DIR(test_too_few),
		cmocka_unit_test(test_claims),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
