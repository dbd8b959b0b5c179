// SPDX-License-Identifier: GPL-2.0
/* What Debian's cpuid printed, as the report reads it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "coursework.h"

#define LINE(leaf, reason, eax, ebx, ecx, edx) \
	"   " leaf " " reason ": eax=" eax " ebx=" ebx " ecx=" ecx " edx=" edx "\n"
#define NIL "0x00000000"

static struct record records[3];
static struct record_extras extra[3];
static struct output outputs[3];
static const struct results res = { .records = records, .n_records = 3 };
static struct figures figs = { .res = &res };
static struct coursework cw;

static void print(int i, enum paging m, const char *text)
{
	outputs[i].text = text;
	extra[i].output = text ? &outputs[i] : NULL;
	records[i] = (struct record){ .paging = m, .extras = &extra[i] };
}

static const struct coursework_reason *row(uint32_t reason)
{
	for (size_t i = 0; i < cw.n; i++)
		if (cw.reason[i].reason == reason)
			return &cw.reason[i];
	return NULL;
}

static void layout_b(void **state)
{
	(void)state;
	print(0, PAGING_TDP, NULL);
	print(1, PAGING_TDP, "coursework layout B\n"
	      LINE("0x4fffffff", "0x00", "0x00000d5a", NIL, NIL, NIL)
	      LINE("0x4ffffffd", "0x0a", "0x00000d5a", NIL, NIL, NIL)
	      LINE("0x4ffffffc", "0x0a", NIL, "0x00000001", "0x00000002", NIL)
	      LINE("0x4ffffffd", "0x23", NIL, NIL, NIL, "0xffffffff"));
	print(2, PAGING_SHADOW, "coursework layout B\n"
	      LINE("0x4ffffffd", "0x0e", "0x00000010", NIL, NIL, NIL)
	      "cpuid: unable to open\n");
	coursework_collect(&cw, &figs);
	assert_int_equal(cw.layout, 'B');
	assert_true(cw.timed);
	assert_int_equal(cw.n, 3);
	assert_int_equal(row(10)->exits[PAGING_TDP], 0xd5a);
	assert_true(row(10)->cycles[PAGING_TDP] == 0x100000002);
	assert_false(row(10)->told[PAGING_SHADOW]);
	assert_true(row(35)->undefined[PAGING_TDP]);
	assert_int_equal(row(14)->exits[PAGING_SHADOW], 16);
	assert_int_equal(row(14)->exits[PAGING_TDP], 0);
}

/* The leaf that tells cycles in one layout tells exits in another. */
static void layout_c(void **state)
{
	(void)state;
	print(0, PAGING_TDP, "coursework layout C\n"
	      LINE("0x4fffffff", "0x0a", NIL, NIL, "0x00000007", NIL)
	      LINE("0x4ffffffe", "0x0a", "0x00000003", NIL, NIL, NIL));
	print(1, PAGING_TDP, NULL);
	print(2, PAGING_SHADOW, NULL);
	coursework_collect(&cw, &figs);
	assert_int_equal(cw.n, 1);
	assert_int_equal(row(10)->exits[PAGING_TDP], 3);
	assert_int_equal(row(10)->cycles[PAGING_TDP], 7);
	assert_false(cw.told[PAGING_SHADOW]);
}

/* A command of somebody's own is not about the coursework. */
static void other_output(void **state)
{
	(void)state;
	print(0, PAGING_TDP, "layout B\n");
	print(1, PAGING_TDP, "coursework layout Z\n");
	print(2, PAGING_SHADOW, "");
	coursework_collect(&cw, &figs);
	assert_int_equal(cw.layout, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout_b),
		cmocka_unit_test(layout_c),
		cmocka_unit_test(other_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
