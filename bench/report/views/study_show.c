// SPDX-License-Identifier: GPL-2.0
/* Shows a study; see study_show.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "gnuplot.h"
#include "page.h"
#include "run_load.h"
#include "series_plot.h"
#include "sheet.h"
#include "study_show.h"
#include "terminal.h"
#include "text.h"
#include "view.h"

struct shown {
	struct study_file study;
	struct series_run *runs;
	struct loaded_run *loaded;	/* of each run that is there */
	struct series *series;
	size_t n_series;
	const char *dir;
};

static const struct figures *figures_of(const struct shown *s, const char *rig)
{
	for (size_t i = 0; i < s->study.n_parts; i++)
		if (s->runs[i].figs && (!rig || !strcmp(s->runs[i].figs->rig, rig)))
			return s->runs[i].figs;
	return NULL;
}

static void count_records(const struct figures *figs, size_t *ok, size_t *not_ok)
{
	*ok = *not_ok = 0;
	for (size_t i = 0; i < figs->res->n_records; i++)
		++*(figs->res->records[i].status == STATUS_OK ? ok : not_ok);
}

static void show_runs(struct view *view, const struct shown *s)
{
	static const char *const head[] = {
		"run", "folder", "rig", "kernel", "ok", "failed or skipped",
	};
	struct table table = {
		.n_columns = 6, .left = { true, true, true, true },
	};

	table_add_row(&table, head);
	for (size_t i = 0; i < s->study.n_parts; i++) {
		const struct study_part *part = &s->study.parts[i];
		const struct figures *figs = s->runs[i].figs;
		size_t ok, not_ok;
		char text[24];

		table_add(&table, TINT_NONE, part->label);
		table_add(&table, TINT_FAINT, part->folder);
		table_add(&table, TINT_NONE, figs ? figs->rig : TEXT_NONE);
		table_add(&table, TINT_NONE, figs ? figs->kernel : TEXT_NONE);
		if (!figs) {
			table_add(&table, TINT_MORE, "missing");
			table_add(&table, TINT_NONE, TEXT_NONE);
			continue;
		}
		count_records(figs, &ok, &not_ok);
		snprintf(text, sizeof(text), "%zu", ok);
		table_add(&table, TINT_NONE, text);
		snprintf(text, sizeof(text), "%zu", not_ok);
		table_add(&table, not_ok ? TINT_MORE : TINT_NONE, text);
	}
	view_table(view, &table);
}

static void show_series(struct view *view, const struct shown *shown,
			const struct series *s, size_t number)
{
	const struct figures *figs = figures_of(shown, s->rig);
	struct table table = {
		.n_columns = 5, .left = { true, true },
	};
	char name[32], count[24], *title;

	snprintf(name, sizeof(name), "study-%zu", number);
	title = text_format("%s%s%s", s->title, s->cycles ? ", in " : "",
			    s->cycles && figs ? figs->cycles_unit : "");
	if (s->n_lines && view->dir && title)
		view_plot(view, name, title,
			  "Medians and their range over repetitions.");
	else
		view_text(view, "%s", title ?: s->title);
	if (!s->n_lines)
		view_text(view, "No record has this figure.");
	free(title);
	table_add_row(&table, (const char *const []){
		s->x_axis, "line", "n", "median", "spread" });
	for (size_t l = 0; l < s->n_lines; l++)
		for (size_t x = 0; x < s->n_x; x++) {
			const struct spread *p = &s->lines[l].points[x];

			if (!p->n)
				continue;
			snprintf(count, sizeof(count), "%zu", p->n);
			table_add(&table, TINT_NONE, s->x[x]);
			table_add(&table, TINT_NONE, s->lines[l].label);
			table_add(&table, TINT_NONE, count);
			table_add(&table, TINT_NONE, text_median(p, s->cycles).s);
			table_add(&table, TINT_FAINT, text_spread(p).s);
		}
	view_table_beside(view, &table);
	if (s->n_lines > SERIES_DRAWN_MAX)
		view_note(view, "The plot has the first %d lines, the table all %zu.",
			  SERIES_DRAWN_MAX, s->n_lines);
	view_settle(view);
}

static void say_different(struct view *view, const struct study_part *a,
			  const struct study_part *b, const char *file)
{
	char *text = text_format("Runs %s and %s have one kernel, but not the same %s. There may be more.",
				 a->folder, b->folder, file);

	if (text)
		view_item(view, "DIFFERENT", true, text, NULL);
	else
		view->err = -ENOMEM;
	free(text);
}

