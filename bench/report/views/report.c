// SPDX-License-Identifier: GPL-2.0
/* The front of the report: loads a run, derives its figures, shows them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "derived.h"
#include "files.h"
#include "gnuplot.h"
#include "page.h"
#include "plot.h"
#include "report.h"
#include "run_load.h"
#include "sections.h"
#include "staged.h"
#include "terminal.h"
#include "text.h"

/* The figures, and the directory that the files go to. */
struct making {
	const struct figures *figs;
	const char *dir;
};

static int write_file(const struct making *m, const char *file,
		      const struct form *form)
{
	struct view view = { .form = form };
	int err, closed;
	char *path;

	err = files_create(&view.out, m->dir, file, &path);
	if (err)
		return err;
	sections_run(&view, m->figs);
	err = view_report(view.err, path);
	closed = files_close(view.out, path);
	free(path);
	return err ?: closed;
}

static int write_files(const struct making *m)
{
	static const struct {
		const char *file;
		const struct form *form;
	} files[] = {
#define ENTRY(name, file) { file, &form_##name },
		VIEW_FILES(ENTRY)
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(files) / sizeof(*files); i++)
		err = write_file(m, files[i].file, files[i].form);
	return err;
}

static int write_title(FILE *out, const void *data)
{
	const struct making *m = data;
	const struct figures *figs = m->figs;

	fprintf(out, "%s against shadow paging, ", figs->tdp);
	text_html(out, figs->rig);
	fputs(", run ", out);
	text_html(out, results_name(figs->res));
	return 0;
}

static int write_body(FILE *out, const void *data)
{
	const struct making *m = data;
	struct view view = { .form = &form_html, .out = out, .dir = m->dir };

	sections_run(&view, m->figs);
	return view_report(view.err, "report.html");
}

static int write_html(const struct making *m, const char *folder)
{
	static const struct page_part parts[] = {
		{ "@TITLE@", write_title }, { "@BODY@", write_body },
		{ NULL, NULL },
	};

	return page_write(m->dir, "report.html", folder, parts, m);
}

static int make_files(const struct figures *figs, const char *plotsdir)
{
	static const char *const names[] = {
		"derived",
#define NAME(name, file) file,
		VIEW_FILES(NAME)
		"report.html", NULL
	};
	struct staged staged;
	struct making m = { .figs = figs };
	char *folder = gnuplot_folder(plotsdir);
	int err = staged_begin(&staged, figs->res->dir);

	m.dir = staged.work;
	if (!err && !folder)
		err = -ENOMEM;
	if (!err)
		err = derived_write(figs, staged.derived) ?:
		      plots_draw(figs, m.dir, folder) ?: write_files(&m) ?:
		      write_html(&m, folder) ?: staged_move(&staged, names);
	staged_end(&staged);
	free(folder);
	return err;
}

int report_print(FILE *out, const struct figures *figs, size_t width,
		 bool colour)
{
	struct view view = {
		.form = &form_terminal, .out = out, .width = width,
		.colour = colour,
	};

	sections_run(&view, figs);
	return view_report(view.err ?: fflush(out) ? -errno : 0,
			   "the summary");
}

static int report(const char *rundir, const char *plotsdir, bool print)
{
	struct loaded_run run;
	int err;

	err = run_load(&run, rundir);
	if (err)
		return err;
	err = make_files(&run.figs, plotsdir);
	if (!err && run.res.damaged && !run.res.n_records) {
		fprintf(stderr, "exitbench: no record of '%s' can be used; the reasons are above\n",
			rundir);
		err = -EBADMSG;
	}
	if (print) {
		/* Even without files the summary is worth having. */
		int failed = report_print(stdout, &run.figs, terminal_width(),
					  terminal_colour());

		err = err ?: failed;
	}
	run_free(&run);
	return err;
}

int report_html(const char *rundir, const char *plotsdir)
{
	return report(rundir, plotsdir, false);
}

int report_all(const char *rundir, const char *plotsdir)
{
	return report(rundir, plotsdir, true);
}

int report_section(const char *rundir, const char *id)
{
	struct view view = {
		.form = &form_terminal, .out = stdout,
		.width = terminal_width(), .colour = terminal_colour(),
	};
	struct loaded_run run;
	int err = run_load(&run, rundir);

	if (err)
		return err;
	sections_one(&view, id, &run.figs);
	run_free(&run);
	return view_report(view.err, "the section");
}
