// SPDX-License-Identifier: GPL-2.0
/* Tables for programs; see sheet.h. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "sheet.h"
#include "text.h"

enum form { TSV, CSV, JSON };

static const char *const form_ends[SHEET_FORMS] = { ".tsv", ".csv", ".json" };

static void json_text(FILE *out, const char *text)
{
	json_t *string = json_string(text);

	if (!string || json_dumpf(string, out, JSON_ENCODE_ANY))
		fputs("null", out);
	json_decref(string);
}

static void heads(struct sheet *sheet)
{
	for (size_t c = 0; sheet->columns[c]; c++) {
		fprintf(sheet->out[TSV], "%s%s", c ? "\t" : "",
			sheet->columns[c]);
		fprintf(sheet->out[CSV], "%s%s", c ? "," : "",
			sheet->columns[c]);
	}
	fputc('\n', sheet->out[TSV]);
	fputs("\r\n", sheet->out[CSV]);
	fputc('[', sheet->out[JSON]);
}

int sheet_open(struct sheet *sheet, const char *dir, const char *name,
	       const char *const *columns)
{
	int err = 0;

	*sheet = (struct sheet){ .columns = columns };
	for (int form = 0; form < SHEET_FORMS; form++) {
		char file[64];

		snprintf(file, sizeof(file), "%s%s", name, form_ends[form]);
		err = files_create(&sheet->out[form], dir, file,
				     &sheet->path[form]);
		while (err && form--) {
			fclose(sheet->out[form]);
			free(sheet->path[form]);
		}
		if (err)
			return err;
	}
	heads(sheet);
	return 0;
}

/* What stands before a cell. */
static void begin_cell(struct sheet *sheet)
{
	if (sheet->at) {
		fputc('\t', sheet->out[TSV]);
		fputc(',', sheet->out[CSV]);
		fputs(", ", sheet->out[JSON]);
	} else {
		fputs(sheet->rows ? ",\n{" : "\n{", sheet->out[JSON]);
	}
	fprintf(sheet->out[JSON], "\"%s\": ", sheet->columns[sheet->at]);
}

static void end_cell(struct sheet *sheet)
{
	if (sheet->columns[++sheet->at])
		return;
	fputc('\n', sheet->out[TSV]);
	fputs("\r\n", sheet->out[CSV]);
	fputc('}', sheet->out[JSON]);
	sheet->at = 0;
	sheet->rows++;
}

void sheet_text(struct sheet *sheet, const char *text)
{
	begin_cell(sheet);
	text_plain(sheet->out[TSV], *text ? text : "-");
	text_csv(sheet->out[CSV], text);
	json_text(sheet->out[JSON], text);
	end_cell(sheet);
}

void sheet_number(struct sheet *sheet, double value)
{
	if (!isfinite(value)) {
		sheet_none(sheet);
		return;
	}
	begin_cell(sheet);
	for (int form = 0; form < SHEET_FORMS; form++)
		text_digits(sheet->out[form], value);
	end_cell(sheet);
}

void sheet_none(struct sheet *sheet)
{
	begin_cell(sheet);
	fputc('-', sheet->out[TSV]);
	fputs("null", sheet->out[JSON]);
	end_cell(sheet);
}

void sheet_spread(struct sheet *sheet, const struct spread *s)
{
	const double values[] = { s->median, s->min, s->max };

	sheet_number(sheet, s->n);
	for (int i = 0; i < 3; i++)
		if (s->n)
			sheet_number(sheet, values[i]);
		else
			sheet_none(sheet);
}

void sheet_interval(struct sheet *sheet, const struct interval *i)
{
	const double ends[] = { i->low, i->high };

	for (int end = 0; end < 2; end++)
		if (i->known)
			sheet_number(sheet, ends[end]);
		else
			sheet_none(sheet);
}

int sheet_close(struct sheet *sheet)
{
	int err = 0;

	fputs("\n]\n", sheet->out[JSON]);
	for (int form = 0; form < SHEET_FORMS; form++) {
		int closed = files_close(sheet->out[form], sheet->path[form]);

		err = err ?: closed;
		free(sheet->path[form]);
	}
	return err;
}
