// SPDX-License-Identifier: GPL-2.0
/* The table of exit reasons, and how few places a new one costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kvm_exit_acct.h"
#include "reasons.h"

/* SDM vol. 3, appendix C; APM vol. 2, appendix C. */
static void test_defined(void **state)
{
	static const uint32_t holes[] = { 35, 38, 42, 71, 80, 255, 0x400 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(holes) / sizeof(*holes); i++)
		assert_false(reason_defined(VENDOR_VMX, holes[i]));
	assert_false(reason_defined(VENDOR_SVM, 0xa7));
	assert_false(reason_defined(VENDOR_SVM, 0x404));
	assert_true(reason_defined(VENDOR_SVM, 0x01));
	assert_true(reason_defined(VENDOR_SVM, 0x403));
	assert_in_range(reason_last(VENDOR_VMX), 85, 255);
	assert_int_equal(reason_last(VENDOR_SVM), 0x403);
	for (i = 0; i < VENDORS; i++) {
		assert_false(reason_defined(i, KVM_EXIT_ACCT_REASON_OTHER));
		assert_false(reason_defined(i, KVM_EXIT_ACCT_REASON_EMULATED));
		assert_false(reason_defined(i, KVM_EXIT_ACCT_REASON_EARLY_CHECK));
	}
}

/* On VMX the manual's reasons all have a name; of SVM's the kernel names some. */
static void test_named(void **state)
{
	uint32_t reason;

	(void)state;
	for (reason = 0; reason <= reason_last(VENDOR_VMX); reason++)
		assert_int_equal(reason_defined(VENDOR_VMX, reason),
				 reason_name(VENDOR_VMX, reason) != NULL);
}

static void test_what_it_is_about(void **state)
{
	(void)state;
	assert_int_equal(reason_about(VENDOR_VMX, 30), ABOUT_PORT);
	assert_int_equal(reason_about(VENDOR_VMX, 85), ABOUT_MSR);
	assert_int_equal(reason_about(VENDOR_VMX, 10), ABOUT_NOTHING);
	assert_int_equal(reason_about(VENDOR_SVM, 0x4e), ABOUT_VECTOR);
	assert_int_equal(reason_about(VENDOR_SVM, 0x13), ABOUT_CR);
	assert_int_equal(reason_about(VENDOR_SVM, 0x400), ABOUT_PAGE);
	assert_true(reason_tells_access(VENDOR_VMX, 48));
	assert_false(reason_tells_access(VENDOR_VMX, 49));
	assert_true(reason_tells_access(VENDOR_SVM, 49));
}

static void test_paging(void **state)
{
	(void)state;
	assert_int_equal(reason_paging(VENDOR_VMX, 48), PAGING_TDP);
	assert_int_equal(reason_paging(VENDOR_VMX, 49), PAGING_TDP);
	assert_int_equal(reason_paging(VENDOR_VMX, 14), PAGING_SHADOW);
	assert_int_equal(reason_paging(VENDOR_VMX, 10), PAGING_MODES);
	assert_int_equal(reason_paging(VENDOR_SVM, 48), PAGING_MODES);
	assert_int_equal(reason_paging(VENDOR_SVM, 0x400), PAGING_TDP);
	assert_int_equal(reason_paging(VENDOR_SVM, 0x79), PAGING_SHADOW);
}

static void test_never(void **state)
{
	static const uint32_t vmx[] = { 5, 6, 11, 17 };
	unsigned int i;

	(void)state;
	for (i = 0; i < REASONS_NEVER; i++) {
		assert_int_equal(reason_never(VENDOR_VMX, i), vmx[i]);
		assert_int_equal(reason_never(VENDOR_SVM, i), 0x66 + i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defined),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_what_it_is_about),
		cmocka_unit_test(test_paging),
		cmocka_unit_test(test_never),
	};

	return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
