/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A table of short texts, shown to a terminal, in Markdown or in HTML. Knows
 * how tables look, not what is in them.
 */
#ifndef EXITBENCH_TABLE_H
#define EXITBENCH_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define TABLE_COLUMNS_MAX 12

enum tint {
	TINT_NONE,
	TINT_STRONG,
	TINT_FAINT,
	TINT_MORE,		/* what a reader may not like */
	TINT_LESS,
	TINTS
};

/* Begins as { .n_columns = n }; @left are the columns of words. */
struct table {
	size_t n_columns, n_cells;
	bool left[TABLE_COLUMNS_MAX];
	struct table_cell {
		char *text;
		enum tint tint;
	} *cells;		/* row by row; the first row is the head */
	int err;		/* 0, or -ENOMEM: the table is not whole */
};

/* Adds the next cell, to the right or on the next row. */
void table_add(struct table *table, enum tint tint, const char *text);

/* Adds a row of texts without tint. */
void table_add_row(struct table *table, const char *const texts[]);

void table_free(struct table *table);

/*
 * Prints @table. When it is wider than @width its columns move together; then a
 * last column of words is cut short; then the first stands on a line of its own.
 */
void table_print(FILE *out, const struct table *table, size_t width,
		 bool colour);
void table_markdown(FILE *out, const struct table *table);
void table_html(FILE *out, const struct table *table);

/* What begins @tint on a terminal, and ends it. */
const char *tint_on(enum tint tint, bool colour);
const char *tint_off(enum tint tint, bool colour);

/*
 * Prints @text beside @word, broken at spaces to fit @width. Without a word
 * one stands there already.
 */
#define TABLE_INDENT 10
void print_wrapped(FILE *out, const char *word, const char *text,
		   size_t width);

#endif
