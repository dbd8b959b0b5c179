// SPDX-License-Identifier: GPL-2.0
/* The KVM host's memory in a report: what is subtracted, and the claim about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "claims.h"
#include "footprint.h"
#include "results.h"
#include "run_dir.h"
#include "run_load.h"

static json_t *look(int host, int kvm)
{
	return json_pack("{si si}", "page_table_pages", host,
			 "secondary_page_table_pages", kvm);
}

static json_t *look_of_vm(int host, int kvm, int made)
{
	json_t *obj = look(host, kvm);

	json_object_set_new(obj, "pages_4k", json_integer(1000));
	json_object_set_new(obj, "mmu_cache_miss", json_integer(made));
	return obj;
}

/* 5 pages of KVM's were there before, and 300 of the host's. */
static void add_memory(const char *workload, const char *paging, int rep,
		       json_t *begin, json_t *end)
{
	json_t *obj = record(workload, paging, rep, 64);
	json_t *memory = json_pack("{so so}", "before_vm", look(300, 5), "end",
				   end);

	if (begin)
		json_object_set_new(memory, "begin", begin);
	json_object_set_new(obj, "host_memory", memory);
	add(obj);
}

static enum claim_verdict judge(const struct figures *figs)
{
	enum claim_verdict verdict = CLAIM_VERDICTS;
	size_t n;
	const struct claim *claims = claims_all(&n);
	char *ours;

	for (size_t i = 0; i < n; i++)
		if (claims[i].judge == judge_footprint) {
			verdict = claim_judged(&claims[i], figs, &ours);
			free(ours);
		}
	return verdict;
}

static void test_boot(void **state)
{
	struct loaded_run run;
	struct spread s;

	(void)state;
	add_meta("vmx-emu");
	add_memory("boot", "ept", 0, NULL, look_of_vm(310, 25, 0));
	add_memory("boot", "shadow", 0, NULL, look_of_vm(310, 405, 700));
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	assert_true(footprint_known(&run.figs));
	s = footprint_after(&run.figs.groups[0].mode[PAGING_SHADOW],
			 MEMORY_KVM_TABLES);
	assert_int_equal(s.n, 1);
	assert_float_equal(s.median, 400, 0);
	s = footprint_after(&run.figs.groups[0].mode[PAGING_TDP],
			 MEMORY_HOST_TABLES);
	assert_float_equal(s.median, 10, 0);
	/* It had none when it began. */
	s = footprint_change(&run.figs.groups[0].mode[PAGING_SHADOW], MEMORY_MADE);
	assert_float_equal(s.median, 700, 0);
	s = footprint_after(&run.figs.groups[0].mode[PAGING_TDP], MEMORY_2M);
	assert_int_equal(s.n, 0);
	assert_int_equal(judge(&run.figs), CLAIM_CONFIRMED);
	run_free(&run);
}

static void test_claim_refuted(void **state)
{
	struct loaded_run run;

	(void)state;
	add_meta("vmx-emu");
	add_memory("boot", "ept", 0, NULL, look_of_vm(310, 405, 0));
	add_memory("boot", "shadow", 0, NULL, look_of_vm(310, 405, 700));
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(judge(&run.figs), CLAIM_REFUTED);
	run_free(&run);
}

/* A kernel before 6.1 does not count KVM's. */
static void test_claim_open(void **state)
{
	struct loaded_run run;

	(void)state;
	add_meta("vmx-emu");
	add_memory("boot", "ept", 0, NULL, json_object());
	add_memory("boot", "shadow", 0, NULL, look_of_vm(310, 405, 700));
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 0);
	assert_int_equal(judge(&run.figs), CLAIM_OPEN);
	run_free(&run);
}

/* A repetition's own: pages can become fewer. */
static void test_change(void **state)
{
	struct loaded_run run;
	struct spread s;

	(void)state;
	add_meta("vmx-emu");
	add_memory("fork", "shadow", 0, look_of_vm(310, 405, 700),
		   look_of_vm(312, 395, 750));
	add_memory("fork", "shadow", 1, look_of_vm(310, 395, 750),
		   look_of_vm(312, 385, 802));
	assert_int_equal(run_load(&run, dir), 0);
	s = footprint_change(&run.figs.groups[0].mode[PAGING_SHADOW],
			  MEMORY_KVM_TABLES);
	assert_int_equal(s.n, 2);
	assert_float_equal(s.median, -10, 0);
	s = footprint_change(&run.figs.groups[0].mode[PAGING_SHADOW], MEMORY_MADE);
	assert_float_equal(s.max, 52, 0);
	s = footprint_after(&run.figs.groups[0].mode[PAGING_SHADOW], MEMORY_MADE);
	assert_float_equal(s.max, 802, 0);
	run_free(&run);
}

/* One that is not in the table is refused by name. */
static void test_unknown_member(void **state)
{
	struct loaded_run run;
	json_t *end = look(1, 1);

	(void)state;
	json_object_set_new(end, "pages_3m", json_integer(1));
	add_meta("vmx-emu");
	add_memory("fork", "ept", 0, NULL, end);
	assert_int_equal(run_load(&run, dir), 0);
	assert_int_equal(run.res.damaged, 1);
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_boot), IN_DIR(test_claim_refuted), IN_DIR(test_claim_open),
		IN_DIR(test_change), IN_DIR(test_unknown_member),
	};

	return cmocka_run_group_tests_name("footprint", tests, NULL, NULL);
}
