// SPDX-License-Identifier: GPL-2.0
/* What ran in one of two compared runs and not in the other is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "compare.h"
#include "findings.h"

static char hash_a[] = "aaaa", hash_b[] = "bbbb";

static void derive(struct results *res, struct figures *figs)
{
	res->dir = "made";
	res->meta.usable = true;
	assert_int_equal(figures_derive(figs, res) ?: findings_collect(figs), 0);
}

static struct record record(void)
{
	static const struct record_texts texts = {
		.rig = "vmx-emu", .machine = "q35", .kernel = "6.1",
		.workload = "cmd", .op = "command",
		.params = "{}", .params_text = "",
	};

	return (struct record){
		.vendor = VENDOR_VMX, .texts = &texts, .status = STATUS_OK,
		.ops = 1, .elapsed_cycles = 1,
	};
}

static bool noted(const struct comparison *cmp, const char *part)
{
	for (size_t i = 0; i < cmp->n_notes; i++)
		if (strstr(cmp->notes[i], part))
			return true;
	return false;
}

static void test_files_and_command(void **state)
{
	struct meta_item before[] = {
		{ "kernel", hash_a }, { "file mybench", hash_a },
		{ "file data", hash_a }, { "library libm.so.6", hash_a },
	};
	struct meta_item after[] = {
		{ "file mybench", hash_b }, { "file data", hash_a },
		{ "file more", hash_a },
	};
	struct record first = record(), second = record();
	struct results base = { .records = &first, .n_records = 1 };
	struct results other = { .records = &second, .n_records = 1 };
	struct figures figs_base = { 0 }, figs_other = { 0 };
	struct comparison cmp;

	(void)state;
	base.meta.hashes = (struct meta_items){ before, 4 };
	base.meta.command = "./mybench 1";
	other.meta.hashes = (struct meta_items){ after, 3 };
	other.meta.command = "./mybench 2";
	derive(&base, &figs_base);
	derive(&other, &figs_other);
	assert_int_equal(compare_figures(&cmp, &figs_base, &figs_other), 0);
	assert_true(noted(&cmp, "not the same in both runs: file mybench, library libm.so.6 (only in the base), file more (only in this run)"));
	assert_true(noted(&cmp, "command: ./mybench 1 in the base, ./mybench 2 in this run"));
	assert_false(noted(&cmp, "file data"));
	compare_free(&cmp);
	figures_free(&figs_base);
	figures_free(&figs_other);
}

/* A run of a program of that hash, and one of another; NULL: not said how it was built. */
static void compare_emulators(const char *before, const char *after,
			      const char *note, bool same)
{
	struct meta_item first_sum[] = { { "emulator", hash_a } };
	struct meta_item second_sum[] = { { "emulator", same ? hash_a : hash_b } };
	struct record first = record(), second = record();
	struct results base = { .records = &first, .n_records = 1 };
	struct results other = { .records = &second, .n_records = 1 };
	struct figures figs_base = { 0 }, figs_other = { 0 };
	struct comparison cmp;

	base.meta.programs = (struct meta_items){ first_sum, 1 };
	other.meta.programs = (struct meta_items){ second_sum, 1 };
	base.meta.emulator = before;
	other.meta.emulator = after;
	derive(&base, &figs_base);
	derive(&other, &figs_other);
	assert_int_equal(compare_figures(&cmp, &figs_base, &figs_other), 0);
	assert_int_equal(noted(&cmp, "not the same in both runs: emulator"), !same);
	assert_int_equal(noted(&cmp, "emulator: "), note != NULL);
	if (note)
		assert_true(noted(&cmp, note));
	compare_free(&cmp);
	figures_free(&figs_base);
	figures_free(&figs_other);
}

static void test_emulators(void **state)
{
	const char *slow = "Bochs 2.7 with debugger, without handler chaining";
	const char *fast = "Bochs 3.0 without debugger, with handler chaining";

	(void)state;
	compare_emulators(slow, slow, NULL, true);
	compare_emulators(slow, slow, NULL, false);
	compare_emulators(NULL, fast, NULL, false);
	/* Debian starts each by the same script. */
	compare_emulators(slow, fast, "emulator: Bochs 2.7 with debugger, without handler chaining in the base, Bochs 3.0 without debugger, with handler chaining in this run: ticks differ by that alone",
			  true);
}

/* Tracing is in the cost of exits, so that only one run had it must be said. */
static void compare_traced(bool before, bool after, const char *note)
{
	static char words[] = "kvm_exit";
	struct meta_item traced[] = { { "traced", words } };
	struct record first = record(), second = record();
	struct results base = { .records = &first, .n_records = 1 };
	struct results other = { .records = &second, .n_records = 1 };
	struct figures figs_base = { 0 }, figs_other = { 0 };
	struct comparison cmp;

	base.meta.facts = (struct meta_items){ traced, before };
	other.meta.facts = (struct meta_items){ traced, after };
	derive(&base, &figs_base);
	derive(&other, &figs_other);
	assert_int_equal(compare_figures(&cmp, &figs_base, &figs_other), 0);
	if (note)
		assert_true(noted(&cmp, note));
	else
		assert_false(noted(&cmp, "VERIFY=1"));
	compare_free(&cmp);
	figures_free(&figs_base);
	figures_free(&figs_other);
}

static void test_traced(void **state)
{
	(void)state;
	compare_traced(false, false, NULL);
	compare_traced(true, true, NULL);
	compare_traced(true, false, "traced (VERIFY=1) only in the base");
	compare_traced(false, true, "traced (VERIFY=1) only in this run");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files_and_command),
		cmocka_unit_test(test_emulators),
		cmocka_unit_test(test_traced),
	};

	return cmocka_run_group_tests_name("compare_ran", tests, NULL, NULL);
}
