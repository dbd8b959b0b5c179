// SPDX-License-Identifier: GPL-2.0
/* The front of the report: loads a run, derives its figures, shows them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derived.h"
#include "files.h"
#include "plot.h"
#include "plotdata.h"
#include "report.h"
#include "run_load.h"
#include "terminal.h"
#include "text.h"
#include "views.h"

static int make_files(const struct figures *figs, const char *plotsdir)
{
	char *derived = text_format("%s/derived", figs->res->dir);
	int err = derived ? files_mkdir(derived) : -ENOMEM;

	if (!err)
		err = derived_write(figs, derived) ?:
		      plotdata_write(figs, derived) ?: markdown_write(figs);
	free(derived);
	for (int plot = 0; !err && plot < PLOTS; plot++)
		if (plot_has_data(figs, plot))
			err = plot_draw(figs->res->dir, plotsdir, plot);
	return err ?: html_write(figs, plotsdir);
}

static int print_summary(const struct figures *figs)
{
	int err = summary_print(stdout, figs, terminal_width(),
				terminal_colour());

	if (!err && fflush(stdout)) {
		err = -errno;
		fprintf(stderr, "exitbench: printing the summary: %s\n",
			strerror(-err));
	}
	return err;
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
		/* Even without plots the summary is worth having. */
		int failed = print_summary(&run.figs);

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
