// SPDX-License-Identifier: GPL-2.0
/* Which processors vCPUs get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kvmhost.h"

static int core[CPU_SETSIZE], chosen[8];
static cpu_set_t allowed;

void channel_emit(json_t *obj)
{
	json_decref(obj);
}

/* @n processors, of which each and the one @apart behind it are one core. */
static void machine(int n, int apart)
{
	int i;

	CPU_ZERO(&allowed);
	for (i = 0; i < n; i++) {
		CPU_SET(i, &allowed);
		core[i] = apart ? i % apart : i;
	}
}

static void test_one_processor_is_not_given_away(void **state)
{
	(void)state;
	machine(1, 0);
	assert_int_equal(pin_choose(&allowed, core, 1, chosen), 0);
}

static void test_last_ones_first(void **state)
{
	(void)state;
	machine(4, 0);
	assert_int_equal(pin_choose(&allowed, core, 2, chosen), 2);
	assert_int_equal(chosen[0], 3);
	assert_int_equal(chosen[1], 2);
}

static void test_no_two_on_one_core(void **state)
{
	(void)state;
	machine(8, 4);	/* 0 and 4 are one core, 1 and 5, ... */
	assert_int_equal(pin_choose(&allowed, core, 4, chosen), 4);
	assert_int_equal(chosen[0], 7);
	assert_int_equal(chosen[3], 4);
	machine(4, 0);
	core[1] = 0;	/* neighbours are siblings */
	core[3] = 2;
	assert_int_equal(pin_choose(&allowed, core, 2, chosen), 2);
	assert_int_equal(chosen[0], 3);
	assert_int_equal(chosen[1], 1);
}

static void test_siblings_when_cores_run_out(void **state)
{
	(void)state;
	machine(8, 4);
	assert_int_equal(pin_choose(&allowed, core, 5, chosen), 5);
	assert_int_equal(chosen[4], 3);
	assert_int_equal(pin_choose(&allowed, core, 8, chosen), 7);
}

static void test_only_what_is_allowed(void **state)
{
	(void)state;
	machine(8, 0);
	CPU_CLR(7, &allowed);
	CPU_CLR(6, &allowed);
	assert_int_equal(pin_choose(&allowed, core, 1, chosen), 1);
	assert_int_equal(chosen[0], 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_processor_is_not_given_away),
		cmocka_unit_test(test_last_ones_first),
		cmocka_unit_test(test_no_two_on_one_core),
		cmocka_unit_test(test_siblings_when_cores_run_out),
		cmocka_unit_test(test_only_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
