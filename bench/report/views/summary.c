// SPDX-License-Identifier: GPL-2.0
/* The summary of a run for a terminal. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"
#include "views.h"

#define CONSOLE_LINES 4		/* of a failed guest's console */

/* The last lines of @console. */
static void print_console(FILE *out, const char *console)
{
	size_t n = 0, i = 0;

	for (const char *c = console; c && *c; c++)
		n += *c == '\n';
	for (const char *line = console, *end; line && *line; line = end + 1) {
		end = strchrnul(line, '\n');
		if (i++ + CONSOLE_LINES >= n) {
			char *text = strndup(line, end - line);

			fprintf(out, "%*s| ", TABLE_INDENT, "");
			text_plain(out, text ? text : "");
			fputc('\n', out);
			free(text);
		}
		if (!*end)
			break;
	}
}

static void print_findings(FILE *out, const struct figures *figs, size_t width,
			   bool colour)
{
	for (size_t i = 0; i < figs->findings.n; i++) {
		const struct finding *f = &figs->findings.list[i];
		enum tint tint = finding_bad(f->kind) ? TINT_MORE : TINT_STRONG;

		fputs(tint_on(tint, colour), out);
		fprintf(out, "%-*s", TABLE_INDENT, finding_word(f->kind));
		fputs(tint_off(tint, colour), out);
		print_wrapped(out, NULL, f->text, width);
		print_console(out, f->console);
	}
	if (figs->findings.n)
		fputc('\n', out);
}

/* Prints and frees @text unless it is empty. */
static void print_owned(FILE *out, const char *word, char *text, size_t width)
{
	if (text && *text)
		print_wrapped(out, word, text, width);
	free(text);
}

static void print_head(FILE *out, const struct figures *figs, size_t width,
		       bool colour)
{
	fprintf(out, "%s%s against shadow paging, rig ",
		tint_on(TINT_STRONG, colour), figs->tdp);
	text_plain(out, figs->rig);
	fprintf(out, "%s\n\n", tint_off(TINT_STRONG, colour));
	print_findings(out, figs, width, colour);
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

static enum tint ratio_tint(struct ratio ratio)
{
	return ratio.kind == RATIO_VALUE ? TINT_STRONG : TINT_FAINT;
}

static void add_exits(struct table *table, const struct figures *figs,
		      const struct group *group)
{
	const struct spread *tdp = group->mode[PAGING_TDP].fig;
	const struct spread *shadow = group->mode[PAGING_SHADOW].fig;
	struct ratio ratio = figures_ratio(group, FIG_EXITS);

	table_add(table, TINT_NONE, group->label);
	table_add(table, TINT_NONE, text_median(&tdp[FIG_EXITS], false).s);
	table_add(table, TINT_NONE, text_median(&shadow[FIG_EXITS], false).s);
	table_add(table, ratio_tint(ratio), text_ratio(ratio, figs->tdp).s);
	table_add(table, TINT_FAINT,
		  text_spread(wider_spread(group, FIG_EXITS)).s);
	table_add(table, TINT_NONE,
		  text_median(&tdp[FIG_EXITS_PER_OP], false).s);
	table_add(table, TINT_NONE,
		  text_median(&shadow[FIG_EXITS_PER_OP], false).s);
	table_add(table, TINT_NONE, group->op);
}

void summary_exits(struct table *table, const struct figures *figs)
{
	char *heads[2] = {
		text_format("%s/op", figs->tdp), text_format("shadow/op"),
	};

	*table = (struct table){ .n_columns = 8, .left = { [7] = true } };
	table_add_row(table, (const char *[]){
		"VM exits", figs->tdp, "shadow", "ratio", "spread",
		heads[0] ? heads[0] : "", heads[1] ? heads[1] : "",
		"operation",
	});
	for (size_t i = 0; i < figs->n_groups; i++)
		add_exits(table, figs, &figs->groups[i]);
	free(heads[0]);
	free(heads[1]);
}

static void add_cycles(struct table *table, const struct figures *figs,
		       const struct group *group, enum figure fig,
		       enum figure part)
{
	const struct spread *tdp = group->mode[PAGING_TDP].fig;
	const struct spread *shadow = group->mode[PAGING_SHADOW].fig;
	struct ratio ratio = figures_ratio(group, fig);

	table_add(table, TINT_NONE, group->label);
	table_add(table, TINT_NONE, text_median(&tdp[fig], true).s);
	table_add(table, TINT_NONE, text_median(&shadow[fig], true).s);
	table_add(table, ratio_tint(ratio), text_ratio(ratio, figs->tdp).s);
	table_add(table, TINT_FAINT, text_spread(wider_spread(group, fig)).s);
	table_add(table, TINT_NONE, percent_of(&tdp[part], &tdp[fig]).s);
	table_add(table, TINT_NONE, percent_of(&shadow[part], &shadow[fig]).s);
}

void summary_cycles(struct table *table, const struct figures *figs,
		    enum figure fig)
{
	enum figure part = fig == FIG_COST ? FIG_USER : FIG_BLOCKED;
	const char *title = fig == FIG_COST ? "Cost of exits" : "Elapsed";
	char *heads[2] = {
		text_format("%s %s", figure_descs[part].title, figs->tdp),
		text_format("%s shadow", figure_descs[part].title),
	};

	*table = (struct table){ .n_columns = 7 };
	table_add_row(table, (const char *[]){
		title, figs->tdp, "shadow", "ratio", "spread",
		heads[0] ? heads[0] : "", heads[1] ? heads[1] : "",
	});
	for (size_t i = 0; i < figs->n_groups; i++)
		add_cycles(table, figs, &figs->groups[i], fig, part);
	free(heads[0]);
	free(heads[1]);
}

/* Prints and frees @table, with an empty line after it. */
static int print_owned_table(FILE *out, struct table *table, size_t width,
			     bool colour)
{
	int err = table->err;

	if (!err)
		table_print(out, table, width, colour);
	fputc('\n', out);
	table_free(table);
	return err;
}

char *summary_note(const struct figures *figs)
{
	return text_format(
		"Cost of exits and elapsed in %s. Cost: kernel and VMM from VM exit to VM entry, blocked time left out. Ratio: shadow by %s. All figures are medians. %s",
		figs->cycles_unit, figs->tdp, emulation_caveat(figs));
}

int summary_print(FILE *out, const struct figures *figs, size_t width,
		  bool colour)
{
	struct table table;
	int err;

	print_head(out, figs, width, colour);
	if (!figs->n_groups) {
		fputs("There are no records.\n", out);
		return 0;
	}
	summary_exits(&table, figs);
	err = print_owned_table(out, &table, width, colour);
	summary_cycles(&table, figs, FIG_COST);
	err = print_owned_table(out, &table, width, colour) ?: err;
	summary_cycles(&table, figs, FIG_ELAPSED);
	err = print_owned_table(out, &table, width, colour) ?: err;
	print_owned(out, "", summary_note(figs), width);
	if (err)
		fprintf(stderr, "exitbench: printing the summary: %s\n",
			strerror(-err));
	return err;
}
