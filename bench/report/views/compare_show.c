// SPDX-License-Identifier: GPL-2.0
/* Shows a comparison on a terminal, in Markdown, HTML and to programs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare_plot.h"
#include "compare_show.h"
#include "files.h"
#include "page.h"
#include "sheet.h"
#include "text.h"

/* How the parts of a comparison look in one form. */
struct form {
	void (*heading)(FILE *out, const char *text);
	void (*paragraph)(FILE *out, const char *text);
	void (*item)(FILE *out, const char *text, bool bad);
	/* Around a list of items. */
	const char *list_begin, *list_end;
	void (*table)(FILE *out, const struct table *table);
	/* Of the ratios, with what stands beside it; NULL without. */
	void (*plot)(FILE *out, const struct comparison *cmp);
};

/* Of the terminal that is printed to; set by compare_print(). */
static size_t term_width;
static bool term_colour;

static void term_heading(FILE *out, const char *text)
{
	fputs(tint_on(TINT_STRONG, term_colour), out);
	text_plain(out, text);
	fprintf(out, "%s\n\n", tint_off(TINT_STRONG, term_colour));
}

static void term_paragraph(FILE *out, const char *text)
{
	print_wrapped(out, "", text, term_width);
	fputc('\n', out);
}

static void term_item(FILE *out, const char *text, bool bad)
{
	enum tint tint = bad ? TINT_MORE : TINT_FAINT;

	fprintf(out, "%s%-*s%s", tint_on(tint, term_colour), TABLE_INDENT,
		bad ? "FAILED" : "NOTE", tint_off(tint, term_colour));
	print_wrapped(out, NULL, text, term_width);
}

static void term_table(FILE *out, const struct table *table)
{
	table_print(out, table, term_width, term_colour);
	fputc('\n', out);
}

static const struct form term_form = {
	term_heading, term_paragraph, term_item, "", "\n", term_table, NULL,
};

static void md_heading(FILE *out, const char *text)
{
	fputs("## ", out);
	text_markdown(out, text);
	fputs("\n\n", out);
}

static void md_paragraph(FILE *out, const char *text)
{
	text_markdown(out, text);
	fputs("\n\n", out);
}

static void md_item(FILE *out, const char *text, bool bad)
{
	fputs(bad ? "- **FAILED** " : "- ", out);
	text_markdown(out, text);
	fputc('\n', out);
}

static void md_table(FILE *out, const struct table *table)
{
	table_markdown(out, table);
	fputc('\n', out);
}

static const struct form md_form = {
	md_heading, md_paragraph, md_item, "", "\n", md_table, NULL,
};

static void html_element(FILE *out, const char *begin, const char *text,
			 const char *end)
{
	fputs(begin, out);
	text_html(out, text);
	fputs(end, out);
}

static void html_heading(FILE *out, const char *text)
{
	html_element(out, "<h2>", text, "</h2>\n");
}

static void html_paragraph(FILE *out, const char *text)
{
	html_element(out, "<p>", text, "</p>\n");
}

static void html_item(FILE *out, const char *text, bool bad)
{
	html_element(out, bad ? "<li class=\"bad\"><b>FAILED</b>" :
		     "<li><b>NOTE</b>", text, "</li>\n");
}

static void html_plot(FILE *out, const struct comparison *cmp)
{
	const char *name = strrchr(cmp->plot, '/') + 1;
	char *svg = files_read(cmp->plot);

	if (!svg)
		return;
	fputs("<div class=\"plots\">\n<figure>\n<h3>Run by base</h3>\n", out);
	page_svg(out, svg, name, "Ratios of this run to the base");
	fputs("<figcaption>Medians, with 95 % intervals by bootstrap; a point without one is of a single repetition or of repetitions that agree. Right of the line, this run takes more. The tables say what is significant.</figcaption>\n</figure>\n</div>\n",
	      out);
	free(svg);
}

static const struct form html_form = {
	html_heading, html_paragraph, html_item, "<ul class=\"findings\">\n",
	"</ul>\n", table_html, html_plot,
};

static void show_owned(FILE *out, void (*show)(FILE *out, const char *text),
		       char *text)
{
	show(out, text ? text : "out of memory");
	free(text);
}

/* A table without rows is left out. */
static void show_table(FILE *out, const struct form *form, struct table *table)
{
	if (table->err)
		form->paragraph(out, "out of memory");
	else if (table->n_cells > table->n_columns)
		form->table(out, table);
	table_free(table);
}

static void show_one(FILE *out, const struct form *form,
		     const struct comparison *cmp)
{
	struct table table;

	show_owned(out, form->heading,
		   text_format("%s against base %s",
			       compare_name(cmp->other),
			       compare_name(cmp->base)));
	show_owned(out, form->paragraph, compare_sentence(cmp));
	if (cmp->n_notes) {
		fputs(form->list_begin, out);
		for (size_t i = 0; i < cmp->n_notes; i++)
			form->item(out, cmp->notes[i], false);
		fputs(form->list_end, out);
	}
	if (form->plot && cmp->plot)
		form->plot(out, cmp);
	for (int which = 0; cmp->n_pairs && which < COMPARED; which++) {
		compare_table(&table, cmp, which);
		show_table(out, form, &table);
	}
	compare_reasons(&table, cmp);
	show_table(out, form, &table);
	show_owned(out, form->paragraph, compare_rule(cmp));
}

