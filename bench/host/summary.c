// SPDX-License-Identifier: GPL-2.0
/* The summary of a run for a terminal. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "views.h"

#define COLUMNS_MAX 8
#define GAP 2			/* between columns */
#define INDENT 10		/* of the text beside a heading word */
#define CONSOLE_LINES 4		/* of a failed guest's console */

/* A table of short texts; the first column and op names are to the left. */
struct table {
	size_t n_columns, n_rows;
	bool left[COLUMNS_MAX];
	char *(*rows)[COLUMNS_MAX];
};

static int add_row(struct table *table, const char *const cells[])
{
	char *(*grown)[COLUMNS_MAX];

	grown = reallocarray(table->rows, table->n_rows + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	table->rows = grown;
	memset(grown[table->n_rows], 0, sizeof(*grown));
	table->n_rows++;
	for (size_t c = 0; c < table->n_columns; c++) {
		grown[table->n_rows - 1][c] = strdup(cells[c]);
		if (!grown[table->n_rows - 1][c])
			return -ENOMEM;
	}
	return 0;
}

static void free_table(struct table *table)
{
	for (size_t r = 0; r < table->n_rows; r++)
		for (size_t c = 0; c < table->n_columns; c++)
			free(table->rows[r][c]);
	free(table->rows);
}

static void pad(FILE *out, size_t n)
{
	fprintf(out, "%*s", (int)n, "");
}

/*
 * Prints @table. A first column that would make it wider than @width stands on
 * a line of its own.
 */
static void print_table(FILE *out, const struct table *table, size_t width)
{
	size_t wide[COLUMNS_MAX] = { 0 }, others = 0;

	for (size_t c = 0; c < table->n_columns; c++) {
		for (size_t r = 0; r < table->n_rows; r++) {
			size_t w = text_width(table->rows[r][c]);

			wide[c] = w > wide[c] ? w : wide[c];
		}
		others += c ? wide[c] + GAP : 0;
	}
	if (wide[0] + others > width)
		wide[0] = width > others + GAP ? width - others : GAP;

	for (size_t r = 0; r < table->n_rows; r++) {
		size_t first = text_width(table->rows[r][0]);

		text_plain(out, table->rows[r][0]);
		if (first > wide[0]) {
			fputc('\n', out);
			first = 0;
		}
		pad(out, wide[0] - first);
		for (size_t c = 1; c < table->n_columns; c++) {
			const char *cell = table->rows[r][c];
			size_t fill = wide[c] - text_width(cell);

			pad(out, GAP + (table->left[c] ? 0 : fill));
			text_plain(out, cell);
			if (table->left[c] && c + 1 < table->n_columns)
				pad(out, fill);
		}
		fputc('\n', out);
	}
}

/* Prints @text beside @word, broken at spaces to fit @width. */
static void print_wrapped(FILE *out, const char *word, const char *text,
			  size_t width)
{
	size_t at = INDENT;

	fprintf(out, "%-*s", INDENT, word);
	while (*text) {
		size_t len = strcspn(text, " \n");
		char *part = strndup(text, len);

		if (!part)
			break;
		if (at > INDENT && at + 1 + text_width(part) > width) {
			fputc('\n', out);
			pad(out, INDENT);
			at = INDENT;
		}
		if (at > INDENT) {
			fputc(' ', out);
			at++;
		}
		text_plain(out, part);
		at += text_width(part);
		free(part);
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', out);
}

static void print_console(FILE *out, const json_t *console)
{
	size_t n = json_array_size(console);

	for (size_t i = n > CONSOLE_LINES ? n - CONSOLE_LINES : 0; i < n; i++) {
		const char *line = json_string_value(json_array_get(console,
								    i));

		pad(out, INDENT);
		fputs("| ", out);
		text_plain(out, line ? line : "");
		fputc('\n', out);
	}
}

static void print_findings(FILE *out, const struct figures *figs, size_t width)
{
	for (size_t i = 0; i < figs->n_findings; i++) {
		const struct finding *f = &figs->findings[i];

		print_wrapped(out, finding_word(f->kind), f->text, width);
		print_console(out, f->console);
	}
	if (figs->n_findings)
		fputc('\n', out);
}

/* Prints and frees @text unless it is empty. */
static void print_owned(FILE *out, const char *word, char *text, size_t width)
{
	if (text && *text)
		print_wrapped(out, word, text, width);
	free(text);
}

static void print_head(FILE *out, const struct figures *figs, size_t width)
{
	fprintf(out, "%s against shadow paging, rig ", figs->tdp);
	text_plain(out, figs->rig);
	fputs("\n\n", out);
	print_findings(out, figs, width);
	print_wrapped(out, "run", results_meta(figs->res, "run",
					       figs->res->dir), width);
	print_owned(out, "cells", cells_text(figs), width);
	print_owned(out, "kernel", text_format("%s, guest machine %s",
					       figs->kernel, figs->machine),
		    width);
	print_owned(out, "cycles", text_format("%s: %s", figs->cycles_unit,
					       figs->cycles_note), width);
	print_owned(out, figs->tdp, verified_text(figs, PAGING_TDP), width);
	print_owned(out, "shadow", verified_text(figs, PAGING_SHADOW), width);
	print_owned(out, "workloads", params_line(figs), width);
	fputc('\n', out);
}

static struct text percent_of(const struct spread *part,
			      const struct spread *whole)
{
	double percent = part->median / whole->median * 100;
	struct text t;

	if (!part->n || !whole->n || whole->median <= 0)
		return (struct text){ TEXT_NONE };
	if (percent > 0 && percent < 0.05)
		return (struct text){ "<0.1 %" };
	snprintf(t.s, sizeof(t.s), "%.*f %%",
		 percent > 0 && percent < 9.95 ? 1 : 0, percent);
	return t;
}

static int add_exits(struct table *table, const struct figures *figs,
		     const struct group *group)
{
	const struct spread *tdp = group->mode[PAGING_TDP].fig;
	const struct spread *shadow = group->mode[PAGING_SHADOW].fig;
	struct text cells[] = {
		text_median(&tdp[FIG_EXITS], false),
		text_median(&shadow[FIG_EXITS], false),
		text_ratio(figures_ratio(group, FIG_EXITS), figs->tdp),
		text_spread(wider_spread(group, FIG_EXITS)),
		text_median(&tdp[FIG_EXITS_PER_OP], false),
		text_median(&shadow[FIG_EXITS_PER_OP], false),
	};

	return add_row(table, (const char *[]){
		group->label, cells[0].s, cells[1].s, cells[2].s, cells[3].s,
		cells[4].s, cells[5].s, group->op,
	});
}

static int print_exits(FILE *out, const struct figures *figs, size_t width)
{
	struct table table = { .n_columns = 8, .left = { [7] = true } };
	int err;

	err = add_row(&table, (const char *[]){
		"VM exits", figs->tdp, "shadow", "ratio", "spread",
		figs->tdp, "shadow", "per operation",
	});
	for (size_t i = 0; !err && i < figs->n_groups; i++)
		err = add_exits(&table, figs, &figs->groups[i]);
	if (!err)
		print_table(out, &table, width);
	free_table(&table);
	return err;
}

/* One figure in cycles, and how much of it @part is. */
static int print_cycles(FILE *out, const struct figures *figs, size_t width,
			const char *title, enum figure fig, enum figure part)
{
	struct table table = { .n_columns = 7 };
	const char *part_title = figure_descs[part].title;
	char *heads[2] = {
		text_format("%s %s", part_title, figs->tdp),
		text_format("%s shadow", part_title),
	};
	int err = -ENOMEM;

	if (heads[0] && heads[1])
		err = add_row(&table, (const char *[]){
			title, figs->tdp, "shadow", "ratio", "spread",
			heads[0], heads[1],
		});
	for (size_t i = 0; !err && i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];
		const struct spread *tdp = group->mode[PAGING_TDP].fig;
		const struct spread *shadow = group->mode[PAGING_SHADOW].fig;
		struct text cells[] = {
			text_median(&tdp[fig], true),
			text_median(&shadow[fig], true),
			text_ratio(figures_ratio(group, fig), figs->tdp),
			text_spread(wider_spread(group, fig)),
			percent_of(&tdp[part], &tdp[fig]),
			percent_of(&shadow[part], &shadow[fig]),
		};

		err = add_row(&table, (const char *[]){
			group->label, cells[0].s, cells[1].s, cells[2].s,
			cells[3].s, cells[4].s, cells[5].s,
		});
	}
	if (!err)
		print_table(out, &table, width);
	free_table(&table);
	free(heads[0]);
	free(heads[1]);
	return err;
}

int summary_print(FILE *out, const struct figures *figs, size_t width)
{
	int err;

	print_head(out, figs, width);
	if (!figs->n_groups) {
		fputs("There are no records.\n", out);
		return 0;
	}
	err = print_exits(out, figs, width);
	fputc('\n', out);
	if (!err)
		err = print_cycles(out, figs, width, "Cost of exits",
				   FIG_COST, FIG_USER);
	fputc('\n', out);
	if (!err)
		err = print_cycles(out, figs, width, "Elapsed", FIG_ELAPSED,
				   FIG_BLOCKED);
	fputc('\n', out);
	print_owned(out, "", text_format(
		"Cost of exits and elapsed in %s. Cost: kernel and VMM from VM exit to VM entry, blocked time left out. Ratio: shadow by %s. All figures are medians. %s",
		figs->cycles_unit, figs->tdp, emulation_caveat(figs)), width);
	if (err)
		fprintf(stderr, "exitbench: printing the summary: %s\n",
			strerror(-err));
	return err;
}