/* What ran must be the same where it is not an axis: the first difference. */
static void show_differences(struct view *view, const struct shown *s)
{
	for (size_t i = 0; i < s->study.n_parts; i++)
		for (size_t j = 0; s->runs[i].figs && j < i; j++) {
			const struct run_meta *a, *b;

			if (!s->runs[j].figs)
				continue;
			a = &s->runs[j].figs->res->meta;
			b = &s->runs[i].figs->res->meta;
			for (size_t h = 0; a->kernel && b->kernel &&
					   !strcmp(a->kernel, b->kernel) &&
					   h < a->hashes.n; h++) {
				const char *key = a->hashes.item[h].key;
				const char *other = meta_text(&b->hashes, key);

				if (!other || !strcmp(other, a->hashes.item[h].text))
					continue;
				say_different(view, &s->study.parts[j],
					      &s->study.parts[i], key);
				return;
			}
		}
}

static void show(struct view *view, const struct shown *s)
{
	view_title(view, "Study %s: %zu run%s", s->study.name, s->study.n_parts,
		   s->study.n_parts == 1 ? "" : "s");
	show_differences(view, s);
	for (size_t i = 0; i < s->n_series; i++)
		show_series(view, s, &s->series[i], i + 1);
	show_runs(view, s);
	view_note(view, "Each line of a table is the median of the repetitions of one cell. Cycles of emulated rigs are emulated ticks; figures of two rigs are not compared.");
	view_settle(view);
}

static int write_sheet(const struct shown *s)
{
	static const char *const columns[] = {
		"plot", "figure", "rig", "line", "axis", "value", "n", "median",
		"min", "max", NULL
	};
	struct sheet sheet;
	int err = sheet_open(&sheet, s->dir, "points", columns);

	if (err)
		return err;
	for (size_t i = 0; i < s->n_series; i++)
		for (size_t l = 0; l < s->series[i].n_lines; l++)
			for (size_t x = 0; x < s->series[i].n_x; x++) {
				const struct series *of = &s->series[i];

				if (!of->lines[l].points[x].n)
					continue;
				sheet_number(&sheet, i + 1);
				sheet_text(&sheet, of->figure);
				sheet_text(&sheet, of->rig);
				sheet_text(&sheet, of->lines[l].label);
				sheet_text(&sheet, of->x_axis);
				sheet_text(&sheet, of->x[x]);
				sheet_spread(&sheet, &of->lines[l].points[x]);
			}
	return sheet_close(&sheet);
}

static int write_markdown(const struct shown *s)
{
	struct view view = { .form = &form_markdown, .dir = s->dir };
	int err, closed;
	char *path;

	err = files_create(&view.out, s->dir, "study.md", &path);
	if (err)
		return err;
	show(&view, s);
	err = view_report(view.err, path);
	closed = files_close(view.out, path);
	free(path);
	return err ?: closed;
}

static int write_body(FILE *out, const void *data)
{
	const struct shown *s = data;
	struct view view = { .form = &form_html, .out = out, .dir = s->dir };

	show(&view, s);
	return view_report(view.err, "study.html");
}

static int write_title(FILE *out, const void *data)
{
	const struct shown *s = data;

	text_html(out, s->study.name);
	return 0;
}

static int draw(const struct shown *s, const char *folder)
{
	char name[32];
	int err = 0;

	for (size_t i = 0; !err && i < s->n_series; i++) {
		snprintf(name, sizeof(name), "study-%zu", i + 1);
		err = series_draw(&s->series[i],
				  figures_of(s, s->series[i].rig), s->dir,
				  folder, name);
	}
	return err;
}

static int write_all(const struct shown *s, const char *plotsdir)
{
	static const struct page_part parts[] = {
		{ "@BODY@", write_body }, { "@TITLE@", write_title },
		{ NULL, NULL },
	};
	struct view view = {
		.form = &form_terminal, .out = stdout,
		.width = terminal_width(), .colour = terminal_colour(),
	};
	char *folder = gnuplot_folder(plotsdir);
	int err = folder ? draw(s, folder) : -ENOMEM;

	show(&view, s);
	if (!err)
		err = view_report(view.err, "the study") ?: write_sheet(s) ?:
		      write_markdown(s) ?:
		      page_write(s->dir, "study.html", folder, parts, s);
	if (!err)
		printf("Study: %s/study.html\n", s->dir);
	free(folder);
	return err;
}