static void show(FILE *out, const struct form *form,
		 const struct compared_runs *runs)
{
	const struct judgements *judged = &runs->judgements;

	if (judged->breaches) {
		fputs(form->list_begin, out);
		for (size_t i = 0; i < judged->n; i++)
			if (judged->list[i].breach)
				form->item(out, judged->list[i].breach, true);
		fputs(form->list_end, out);
	} else if (runs->n_thresholds) {
		form->paragraph(out, "No condition of --fail-if is met.");
	}
	for (size_t i = 0; i < runs->n_cmps; i++)
		show_one(out, form, &runs->cmps[i]);
}

void compare_print(FILE *out, const struct compared_runs *runs, size_t width,
		   bool colour)
{
	term_width = width;
	term_colour = colour;
	show(out, &term_form, runs);
}

static const char *const compare_columns[] = {
	"base", "run", "workload", "params", "run_params", "mode",
	"figure", "base_n", "base_median", "base_min", "base_max", "run_n",
	"run_median", "run_min", "run_max", "ratio", "ci95_low",
	"ci95_high", "u", "p", "verdict", "base_ops", "run_ops", "per_op",
	"base_failed", "base_skipped", "base_missing", "run_failed",
	"run_skipped", "run_missing", "complete", NULL
};

static void write_tally(struct sheet *sheet, const struct tally *tally)
{
	sheet_number(sheet, tally->failed);
	sheet_number(sheet, tally->skipped);
	sheet_number(sheet, tally->missing);
}

static void write_pair(struct sheet *sheet, const struct comparison *cmp,
		       const struct pair *pair)
{
	static const char *const verdicts[] = {
		"none", "equal", "not significant", "changed",
	};
	const struct group *any = pair->base ? pair->base : pair->other;

	for (int i = 0; i < COMPARED; i++) {
		const struct change *c = &pair->change[i];

		sheet_text(sheet, compare_name(cmp->base));
		sheet_text(sheet, compare_name(cmp->other));
		sheet_text(sheet, any->workload);
		sheet_text(sheet, pair->base ? pair->base->params_text : "");
		sheet_text(sheet, pair->other ? pair->other->params_text : "");
		sheet_text(sheet, figures_mode(cmp->base, pair->paging));
		sheet_text(sheet, figure_descs[compared[i].fig].key);
		sheet_spread(sheet, &c->base);
		sheet_spread(sheet, &c->other);
		if (c->ratio.kind == RATIO_VALUE)
			sheet_number(sheet, c->ratio.value);
		else
			sheet_none(sheet);
		sheet_interval(sheet, &c->interval);
		sheet_number(sheet, c->test.u);
		sheet_number(sheet, c->verdict == VERDICT_NONE ? 1 : c->test.p);
		sheet_text(sheet, verdicts[c->verdict]);
		sheet_number(sheet, pair->base_reps.ops);
		sheet_number(sheet, pair->other_reps.ops);
		sheet_text(sheet, pair->per_op ? "yes" : "no");
		write_tally(sheet, &pair->base_reps);
		write_tally(sheet, &pair->other_reps);
		sheet_text(sheet, pair_incomplete(pair) ? "no" : "yes");
	}
}

static int write_sheet(const struct compared_runs *runs, const char *dir)
{
	struct sheet sheet;
	int err = sheet_open(&sheet, dir, "compare", compare_columns);

	if (err)
		return err;
	for (size_t i = 0; i < runs->n_cmps; i++)
		for (size_t j = 0; j < runs->cmps[i].n_pairs; j++)
			write_pair(&sheet, &runs->cmps[i],
				   &runs->cmps[i].pairs[j]);
	return sheet_close(&sheet);
}

static int write_markdown(const struct compared_runs *runs, const char *dir)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, "compare.md", &path);

	if (err)
		return err;
	show(out, &md_form, runs);
	err = files_close(out, path);
	free(path);
	return err;
}

static int body_part(FILE *out, const void *data)
{
	show(out, &html_form, data);
	return 0;
}

static int rig_part(FILE *out, const void *data)
{
	const struct compared_runs *runs = data;

	text_html(out, runs->cmps[0].base->rig);
	return 0;
}

int compare_write(const struct compared_runs *runs, const char *dir,
		  const char *plotsdir)
{
	static const struct page_part parts[] = {
		{ "@BODY@", body_part }, { "@TITLE@", rig_part }, { NULL, NULL },
	};

	int err = files_mkdir(dir);

	for (size_t i = 0; !err && i < runs->n_cmps; i++)
		err = compare_draw(&runs->cmps[i], i + 1, dir, plotsdir);
	return err ?: write_sheet(runs, dir) ?: write_markdown(runs, dir) ?:
	       page_write(dir, "compare.html", plotsdir, parts, runs);
}
