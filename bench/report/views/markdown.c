// SPDX-License-Identifier: GPL-2.0
/* The summary of a run as Markdown, short enough for a merge request. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "text.h"
#include "views.h"

static void item(FILE *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	fprintf(out, "- %s: ", name);
	text_markdown(out, text);
	fputc('\n', out);
}

static void item_owned(FILE *out, const char *name, char *text)
{
	item(out, name, text);
	free(text);
}

static void findings(FILE *out, const struct figures *figs)
{
	for (size_t i = 0; i < figs->findings.n; i++) {
		fprintf(out, "> **%s** ", finding_word(figs->findings.list[i].kind));
		text_markdown(out, figs->findings.list[i].text);
		fputs("\n>\n", out);
	}
	fputs(figs->findings.n ? "\n" : "", out);
}

static void head(FILE *out, const struct figures *figs)
{
	const struct results *res = figs->res;

	fprintf(out, "## %s against shadow paging, rig ", figs->tdp);
	text_markdown(out, figs->rig);
	fputs("\n\n", out);
	findings(out, figs);
	item(out, "run", results_meta(res, "run", res->dir));
	item(out, "exitbench", results_meta(res, "git", ""));
	item_owned(out, "cells", cells_text(figs));
	item_owned(out, "kernel", text_format("%s, guest machine %s",
					      figs->kernel, figs->machine));
	item_owned(out, "cycles", text_format("%s: %s", figs->cycles_unit,
					      figs->cycles_note));
	item_owned(out, figs->tdp, verified_text(figs, PAGING_TDP));
	item_owned(out, "shadow", verified_text(figs, PAGING_SHADOW));
	item_owned(out, "workloads", params_line(figs));
	fputc('\n', out);
}

static int owned_table(FILE *out, struct table *table)
{
	int err = table->err;

	if (!err)
		table_markdown(out, table);
	fputc('\n', out);
	table_free(table);
	return err;
}

static int tables(FILE *out, const struct figures *figs)
{
	struct table table;
	char *note;
	int err;

	if (!figs->n_groups) {
		fputs("There are no records.\n", out);
		return 0;
	}
	summary_exits(&table, figs);
	err = owned_table(out, &table);
	summary_cycles(&table, figs, FIG_COST);
	err = owned_table(out, &table) ?: err;
	summary_cycles(&table, figs, FIG_ELAPSED);
	err = owned_table(out, &table) ?: err;
	note = summary_note(figs);
	text_markdown(out, note ? note : "");
	fputc('\n', out);
	free(note);
	return err;
}

int markdown_write(const struct figures *figs)
{
	int err, closed;
	char *path;
	FILE *out;

	err = files_create(&out, figs->res->dir, "report.md", &path);
	if (err)
		return err;
	head(out, figs);
	err = tables(out, figs);
	if (err)
		fprintf(stderr, "exitbench: writing '%s': %s\n", path,
			strerror(-err));
	closed = files_close(out, path);
	free(path);
	return err ?: closed;
}
