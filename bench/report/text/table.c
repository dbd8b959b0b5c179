// SPDX-License-Identifier: GPL-2.0
/* Tables, and how a terminal shows them; see table.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

#define GAP 2			/* between columns */
#define LAST_LEAST 9		/* of a last column of words that is cut */

static struct table_cell *last_cell(struct table *table)
{
	return &table->cells[table->n_cells - 1];
}

/* A copy of @text; without memory NULL, and the table is not whole. */
static char *copy(struct table *table, const char *text)
{
	char *copied = strdup(text);

	if (!copied)
		table->err = -ENOMEM;
	return copied;
}

static bool make_room(struct table *table)
{
	size_t room = table->room ? 2 * table->room : 64;
	struct table_cell *grown;

	if (table->n_cells < table->room)
		return true;
	grown = reallocarray(table->cells, room, sizeof(*grown));
	if (!grown) {
		table->err = -ENOMEM;
		return false;
	}
	table->cells = grown;
	table->room = room;
	return true;
}

void table_add(struct table *table, enum tint tint, const char *text)
{
	char *copied;

	if (table->err || !make_room(table))
		return;
	copied = copy(table, text);
	if (copied)
		table->cells[table->n_cells++] = (struct table_cell){
			.text = copied, .tint = tint,
		};
}

void table_add_number(struct table *table, enum tint tint, const char *text,
		      double value)
{
	table_add(table, tint, text);
	if (table->err)
		return;
	last_cell(table)->valued = true;
	last_cell(table)->value = value;
}

void table_column(struct table *table, unsigned int flags, const char *over,
		  const char *head)
{
	size_t c = table->n_columns;

	if (table->err)
		return;
	if (c == TABLE_COLUMNS_MAX) {
		table->err = -E2BIG;
		return;
	}
	table->flags[c] = flags;
	table->left[c] = flags & TABLE_LEFT;
	if (over)
		table->over[c] = copy(table, over);
	table->n_columns++;
	table_add(table, TINT_NONE, head);
}

void table_caption(struct table *table, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&table->caption, fmt, ap);
	va_end(ap);
	if (len < 0) {
		table->caption = NULL;
		table->err = -ENOMEM;
	}
}

void table_add_group(struct table *table, const char *text)
{
	size_t first = table->n_cells;

	table_add(table, TINT_STRONG, text);
	for (size_t c = 1; c < table->n_columns; c++)
		table_add(table, TINT_NONE, "");
	if (!table->err)
		table->cells[first].group = true;
}

void table_small(struct table *table, const char *text)
{
	if (!table->err && *text)
		last_cell(table)->small = copy(table, text);
}

void table_swatch(struct table *table, const char *colour, bool pale)
{
	if (table->err)
		return;
	last_cell(table)->swatch = colour;
	last_cell(table)->pale = pale;
}

void table_heat(struct table *table, const char *colour, double part)
{
	if (table->err)
		return;
	last_cell(table)->heat = colour;
	last_cell(table)->part = part < 0 ? 0 : part > 1 ? 1 : part;
}

void table_add_row(struct table *table, const char *const texts[])
{
	for (size_t c = 0; c < table->n_columns; c++)
		table_add(table, TINT_NONE, texts[c]);
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->n_cells; i++) {
		free(table->cells[i].text);
		free(table->cells[i].small);
	}
	for (size_t c = 0; c < TABLE_COLUMNS_MAX; c++)
		free(table->over[c]);
	free(table->caption);
	free(table->cells);
	*table = (struct table){ 0 };
}

static size_t n_rows(const struct table *table)
{
	return table->n_columns ? table->n_cells / table->n_columns : 0;
}

size_t table_rows(const struct table *table)
{
	size_t rows = n_rows(table);

	return rows ? rows - 1 : 0;
}

static const struct table_cell *at(const struct table *table, size_t row,
				   size_t column)
{
	return &table->cells[row * table->n_columns + column];
}

const char *tint_on(enum tint tint, bool colour)
{
	static const char *const codes[TINTS] = {
		[TINT_NONE] = "", [TINT_STRONG] = "\33[1m",
		[TINT_FAINT] = "\33[2m", [TINT_MORE] = "\33[1;31m",
		[TINT_LESS] = "\33[1;32m",
	};

	return colour ? codes[tint] : "";
}

const char *tint_off(enum tint tint, bool colour)
{
	return colour && tint != TINT_NONE ? "\33[0m" : "";
}

static void pad(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

static void print_cell(FILE *out, const struct table_cell *cell, size_t row,
		       size_t wide, bool colour)
{
	enum tint tint = row ? cell->tint : TINT_FAINT;

	fputs(tint_on(tint, colour), out);
	text_cut(out, cell->text, wide);
	fputs(tint_off(tint, colour), out);
}

static void print_row(FILE *out, const struct table *table, size_t row,
		      const size_t *wide, size_t gap, bool colour)
{
	size_t first = text_width(at(table, row, 0)->text);

	print_cell(out, at(table, row, 0), row, SIZE_MAX, colour);
	if (first > wide[0]) {
		fputc('\n', out);
		first = 0;
	}
	pad(out, wide[0] - first);
	for (size_t c = 1; c < table->n_columns; c++) {
		const struct table_cell *cell = at(table, row, c);
		size_t len = text_width(cell->text);
		size_t fill = len < wide[c] ? wide[c] - len : 0;

		pad(out, gap + (table->left[c] ? 0 : fill));
		print_cell(out, cell, row, wide[c], colour);
		if (table->left[c] && c + 1 < table->n_columns)
			pad(out, fill);
	}
	fputc('\n', out);
}

/* The widths of the columns; returns that of the table. */
static size_t measure(const struct table *table, size_t *wide)
{
	size_t all = 0;

	for (size_t c = 0; c < table->n_columns; c++) {
		wide[c] = 0;
		for (size_t r = 0; r < n_rows(table); r++) {
			size_t w = text_width(at(table, r, c)->text);

			wide[c] = w > wide[c] ? w : wide[c];
		}
		all += wide[c] + (c ? GAP : 0);
	}
	return all;
}

void table_print(FILE *out, const struct table *table, size_t width,
		 bool colour)
{
	size_t wide[TABLE_COLUMNS_MAX], all = measure(table, wide);
	size_t last = table->n_columns - 1, gap = GAP;

	if (all > width) {
		gap = 1;
		all -= (GAP - gap) * last;
	}
	if (all > width && table->left[last] && wide[last] > LAST_LEAST) {
		size_t spare = wide[last] - LAST_LEAST;

		if (spare > all - width)
			spare = all - width;
		wide[last] -= spare;
		all -= spare;
	}
	if (all > width) {
		size_t others = all - wide[0];

		wide[0] = width > others + gap ? width - others : gap;
	}
	for (size_t r = 0; r < n_rows(table); r++)
		print_row(out, table, r, wide, gap, colour);
}

void print_wrapped(FILE *out, const char *word, const char *text, size_t width)
{
	size_t column = TABLE_INDENT;

	if (word)
		fprintf(out, "%-*s", TABLE_INDENT, word);
	while (*text) {
		size_t len = strcspn(text, " \n");
		char *part = strndup(text, len);

		if (!part)
			break;
		if (column > TABLE_INDENT &&
		    column + 1 + text_width(part) > width) {
			fputc('\n', out);
			pad(out, TABLE_INDENT);
			column = TABLE_INDENT;
		}
		if (column > TABLE_INDENT) {
			fputc(' ', out);
			column++;
		}
		text_plain(out, part);
		column += text_width(part);
		free(part);
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', out);
}
