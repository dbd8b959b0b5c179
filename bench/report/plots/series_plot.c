// SPDX-License-Identifier: GPL-2.0
/* The plot of a series; see series_plot.h. */
#include <errno.h>
#include <stdlib.h>

#include "files.h"
#include "gnuplot.h"
#include "plotdata.h"
#include "points.h"
#include "series_plot.h"
#include "text.h"

static size_t drawn(const struct series *s)
{
	return s->n_lines < SERIES_DRAWN_MAX ? s->n_lines : SERIES_DRAWN_MAX;
}

static void write_points(FILE *out, const struct series *s)
{
	plot_label(out, s->x_axis);
	for (size_t l = 0; l < drawn(s); l++)
		fputs("\tmedian\tmin\tmax", out);
	fputc('\n', out);
	for (size_t x = 0; x < s->n_x; x++) {
		plot_label(out, s->x[x]);
		for (size_t l = 0; l < drawn(s); l++) {
			const struct spread *p = &s->lines[l].points[x];

			plot_point(out, p, p->median);
			plot_point(out, p, p->min);
			plot_point(out, p, p->max);
		}
		fputc('\n', out);
	}
}

static void write_names(FILE *out, const struct series *s)
{
	fputs("x_axis = ", out);
	text_gnuplot(out, s->x_axis);
	fprintf(out, "\nlines = %zu\narray line_name[%zu]\n", drawn(s), drawn(s));
	for (size_t l = 0; l < drawn(s); l++) {
		fprintf(out, "line_name[%zu] = ", l + 1);
		text_gnuplot(out, s->lines[l].label);
		fputc('\n', out);
	}
}

/* One file of derived/; @write is given @data. */
static int write_file(const char *dir, const char *name,
		      void (*write)(FILE *out, const struct series *s),
		      const struct series *s)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, name, &path);

	if (err)
		return err;
	write(out, s);
	err = files_close(out, path);
	free(path);
	return err;
}

static int write_run(const char *dir, const struct figures *figs)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, "plot-run.gp", &path);

	if (err)
		return err;
	plotdata_run(out, figs);
	err = files_close(out, path);
	free(path);
	return err;
}

int series_draw(const struct series *s, const struct figures *figs,
		const char *dir, const char *folder, const char *name)
{
	char *derived = text_format("%s/derived", dir);
	char *data = text_format("plot-%s.tsv", name);
	char *names = text_format("plot-%s.gp", name);
	int err = derived && data && names ? files_mkdir(derived) : -ENOMEM;

	if (!err && s->n_lines)
		err = write_run(derived, figs) ?:
		      write_file(derived, data, write_points, s) ?:
		      write_file(derived, names, write_names, s);
	/* It has said what is wrong. */
	if (!err && s->n_lines)
		gnuplot_draw(dir, folder, "study", name);
	free(derived);
	free(data);
	free(names);
	return err;
}
