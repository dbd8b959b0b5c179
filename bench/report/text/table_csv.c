// SPDX-License-Identifier: GPL-2.0
/* A table as CSV in a link, so that a page without scripts has its data. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

static const struct table_cell *at(const struct table *table, size_t row,
				   size_t column)
{
	return &table->cells[row * table->n_columns + column];
}

static bool has_groups(const struct table *table)
{
	for (size_t r = 1; r <= table_rows(table); r++)
		if (at(table, r, 0)->group)
			return true;
	return false;
}

/* A head with the one over it: "VM exits EPT". */
static void head(FILE *out, const struct table *table, size_t column)
{
	const char *over = table->over[column] ? table->over[column] : "";
	char *text = text_format("%s%s%s", over, *over ? " " : "",
				 at(table, 0, column)->text);

	text_csv(out, text ? text : "");
	free(text);
}

static void cell(FILE *out, const struct table_cell *cell)
{
	if (cell->valued)
		text_digits(out, cell->value);
	else if (strcmp(cell->text, TEXT_NONE))
		text_csv(out, cell->text);
}

/* A row that names others becomes their first column. */
static void write_csv(FILE *out, const struct table *table)
{
	bool groups = has_groups(table);
	const char *group = "";

	for (size_t r = 0; r <= table_rows(table); r++) {
		if (at(table, r, 0)->group) {
			group = at(table, r, 0)->text;
			continue;
		}
		if (groups) {
			text_csv(out, r ? group : "group");
			fputc(',', out);
		}
		for (size_t c = 0; c < table->n_columns; c++) {
			fputs(c ? "," : "", out);
			if (r)
				cell(out, at(table, r, c));
			else
				head(out, table, c);
		}
		fputs("\r\n", out);
	}
}

/* "vm-exits-by-workload": letters and digits of @text. */
static void slug(FILE *out, const char *text)
{
	bool gap = false, any = false;

	for (; *text; text++) {
		if (!isascii(*text) || !isalnum(*text)) {
			gap = any;
			continue;
		}
		fprintf(out, "%s%c", gap ? "-" : "", tolower(*text));
		gap = false;
		any = true;
	}
}

void table_csv_link(FILE *out, const struct table *table)
{
	char *csv;
	size_t len;
	FILE *mem = open_memstream(&csv, &len);

	if (!mem)
		return;
	write_csv(mem, table);
	if (fclose(mem))
		return;
	fputs("<p class=\"csv\"><a download=\"", out);
	slug(out, table->caption ? table->caption : "table");
	fputs(".csv\" title=\"This table as CSV\" href=\"data:text/csv;charset=utf-8,", out);
	/* RFC 3986, 2.3: all but these is escaped. */
	for (const char *c = csv; *c; c++)
		if (isascii(*c) && (isalnum(*c) || strchr("-._~,", *c)))
			fputc(*c, out);
		else
			fprintf(out, "%%%02X", (unsigned char)*c);
	fputs("\">CSV</a></p>\n", out);
	free(csv);
}
