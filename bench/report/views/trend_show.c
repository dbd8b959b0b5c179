// SPDX-License-Identifier: GPL-2.0
/* Shows a trend; see trend_show.h. */
#include <errno.h>
#include <stdlib.h>

#include "files.h"
#include "gnuplot.h"
#include "page.h"
#include "sheet.h"
#include "text.h"
#include "trend_plot.h"
#include "trend_show.h"
#include "view.h"

static bool is_cycles(const struct trend *trend)
{
	return !measure_counts(&trend->what->measure);
}

static struct text number(const struct trend *trend, double value)
{
	return is_cycles(trend) ? text_si(value) : text_number(value);
}

/* "+1.20 %", all of it from 0, or an en dash. */
static struct text change_text(const struct trend *trend,
			       const struct trend_point *p)
{
	double base = p->change.base.median, now = p->spread.median;
	struct text t = { TEXT_NONE };

	if (!p->from || !p->spread.n)
		return t;
	if (!base)
		return number(trend, now);
	snprintf(t.s, sizeof(t.s), "%+.2f %%", (now / base - 1) * 100);
	return t;
}

static void add_point(struct table *table, const struct trend *trend,
		      const struct trend_point *p)
{
	enum tint tint = !p->step ? TINT_NONE :
		p->spread.median > p->change.base.median ? TINT_MORE :
							   TINT_LESS;
	char count[24];

	snprintf(count, sizeof(count), "%zu", p->spread.n);
	table_add(table, TINT_NONE, p->run->revision);
	table_add(table, TINT_FAINT, p->run->name);
	table_add(table, TINT_NONE, count);
	table_add(table, TINT_NONE, p->spread.n ?
		  number(trend, p->spread.median).s : TEXT_NONE);
	table_add(table, TINT_NONE, text_spread(&p->spread).s);
	table_add(table, tint, change_text(trend, p).s);
	table_add(table, tint, p->step ? "step" : "");
}

static void show_steps(struct view *view, const struct trend *trend,
		       const struct trend_series *s)
{
	for (size_t i = 0; i < trend->n_runs; i++) {
		const struct trend_point *p = &s->points[i];

		if (p->step)
			view_text(view, "Step: from %s at %s to %s at %s (%s).",
				  number(trend, p->change.base.median).s,
				  p->from->revision,
				  number(trend, p->spread.median).s,
				  p->run->revision, change_text(trend, p).s);
	}
	if (!s->n_points)
		view_text(view, "No run has this figure.");
	else if (!s->n_steps)
		view_text(view, "No step: no run differs from the one before by more than chance.");
}

static void show(struct view *view, const struct trend *trend)
{
	static const char *const head[] = {
		"revision", "run", "n", "median", "spread", "change", "",
	};

	view_title(view, "%s over %zu runs", trend->what->text, trend->n_runs);
	if (view->dir)
		view_plot(view, "trend", trend->what->text,
			  "Medians and their range, by revision; a ring marks a step.");
	for (int m = 0; m < PAGING_MODES; m++) {
		const struct trend_series *s = &trend->series[m];
		struct table table = {
			.n_columns = 7, .left = { true, true, [6] = true },
		};

		if (!s->points)
			continue;
		view_text(view, "%s", figures_mode(trend->runs[0].figs, m));
		table_add_row(&table, head);
		for (size_t i = 0; i < trend->n_runs; i++)
			add_point(&table, trend, &s->points[i]);
		view_table(view, &table);
		show_steps(view, trend, s);
	}
	view_note(view, "Runs are in the order of their revisions' commits; a run whose revision is not known here stands at the time when it was made. A step is a change that the Mann-Whitney test does not call chance; on an emulated rig, with too few repetitions for the test, any change of all samples.");
	view_settle(view);
}

int trend_print(FILE *out, const struct trend *trend, size_t width, bool colour)
{
	struct view view = {
		.form = &form_terminal, .out = out, .width = width,
		.colour = colour,
	};

	show(&view, trend);
	return view_report(view.err, "the trend");
}

static int write_sheet(const struct trend *trend, const char *dir)
{
	static const char *const columns[] = {
		"figure", "mode", "revision", "run", "n", "median", "min",
		"max", "from_revision", "step", NULL
	};
	struct sheet sheet;
	int err = sheet_open(&sheet, dir, "trend", columns);

	if (err)
		return err;
	for (int m = 0; m < PAGING_MODES; m++)
		for (size_t i = 0; trend->series[m].points &&
				   i < trend->n_runs; i++) {
			const struct trend_point *p =
				&trend->series[m].points[i];

			sheet_text(&sheet, trend->what->text);
			sheet_text(&sheet, figures_mode(p->run->figs, m));
			sheet_text(&sheet, p->run->revision);
			sheet_text(&sheet, p->run->name);
			sheet_spread(&sheet, &p->spread);
			sheet_text(&sheet, p->from ? p->from->revision : "");
			sheet_text(&sheet, p->step ? "yes" : "no");
		}
	return sheet_close(&sheet);
}

static int write_markdown(const struct trend *trend, const char *dir)
{
	struct view view = { .form = &form_markdown, .dir = dir };
	int err, closed;
	char *path;

	err = files_create(&view.out, dir, "trend.md", &path);
	if (err)
		return err;
	show(&view, trend);
	err = view_report(view.err, path);
	closed = files_close(view.out, path);
	free(path);
	return err ?: closed;
}

struct page {
	const struct trend *trend;
	const char *dir;
};

static int write_body(FILE *out, const void *data)
{
	const struct page *page = data;
	struct view view = { .form = &form_html, .out = out, .dir = page->dir };

	show(&view, page->trend);
	return view_report(view.err, "trend.html");
}

static int write_title(FILE *out, const void *data)
{
	const struct page *page = data;

	text_html(out, page->trend->what->text);
	return 0;
}

int trend_write(const struct trend *trend, const char *dir,
		const char *plotsdir)
{
	static const struct page_part parts[] = {
		{ "@BODY@", write_body }, { "@TITLE@", write_title },
		{ NULL, NULL },
	};
	struct page page = { trend, dir };
	char *folder = gnuplot_folder(plotsdir);
	int err = folder ? files_mkdir(dir) : -ENOMEM;

	if (!err)
		err = trend_draw(trend, dir, folder) ?:
		      write_sheet(trend, dir) ?: write_markdown(trend, dir) ?:
		      page_write(dir, "trend.html", folder, parts, &page);
	free(folder);
	return err;
}
