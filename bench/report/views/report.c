// SPDX-License-Identifier: GPL-2.0
/* The front of the report: loads a run, derives its figures, shows them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "derived.h"
#include "figures.h"
#include "report.h"
#include "terminal.h"
#include "views.h"

static int make_files(const struct figures *figs, const char *plotsdir)
{
	int err = derived_write(figs) ?: markdown_write(figs);

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
	struct figures figs;
	struct results res;
	int err;

	err = results_load(&res, rundir);
	if (err)
		return err;
	err = figures_derive(&figs, &res);
	if (err) {
		fprintf(stderr, "exitbench: deriving figures of '%s': %s\n",
			rundir, strerror(-err));
		goto out;
	}
	err = make_files(&figs, plotsdir);
	if (!err && res.damaged && !res.n_records) {
		fprintf(stderr, "exitbench: no record of '%s' can be used; the reasons are above\n",
			rundir);
		err = -EBADMSG;
	}
	if (print) {
		/* Even without plots the summary is worth having. */
		int failed = print_summary(&figs);

		err = err ?: failed;
	}
out:
	figures_free(&figs);
	results_free(&res);
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
