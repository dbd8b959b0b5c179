// SPDX-License-Identifier: GPL-2.0
/* What exits were about: read from records, derived, named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "detail.h"
#include "detail_names.h"
#include "figures.h"
#include "run_dir.h"

#define VMX VENDOR_VMX
#define SVM VENDOR_SVM

/* A record of repetition @rep that has only these reasons. */
static void add_reasons(const char *rig, const char *paging, int rep,
			const char *reasons, int exits)
{
	json_t *obj = record("boot", paging, rep, 0);

	json_object_set_new(obj, "rig", json_string(rig));
	json_object_set_new(obj, "vendor",
			    json_string(vendor_name(*rig == 's' ? SVM : VMX)));
	json_object_set_new(obj, "exits", json_integer(exits));
	json_object_set_new(obj, "reasons", json_loads(reasons, 0, NULL));
	json_object_set_new(obj, "detail_lost", json_integer(rep));
	add(obj);
}

#define REASON(n, count, detail) "{\"reason\":" #n ",\"name\":\"r" #n "\"," \
	"\"count\":" #count ",\"kernel_cycles\":700,\"user_cycles\":50," \
	"\"blocked_cycles\":0" detail "}"
#define ENTRY(what, write, count, cycles) "{\"what\":" #what "," \
	"\"write\":" #write ",\"count\":" #count ",\"cycles\":" #cycles "}"

static void test_over_repetitions(void **state)
{
	const struct mode_figures *tdp;
	struct detail_pair *pairs;
	struct figures figs;
	struct results res;
	size_t n;

	(void)state;
	add_reasons("vmx-emu", "ept", 0, "[" REASON(30, 9, ",\"detail\":["
		    ENTRY(112, true, 6, 60) "," ENTRY(112, false, 3, 90) "]")
		    "]", 9);
	add_reasons("vmx-emu", "ept", 1, "[" REASON(30, 8, ",\"detail\":["
		    ENTRY(112, true, 8, 80) "]") "]", 8);
	add_reasons("vmx-emu", "shadow", 0, "[" REASON(0, 40, ",\"detail\":["
		    ENTRY(14, false, 40, 44) "]") "," REASON(30, 5, ",\"detail\":["
		    ENTRY(112, true, 5, 50) "]") "]", 45);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res), 0);
	tdp = &figs.groups[0].mode[PAGING_TDP];
	assert_int_equal(tdp->details.n, 2);
	assert_int_equal(tdp->details.lost, 1);
	/* The read is in one repetition of two: 3 and 0. */
	assert_false(tdp->details.list[0].write);
	assert_int_equal(tdp->details.list[0].count.n, 2);
	assert_int_equal(tdp->details.list[0].count.min, 0);
	assert_int_equal(tdp->details.list[0].count.max, 3);
	assert_int_equal(tdp->details.list[1].count.median, 7);
	assert_int_equal(tdp->details.list[1].cycles.median, 70);

	/* Both modes beside each other, the most frequent first. */
	pairs = detail_pairs(&figs.groups[0].mode[PAGING_TDP].details,
			     &figs.groups[0].mode[PAGING_SHADOW].details, &n);
	assert_int_equal(n, 3);
	assert_null(pairs[0].of[PAGING_TDP]);
	assert_int_equal(pairs[0].of[PAGING_SHADOW]->what, 14);
	assert_int_equal(pairs[1].of[PAGING_TDP]->count.median, 7);
	assert_int_equal(pairs[1].of[PAGING_SHADOW]->count.median, 5);
	assert_null(pairs[2].of[PAGING_SHADOW]);
	free(pairs);
	figures_free(&figs);
	results_free(&res);
}

/* SVM has an exit code for each vector and control register. */
static void test_svm_codes(void **state)
{
	const struct mode_figures *shadow;
	struct figures figs;
	struct results res;

	(void)state;
	add_reasons("svm-emu", "shadow", 0, "[" REASON(19, 7, "") ","
		    REASON(78, 4, "") "," REASON(124, 2, ",\"detail\":["
		    ENTRY(1760, true, 2, 9) "]") "]", 13);
	add_reasons("svm-emu", "npt", 0, "[" REASON(19, 7, "") "]", 7);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res), 0);
	assert_int_equal(figs.groups[0].mode[PAGING_TDP].details.n, 1);
	shadow = &figs.groups[0].mode[PAGING_SHADOW];
	assert_int_equal(shadow->details.n, 3);
	assert_int_equal(shadow->details.list[0].what, 3);		/* CR3 */
	assert_true(shadow->details.list[0].write);
	assert_int_equal(shadow->details.list[0].cycles.median, 750);
	assert_int_equal(shadow->details.list[1].what, 14);		/* #PF */
	assert_int_equal(shadow->details.list[2].what, 1760);
	figures_free(&figs);
	results_free(&res);
}

