// SPDX-License-Identifier: GPL-2.0
/* Tables for terminal, Markdown and HTML; see table.h. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

#define GAP 2			/* between columns */
#define LAST_LEAST 9		/* of a last column of words that is cut */

void table_add(struct table *table, enum tint tint, const char *text)
{
	struct table_cell *grown;

	if (table->err)
		return;
	grown = reallocarray(table->cells, table->n_cells + 1, sizeof(*grown));
	if (grown) {
		table->cells = grown;
		grown += table->n_cells;
		*grown = (struct table_cell){ strdup(text), tint };
		if (grown->text) {
			table->n_cells++;
			return;
		}
	}
	table->err = -ENOMEM;
}

void table_add_row(struct table *table, const char *const texts[])
{
	for (size_t c = 0; c < table->n_columns; c++)
		table_add(table, TINT_NONE, texts[c]);
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->n_cells; i++)
		free(table->cells[i].text);
	free(table->cells);
	table->cells = NULL;
	table->n_cells = 0;
}

static size_t n_rows(const struct table *table)
{
	return table->n_cells / table->n_columns;
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

void table_markdown(FILE *out, const struct table *table)
{
	for (size_t r = 0; r < n_rows(table); r++) {
		for (size_t c = 0; c < table->n_columns; c++) {
			const struct table_cell *cell = at(table, r, c);
			bool strong = r && cell->tint != TINT_NONE &&
				      cell->tint != TINT_FAINT && *cell->text;

			fputs(strong ? "| **" : "| ", out);
			text_markdown(out, cell->text);
			fputs(strong ? "** " : " ", out);
		}
		fputs("|\n", out);
		for (size_t c = 0; !r && c < table->n_columns; c++)
			fputs(table->left[c] || !c ? "| :-- " : "| --: ", out);
		fputs(r ? "" : "|\n", out);
	}
}

void table_html(FILE *out, const struct table *table)
{
	static const char *const classes[TINTS] = {
		[TINT_NONE] = "", [TINT_STRONG] = "ratio",
		[TINT_FAINT] = "faint", [TINT_MORE] = "more",
		[TINT_LESS] = "less",
	};

	fputs("<div class=\"wide\"><table>\n<thead>\n", out);
	for (size_t r = 0; r < n_rows(table); r++) {
		fputs("<tr>", out);
		for (size_t c = 0; c < table->n_columns; c++) {
			const struct table_cell *cell = at(table, r, c);
			const char *tag = !r || !c ? "th" : "td";

			fprintf(out, "<%s class=\"%s%s%s\"%s>", tag,
				table->left[c] || !c ? "left" : "right",
				r && *classes[cell->tint] ? " " : "",
				r ? classes[cell->tint] : "",
				!r ? " scope=\"col\"" :
				!c ? " scope=\"row\"" : "");
			text_html(out, cell->text);
			fprintf(out, "</%s>", tag);
		}
		fputs(r ? "</tr>\n" : "</tr>\n</thead>\n<tbody>\n", out);
	}
	fputs("</tbody>\n</table></div>\n", out);
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
