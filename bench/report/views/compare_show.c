// SPDX-License-Identifier: GPL-2.0
/* Shows a comparison on a terminal, in Markdown, HTML and to programs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare_plot.h"
#include "compare_show.h"
#include "files.h"
#include "gnuplot.h"
#include "page.h"
#include "sections.h"
#include "sheet.h"
#include "staged.h"
#include "text.h"

static void show(struct view *view, const struct compared_runs *runs)
{
	const struct judgements *judged = &runs->judgements;

	for (size_t i = 0; i < judged->n; i++)
		if (judged->list[i].breach)
			view_item(view, "FAILED", true, judged->list[i].breach,
				  NULL);
	if (!judged->breaches && runs->n_thresholds)
		view_text(view, "No condition of --fail-if is met.");
	view_settle(view);
	for (size_t i = 0; i < runs->n_cmps; i++)
		sections_comparison(view, &runs->cmps[i]);
}

int compare_print(FILE *out, const struct compared_runs *runs, size_t width,
		  bool colour)
{
	struct view view = {
		.form = &form_terminal, .out = out, .width = width,
		.colour = colour,
	};

	show(&view, runs);
	return view_report(view.err, "the comparison");
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
		sheet_text(sheet, tally_is_short(&pair->other_reps,
						 &pair->base_reps) ?
			   "no" : "yes");
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
	struct view view = { .form = &form_markdown };
	int err, closed;
	char *path;

	err = files_create(&view.out, dir, "compare.md", &path);
	if (err)
		return err;
	show(&view, runs);
	err = view_report(view.err, path);
	closed = files_close(view.out, path);
	free(path);
	return err ?: closed;
}

/* What a page is made of. */
struct page {
	const struct compared_runs *runs;
	const char *dir;
};

static int write_body(FILE *out, const void *data)
{
	const struct page *page = data;
	struct view view = { .form = &form_html, .out = out, .dir = page->dir };

	show(&view, page->runs);
	return view_report(view.err, "compare.html");
}

static int write_title(FILE *out, const void *data)
{
	const struct page *page = data;

	fputs("Runs compared, ", out);
	text_html(out, page->runs->cmps[0].base->rig);
	return 0;
}

static int write_html(const struct compared_runs *runs, const char *dir,
		      const char *folder)
{
	static const struct page_part parts[] = {
		{ "@BODY@", write_body }, { "@TITLE@", write_title },
		{ NULL, NULL },
	};
	struct page page = { runs, dir };

	return page_write(dir, "compare.html", folder, parts, &page);
}

int compare_write(const struct compared_runs *runs, const char *dir,
		  const char *plotsdir)
{
	static const char *const names[] = {
		"derived", "compare.tsv", "compare.csv", "compare.json",
		"compare.md", "compare.html", NULL
	};
	struct staged staged;
	char *folder = gnuplot_folder(plotsdir);
	int err = staged_begin(&staged, dir);

	if (!err && !folder)
		err = -ENOMEM;
	for (size_t i = 0; !err && i < runs->n_cmps; i++)
		err = compare_draw(&runs->cmps[i], i + 1, staged.work, folder);
	if (!err)
		err = write_sheet(runs, staged.work) ?:
		      write_markdown(runs, staged.work) ?:
		      write_html(runs, staged.work, folder) ?:
		      staged_move(&staged, names);
	staged_end(&staged);
	free(folder);
	return err;
}