/* Of a run without details they would be but a part. */
static void test_svm_without_details(void **state)
{
	struct figures figs;
	struct results res;

	(void)state;
	add_reasons("svm-emu", "npt", 0, "[" REASON(19, 7, "") "]", 7);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(figures_derive(&figs, &res), 0);
	assert_int_equal(figs.groups[0].mode[PAGING_TDP].details.n, 0);
	figures_free(&figs);
	results_free(&res);
}

/* What is no list of entries leaves its line out; one thing twice does not. */
static void test_strange(void **state)
{
	static const char *const bad[] = {
		"[" REASON(30, 9, ",\"detail\":4") "]",
		"[" REASON(30, 9, ",\"detail\":[4]") "]",
		"[" REASON(30, 9, ",\"detail\":[" ENTRY(-1, true, 1, 1) "]") "]",
		"[" REASON(30, 9, ",\"detail\":[" ENTRY(1, true, 1.5, 1) "]") "]",
	};
	struct figures figs;
	struct results res;

	(void)state;
	for (int i = 0; i < 4; i++)
		add_reasons("vmx-emu", "ept", i, bad[i], 9);
	add_reasons("vmx-emu", "ept", 9, "[" REASON(30, 9, ",\"detail\":["
		    ENTRY(1, true, 1, 1) "," ENTRY(1, true, 1, 1) "]") "]", 9);
	assert_int_equal(results_load(&res, dir), 0);
	assert_int_equal(res.damaged, 4);
	assert_int_equal(res.n_records, 1);
	assert_int_equal(figures_derive(&figs, &res), 0);
	assert_int_equal(figs.groups[0].mode[PAGING_TDP].details.n, 2);
	figures_free(&figs);
	results_free(&res);
}

static void test_names(void **state)
{
	struct detail_figures d = { .reason = 49 };

	(void)state;
	assert_int_equal(detail_kind(VMX, 0), DETAIL_VECTOR);
	assert_int_equal(detail_kind(VMX, 49), DETAIL_PAGE);
	assert_int_equal(detail_kind(VMX, 10), DETAIL_NONE);
	assert_int_equal(detail_kind(SVM, 0x7b), DETAIL_PORT);
	assert_int_equal(detail_kind(SVM, 0x13), DETAIL_CR);
	assert_int_equal(detail_kind(SVM, 0x20), DETAIL_NONE);
	assert_string_equal(detail_name(DETAIL_PORT, 0x3f8, "q35").s, "COM1");
	assert_string_equal(detail_name(DETAIL_PORT, 0xc000, "q35").s, "");
	assert_string_equal(detail_name(DETAIL_MSR, 0x6e0, "q35").s,
			    "MSR_IA32_TSC_DEADLINE");
	assert_string_equal(detail_name(DETAIL_VECTOR, 14, "q35").s,
			    "#PF, page fault");
	assert_string_equal(detail_name(DETAIL_VECTOR, 0, "q35").s,
			    "#DE, divide error");
	assert_string_equal(detail_name(DETAIL_PAGE, 0xb00fa, "q35").s,
			    "PCI configuration of 00:1f.2");
	assert_string_equal(detail_name(DETAIL_PAGE, 0xb00fa, "pc").s, "");
	assert_string_equal(detail_name(DETAIL_PAGE, 0xfeb00, "pc").s,
			    "PCI device memory");
	assert_string_equal(detail_name(DETAIL_PAGE, 0xfeb00, "microvm").s,
			    "virtio-mmio");
	assert_string_equal(detail_what(DETAIL_PAGE, 0xfec00).s, "0xfec00000");
	assert_string_equal(detail_what(DETAIL_CR, 3).s, "CR3");
	assert_string_equal(detail_what(DETAIL_VECTOR, 14).s, "14");
	/* Of an EPT misconfiguration KVM does not know. */
	assert_string_equal(detail_access(VMX, &d), "");
	d.reason = 32;
	d.write = true;
	assert_string_equal(detail_access(VMX, &d), "write");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIR(test_over_repetitions),
		IN_DIR(test_svm_codes),
		IN_DIR(test_svm_without_details),
		IN_DIR(test_strange),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
