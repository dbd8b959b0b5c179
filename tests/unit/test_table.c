// SPDX-License-Identifier: GPL-2.0
/* Tables and text on terminals of all widths, in Markdown and HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "table.h"
#include "text.h"

static char *got;
static size_t got_len;
static FILE *out;

static int begin(void **state)
{
	(void)state;
	out = open_memstream(&got, &got_len);
	return out ? 0 : -1;
}

static void assert_got(const char *expected)
{
	assert_int_equal(fclose(out), 0);
	assert_string_equal(got, expected);
	free(got);
}

/* A number and an operation, with more than ASCII in it. */
static struct table example(void)
{
	struct table table = { .n_columns = 3, .left = { [2] = true } };

	table_add_row(&table, (const char *[]){ "name", "EPT", "operation" });
	table_add_row(&table, (const char *[]){ "tscdeadline", "1.00\u00d7",
						"write of the d\u00e9adline" });
	assert_int_equal(table.err, 0);
	return table;
}

static void test_wide_enough(void **state)
{
	struct table table = example();

	(void)state;
	table_print(out, &table, 80, false);
	table_free(&table);
	assert_got("name           EPT  operation\n"
		   "tscdeadline  1.00\u00d7  write of the d\u00e9adline\n");
}

/* 20 columns of the operation do not fit; it is cut to what does. */
static void test_last_column_cut(void **state)
{
	struct table table = example();

	(void)state;
	table_print(out, &table, 37, false);
	table_free(&table);
	/* The columns move together first. */
	assert_got("name          EPT operation\n"
		   "tscdeadline 1.00\u00d7 write of the d\u00e9" "adl\u2026\n");
}

static void test_first_column_alone(void **state)
{
	struct table table = example();

	(void)state;
	table_print(out, &table, 22, false);
	table_free(&table);
	assert_got("name     EPT operation\n"
		   "tscdeadline\n       1.00\u00d7 write of\u2026\n");
}

static void test_colour(void **state)
{
	struct table table = { .n_columns = 1 };

	(void)state;
	table_add(&table, TINT_NONE, "x");
	table_add(&table, TINT_MORE, "y\x1b[2J");
	table_print(out, &table, 80, true);
	table_free(&table);
	/* What is in a cell cannot speak to the terminal. */
	assert_got("\x1b[2mx\x1b[0m    \n\x1b[1;31my [2J\x1b[0m\n");
}

static void test_markdown(void **state)
{
	struct table table = { .n_columns = 2 };

	(void)state;
	table_add_row(&table, (const char *[]){ "a|b", "n" });
	table_add(&table, TINT_NONE, "*x* <b>\n_y_ ~");
	table_add(&table, TINT_STRONG, "2");
	table_markdown(out, &table);
	table_free(&table);
	assert_got("| a\\|b | n |\n| :-- | --: |\n"
		   "| \\*x\\* \\<b\\> \\_y\\_ \\~ | **2** |\n");
}

static void test_html(void **state)
{
	struct table table = { .n_columns = 1 };

	(void)state;
	table_add(&table, TINT_NONE, "h");
	table_add(&table, TINT_NONE, "<i>&\"");
	table_html(out, &table);
	table_free(&table);
	fclose(out);
	assert_non_null(strstr(got, "&lt;i&gt;&amp;&quot;"));
	assert_null(strstr(got, "<i>"));
	free(got);
}

static void test_wrapped(void **state)
{
	(void)state;
	print_wrapped(out, "NOTE", "one two three", 18);
	assert_got("NOTE      one two\n          three\n");
}

static void test_digits(void **state)
{
	(void)state;
	text_digits(out, 12345678901.0);
	fputc(' ', out);
	text_digits(out, 1.0 / 3);
	fputc(' ', out);
	text_digits(out, 12345678.5);
	assert_got("12345678901 0.3333333333 12345678.5");
}

/* Heads over heads, rows that name others, cells that span. */
static struct table grouped(void)
{
	struct table table = { 0 };

	table_caption(&table, "Exits of %d", 1);
	table_column(&table, TABLE_LEFT | TABLE_SPAN, NULL, "what");
	table_column(&table, TABLE_START, "exits", "EPT");
	table_column(&table, 0, "exits", "shadow");
	table_add_group(&table, "boot");
	for (int i = 0; i < 2; i++) {
		table_add(&table, TINT_NONE, "=port");
		table_add_number(&table, TINT_NONE, "1.23 M", 1234567);
		table_add(&table, TINT_NONE, TEXT_NONE);
	}
	table_swatch(&table, "#0072B2", true);
	assert_int_equal(table.err, 0);
	assert_int_equal(table_rows(&table), 3);
	return table;
}

static void test_grouped_markdown(void **state)
{
	struct table table = grouped();

	(void)state;
	table_markdown(out, &table);
	table_free(&table);
	assert_got("| what | exits: EPT | exits: shadow |\n"
		   "| :-- | --: | --: |\n"
		   "| **boot** |  |  |\n"
		   "| =port | 1.23 M | \u2013 |\n"
		   "| =port | 1.23 M | \u2013 |\n");
}

static void test_grouped_html(void **state)
{
	struct table table = grouped();

	(void)state;
	table_html(out, &table);
	table_free(&table);
	fclose(out);
	assert_non_null(strstr(got, "<caption>Exits of 1</caption>"));
	assert_non_null(strstr(got, "colspan=\"2\" scope=\"colgroup\">exits"));
	assert_non_null(strstr(got, "rowspan=\"2\" scope=\"col\">what"));
	assert_non_null(strstr(got, "scope=\"rowgroup\" rowspan=\"2\">=port"));
	assert_non_null(strstr(got, "data-v=\"1234567\">1.23 M"));
	assert_non_null(strstr(got, "tabindex=\"0\" role=\"region\" aria-label=\"Exits of 1\""));
	/* The link has all digits, and no cell that is taken for a formula. */
	assert_non_null(strstr(got, "download=\"exits-of-1.csv\""));
	assert_non_null(strstr(got, "boot,%22%27%3Dport%22,1234567,%0D%0A"));
	free(got);
}

/* What would turn or break a line, run as a formula or end a string. */
static void test_unsafe_text(void **state)
{
	static const char evil[] = "=a\u202eb\xc2\x85" "c\u2066d\"\x1b";

	(void)state;
	text_plain(out, evil);
	fputc('|', out);
	text_csv(out, evil);
	fputc('|', out);
	text_gnuplot(out, evil);
	fputc('|', out);
	text_html(out, evil);
	assert_got("=a b c d\" |\"'=a b c d\"\" \"|'=a b c d\" '|"
		   "=a\ufffdb\ufffdc\ufffdd&quot;\ufffd");
}

#define OUT(test) cmocka_unit_test_setup(test, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		OUT(test_wide_enough),
		OUT(test_last_column_cut),
		OUT(test_first_column_alone),
		OUT(test_colour),
		OUT(test_markdown),
		OUT(test_html),
		OUT(test_grouped_markdown),
		OUT(test_grouped_html),
		OUT(test_unsafe_text),
		OUT(test_wrapped),
		OUT(test_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
