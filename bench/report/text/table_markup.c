// SPDX-License-Identifier: GPL-2.0
/* Tables in Markdown and HTML; see table.h. */
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

static const struct table_cell *at(const struct table *table, size_t row,
				   size_t column)
{
	return &table->cells[row * table->n_columns + column];
}

static bool is_left(const struct table *table, size_t column)
{
	return !column || table->left[column];
}

static void markdown_cell(FILE *out, const struct table *table, size_t row,
			  size_t column)
{
	const struct table_cell *cell = at(table, row, column);
	bool strong = row && cell->tint != TINT_NONE &&
		      cell->tint != TINT_FAINT && *cell->text;

	fputs(strong ? "| **" : "| ", out);
	if (!row && table->over[column]) {
		text_markdown(out, table->over[column]);
		fputs(*cell->text ? ": " : "", out);
	}
	text_markdown(out, cell->text);
	fputs(strong ? "** " : " ", out);
}

void table_markdown(FILE *out, const struct table *table)
{
	for (size_t r = 0; r <= table_rows(table); r++) {
		for (size_t c = 0; c < table->n_columns; c++)
			markdown_cell(out, table, r, c);
		fputs("|\n", out);
		for (size_t c = 0; !r && c < table->n_columns; c++)
			fputs(is_left(table, c) ? "| :-- " : "| --: ", out);
		fputs(r ? "" : "|\n", out);
	}
}

/* The classes of a cell, as an attribute; none where it needs none. */
static void html_class(FILE *out, const struct table *table, size_t column,
		       enum tint tint)
{
	static const char *const classes[TINTS] = {
		[TINT_NONE] = "", [TINT_STRONG] = "ratio",
		[TINT_FAINT] = "faint", [TINT_MORE] = "more",
		[TINT_LESS] = "less",
	};
	unsigned int flags = table->flags[column];
	const char *const names[] = {
		is_left(table, column) ? "left" : "",
		flags & TABLE_START ? "start" : "",
		flags & TABLE_WRAP ? "wrap" : "",
		classes[tint],
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!*names[i])
			continue;
		fprintf(out, "%s%s", any ? " " : " class=\"", names[i]);
		any = true;
	}
	fputs(any ? "\"" : "", out);
}

static void html_head(FILE *out, const struct table *table, size_t column,
		      bool tall)
{
	bool up = table->flags[column] & TABLE_UPRIGHT;

	fputs("<th", out);
	html_class(out, table, column, TINT_NONE);
	fprintf(out, "%s scope=\"col\">%s", tall ? " rowspan=\"2\"" : "",
		up ? "<span class=\"up\">" : "");
	text_html(out, at(table, 0, column)->text);
	fputs(up ? "</span></th>" : "</th>", out);
}

/* How many columns from @column on share the head over it. */
static size_t shared(const struct table *table, size_t column)
{
	size_t n = 1;

	while (column + n < table->n_columns && table->over[column + n] &&
	       !strcmp(table->over[column + n], table->over[column]))
		n++;
	return n;
}

static void html_over(FILE *out, const struct table *table)
{
	for (size_t c = 0; c < table->n_columns; ) {
		if (!table->over[c]) {
			html_head(out, table, c++, true);
			continue;
		}
		fputs("<th", out);
		html_class(out, table, c, TINT_NONE);
		fprintf(out, " colspan=\"%zu\" scope=\"colgroup\">",
			shared(table, c));
		text_html(out, table->over[c]);
		fputs("</th>", out);
		c += shared(table, c);
	}
	fputs("</tr>\n<tr>", out);
}

static void html_heads(FILE *out, const struct table *table)
{
	bool over = false;

	for (size_t c = 0; c < table->n_columns; c++)
		over |= table->over[c] != NULL;
	fputs("<thead>\n<tr>", out);
	if (over)
		html_over(out, table);
	for (size_t c = 0; c < table->n_columns; c++)
		if (!over || table->over[c])
			html_head(out, table, c, false);
	fputs("</tr>\n</thead>\n", out);
}

/* How many rows from @row on the cell there spans; 0 when one above spans it. */
static size_t spanned(const struct table *table, size_t row, size_t column)
{
	const char *text = at(table, row, column)->text;
	size_t n = 1;

	if (!(table->flags[column] & TABLE_SPAN))
		return 1;
	if (row > 1 && !at(table, row - 1, column)->group &&
	    !strcmp(at(table, row - 1, column)->text, text))
		return 0;
	while (row + n <= table_rows(table) &&
	       !at(table, row + n, column)->group &&
	       !strcmp(at(table, row + n, column)->text, text))
		n++;
	return n;
}

static void html_cell(FILE *out, const struct table *table, size_t row,
		      size_t column)
{
	const struct table_cell *cell = at(table, row, column);
	size_t rows = spanned(table, row, column);
	const char *tag = column ? "td" : "th";

	if (!rows)
		return;
	fprintf(out, "<%s", tag);
	html_class(out, table, column, cell->tint);
	if (!column)
		fprintf(out, " scope=\"%s\"", rows > 1 ? "rowgroup" : "row");
	if (rows > 1)
		fprintf(out, " rowspan=\"%zu\"", rows);
	if (cell->valued) {
		fputs(" data-v=\"", out);
		text_digits(out, cell->value);
		fputc('"', out);
	}
	if (cell->heat)
		fprintf(out, " style=\"background:%s%02x\"", cell->heat,
			(unsigned int)(20 + 130 * cell->part));
	fputc('>', out);
	if (cell->swatch)
		fprintf(out, "<span class=\"swatch\" style=\"background:%s%s;border-color:%s\">&nbsp;</span>",
			cell->swatch, cell->pale ? "50" : "", cell->swatch);
	text_html(out, cell->text);
	if (cell->small) {
		fputs("<br><small>", out);
		text_html(out, cell->small);
		fputs("</small>", out);
	}
	fprintf(out, "</%s>", tag);
}

static void html_group(FILE *out, const struct table *table, size_t row)
{
	fprintf(out, "%s<tr class=\"group\"><th class=\"left\" colspan=\"%zu\" scope=\"rowgroup\">",
		row > 1 ? "</tbody>\n<tbody>\n" : "", table->n_columns);
	text_html(out, at(table, row, 0)->text);
	fputs("</th></tr>\n", out);
}

void table_html(FILE *out, const struct table *table)
{
	fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", out);
	text_html(out, table->caption ? table->caption : "table");
	fputs("\"><table>\n", out);
	if (table->caption) {
		fputs("<caption>", out);
		text_html(out, table->caption);
		fputs("</caption>\n", out);
	}
	html_heads(out, table);
	fputs("<tbody>\n", out);
	for (size_t r = 1; r <= table_rows(table); r++) {
		if (at(table, r, 0)->group) {
			html_group(out, table, r);
			continue;
		}
		fputs("<tr>", out);
		for (size_t c = 0; c < table->n_columns; c++)
			html_cell(out, table, r, c);
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n</table></div>\n", out);
	table_csv_link(out, table);
}