static int add_plot(struct shown *s, const struct study_plot_wish *wish)
{
	struct series *made, *grown;
	struct sentence why;
	size_t n;
	int err = series_make(&made, &n, &s->study, s->runs, s->study.n_parts,
			      wish, &why);

	if (err == -EINVAL) {
		series_free(made, n);
		fprintf(stderr, "exitbench: study '%s': plot %s by %s: %s\n",
			s->study.name, wish->figure, wish->x, why.text);
		return err;
	}
	grown = err || !n ? NULL : reallocarray(s->series, s->n_series + n,
						sizeof(*grown));
	if (err || (n && !grown)) {
		series_free(made, n);
		return -ENOMEM;
	}
	if (!n) {
		free(made);
		fprintf(stderr, "exitbench: study '%s': plot %s by %s: no record has this figure\n",
			s->study.name, wish->figure, wish->x);
		return 0;
	}
	memcpy(grown + s->n_series, made, n * sizeof(*made));
	free(made);
	s->series = grown;
	s->n_series += n;
	return 0;
}

/* The first axis of the runs that has several values; else mode. */
static const char *first_axis(const struct study_file *study)
{
	for (size_t a = 0; a < study->n_axes; a++)
		if (study->axes[a].n_values > 1 &&
		    strcmp(study->axes[a].name, "mode") &&
		    strcmp(study->axes[a].name, "workload") &&
		    strcmp(study->axes[a].name, "rig"))
			return study->axes[a].name;
	return "workload";
}

/* A file without a line `plot`: exits and time of an operation. */
static int add_default_plots(struct shown *s)
{
	const char *x = first_axis(&s->study);

	return add_plot(s, &(struct study_plot_wish){ "exits/op", x, "mode" }) ?:
	       add_plot(s, &(struct study_plot_wish){ "elapsed/op", x, "mode" });
}

static int add_plots(struct shown *s)
{
	int err = 0;

	if (!s->study.n_plots)
		return add_default_plots(s);
	for (size_t i = 0; !err && i < s->study.n_plots; i++)
		err = add_plot(s, &s->study.plots[i]);
	return err;
}

static int load_runs(struct shown *s)
{
	int err = 0;

	s->runs = calloc(s->study.n_parts + 1, sizeof(*s->runs));
	s->loaded = calloc(s->study.n_parts + 1, sizeof(*s->loaded));
	if (!s->runs || !s->loaded)
		return -ENOMEM;
	for (size_t i = 0; !err && i < s->study.n_parts; i++) {
		char *path = text_format("%s/%s", s->dir,
					 s->study.parts[i].folder);

		s->runs[i].part = &s->study.parts[i];
		if (!path)
			err = -ENOMEM;
		else if (!access(path, F_OK))
			err = results_load(&s->loaded[i].res, path) ?:
			      run_group(&s->loaded[i]);
		if (!err && s->loaded[i].figs.res)
			s->runs[i].figs = &s->loaded[i].figs;
		free(path);
	}
	return err;
}

static void free_shown(struct shown *s)
{
	for (size_t i = 0; s->runs && i < s->study.n_parts; i++)
		if (s->runs[i].figs)
			run_free(&s->loaded[i]);
	series_free(s->series, s->n_series);
	free(s->runs);
	free(s->loaded);
	study_file_free(&s->study);
}

int study_report(const char *dir, const char *plotsdir)
{
	struct shown s = { .dir = dir };
	struct sentence why;
	int err = study_file_load(&s.study, dir, &why);

	if (err) {
		fprintf(stderr, "exitbench: study: %s\n", why.text);
	} else {
		err = load_runs(&s);
		if (!err && !figures_of(&s, NULL)) {
			fprintf(stderr, "exitbench: study '%s': none of its runs is in '%s'\n",
				s.study.name, dir);
			err = -ENOENT;
		}
		if (!err)
			err = add_plots(&s) ?: write_all(&s, plotsdir);
		if (err == -ENOMEM)
			fprintf(stderr, "exitbench: study '%s': %s\n",
				s.study.name, strerror(ENOMEM));
	}
	free_shown(&s);
	return err;
}
