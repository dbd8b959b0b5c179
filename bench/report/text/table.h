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

#define TABLE_COLUMNS_MAX 64

enum tint {
	TINT_NONE,
	TINT_STRONG,
	TINT_FAINT,
	TINT_MORE,		/* what a reader may not like */
	TINT_LESS,
	TINTS
};

/* What a column is, besides its head. */
#define TABLE_LEFT	1	/* words, not numbers */
#define TABLE_START	2	/* HTML: a line before it */
#define TABLE_SPAN	4	/* HTML: equal cells one above the other are one */
#define TABLE_WRAP	8	/* HTML: its texts may be broken */
#define TABLE_UPRIGHT	16	/* HTML: its head is turned, for narrow columns */

struct table_cell {
	char *text;
	char *small;		/* HTML: what stands small beneath it, or NULL */
	enum tint tint;
	bool group;		/* names the rows that follow; fills its row */
	bool valued;
	double value;		/* of a number, all its digits */
	const char *swatch;	/* HTML: a patch of this colour before it */
	bool pale;		/* the patch is pale with a strong border */
	const char *heat;	/* HTML: on this colour, */
	double part;		/* as strong as this, from 0 to 1 */
};

/*
 * Begins as { 0 } and gets its columns by table_column(), or begins as
 * { .n_columns = n } and gets its head by table_add_row(); @left are then the
 * columns of words. The first row is the head.
 */
struct table {
	size_t n_columns, n_cells, room;
	bool left[TABLE_COLUMNS_MAX];
	unsigned int flags[TABLE_COLUMNS_MAX];
	char *over[TABLE_COLUMNS_MAX];	/* a head over neighbours that share it */
	char *caption;			/* what the table holds, or NULL */
	struct table_cell *cells;	/* row by row */
	int err;		/* 0, or -ENOMEM: the table is not whole */
};

/* Adds a column with its head, before any row; @over may be NULL. */
void table_column(struct table *table, unsigned int flags, const char *over,
		  const char *head);

/* Says what the table holds. */
__attribute__((format(printf, 2, 3)))
void table_caption(struct table *table, const char *fmt, ...);

/* Adds the next cell, to the right or on the next row. */
void table_add(struct table *table, enum tint tint, const char *text);

/* The same of a number, which the page's CSV has with all its digits. */
void table_add_number(struct table *table, enum tint tint, const char *text,
		      double value);

/* Adds a row that names those after it. */
void table_add_group(struct table *table, const char *text);

/* Adds a row of texts without tint. */
void table_add_row(struct table *table, const char *const texts[]);

/* What else the last cell has; colours live as long as the table. */
void table_small(struct table *table, const char *text);
void table_swatch(struct table *table, const char *colour, bool pale);
void table_heat(struct table *table, const char *colour, double part);

/* How many rows there are, without the head. */
size_t table_rows(const struct table *table);

void table_free(struct table *table);

/*
 * Prints @table. When it is wider than @width its columns move together; then a
 * last column of words is cut short; then the first stands on a line of its own.
 */
void table_print(FILE *out, const struct table *table, size_t width,
		 bool colour);
void table_markdown(FILE *out, const struct table *table);
void table_html(FILE *out, const struct table *table);

/* A link that holds the table as CSV; table_html() ends with it. */
void table_csv_link(FILE *out, const struct table *table);

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
