// SPDX-License-Identifier: GPL-2.0
/*
 * A bracket on a KVM that has the coursework leaves only, in layout B: what the
 * guest makes of it while timer interrupts fall in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "counters.h"

/* Three reasons that come with a timer interrupt: below CPUID's and above. */
static const uint32_t timer[VENDORS][3] = {
	[VENDOR_VMX] = { 1, 32, 52 }, [VENDOR_SVM] = { 0x60, 0x7c, 0x7b },
};

static enum vendor vendor;
static uint32_t exits[0x404];
static unsigned int asked, every;	/* an interrupt, in CPUIDs; 0 never */

static struct cpuid_regs ask(uint32_t leaf, uint32_t reason)
{
	struct cpuid_regs r = { 0 };
	uint32_t i;

	exits[reason_cpuid(vendor)]++;
	if (every && ++asked % every == 0)
		for (i = 0; i < 3; i++)
			exits[timer[vendor][i]]++;
	if (leaf == 0x4fffffff || leaf == 0x4ffffffe)
		for (i = 0; i < 0x404; i++)
			r.eax += exits[i];
	else if (leaf >= 0x4ffffffc && reason < 0x404)
		r.eax = exits[reason];
	if (leaf == 0x4ffffffe || leaf == 0x4ffffffc)
		return (struct cpuid_regs){ .ecx = r.eax * 100 };
	return leaf == 0x4ffffffd || leaf == 0x4fffffff ? r :
	       (struct cpuid_regs){ 0 };
}

/* As bench/RECORDS.md wants it: ascending; else the report takes no such record. */
static void test_reasons_ascend(void **state)
{
	static struct counters_delta delta;
	struct counters_info info;
	unsigned int i;

	(void)state;
	vendor = vendor_here();
	every = 0;
	assert_int_equal(counters_discover_foreign(&info, ask), 0);
	assert_int_equal(info.foreign->layout, 'B');
	every = 50;
	counters_begin(&info);
	for (i = 0; i < 200; i++)
		ask(0, 0);
	counters_end(&info);
	assert_int_equal(counters_read_delta(&info, COUNTERS_SLOT_BEFORE,
					     COUNTERS_SLOT_AFTER, &delta), 0);
	assert_int_equal(delta.rows, 4);
	for (i = 1; i < delta.rows; i++)
		assert_true(delta.row[i - 1].reason < delta.row[i].reason);
	for (i = 0; i < delta.rows; i++)
		if (delta.row[i].reason == reason_cpuid(vendor))
			assert_int_equal(delta.row[i].count, 200);
		else
			assert_in_range(delta.row[i].count, 4, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons_ascend),
	};

	return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
