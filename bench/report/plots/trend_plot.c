// SPDX-License-Identifier: GPL-2.0
/* The plot of a trend; see trend_plot.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "files.h"
#include "gnuplot.h"
#include "plotdata.h"
#include "points.h"
#include "text.h"
#include "trend_plot.h"

static void write_points(FILE *out, const struct trend *trend)
{
	fputs("revision", out);
	for (int m = 0; m < PAGING_MODES; m++)
		fputs("\tmedian\tmin\tmax\tstep", out);
	fputc('\n', out);
	for (size_t i = 0; i < trend->n_runs; i++) {
		plot_label(out, trend->runs[i].revision);
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct trend_point *p = trend->series[m].points ?
				&trend->series[m].points[i] : NULL;
			const struct spread none = { 0 };
			const struct spread *s = p ? &p->spread : &none;

			plot_point(out, s, s->median);
			plot_point(out, s, s->min);
			plot_point(out, s, s->max);
			plot_point(out, p && p->step ? s : &none, s->median);
		}
		fputc('\n', out);
	}
}

static int write_data(const struct trend *trend, const char *dir)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, "plot-trend.tsv", &path);

	if (err)
		return err;
	write_points(out, trend);
	err = files_close(out, path);
	free(path);
	if (!err)
		err = files_create(&out, dir, "plot-run.gp", &path);
	if (err)
		return err;
	plotdata_run(out, trend->runs[0].figs);
	fputs("what = ", out);
	text_gnuplot(out, trend->what->text);
	fputc('\n', out);
	err = files_close(out, path);
	free(path);
	return err;
}

int trend_draw(const struct trend *trend, const char *dir, const char *folder)
{
	char *derived = text_format("%s/derived", dir);
	int err = derived ? files_mkdir(derived) : -ENOMEM;

	if (!err)
		err = write_data(trend, derived);
	/* It has said what is wrong. */
	if (!err)
		gnuplot_draw(dir, folder, "trend", "trend");
	free(derived);
	return err;
}
