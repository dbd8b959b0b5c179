// SPDX-License-Identifier: GPL-2.0
/* The plot of a comparison: the ratios of its workloads, by plots/compare.gp. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare_plot.h"
#include "files.h"
#include "gnuplot.h"
#include "plotdata.h"
#include "points.h"
#include "text.h"

static bool has_ratio(const struct pair *pair)
{
	for (int i = 0; i < COMPARED; i++)
		if (pair->change[i].ratio.kind == RATIO_VALUE)
			return true;
	return false;
}

static int write_ratios(const struct comparison *cmp, const char *dir,
			const char *name, size_t *rows)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, name, &path);

	if (err)
		return err;
	fputs("workload\texits\tlow\thigh\tcost\tlow\thigh\telapsed\tlow\thigh\n",
	      out);
	*rows = 0;
	for (size_t i = 0; i < cmp->n_pairs; i++) {
		const struct pair *pair = &cmp->pairs[i];

		if (!has_ratio(pair))
			continue;
		++*rows;
		plot_label(out, pair->label);
		for (int c = 0; c < COMPARED; c++)
			plot_ratio(out, pair->change[c].ratio,
				   pair->change[c].interval);
		fputc('\n', out);
	}
	err = files_close(out, path);
	free(path);
	return err;
}

static int write_run(const struct comparison *cmp, const char *dir)
{
	char *path;
	FILE *out;
	int err = files_create(&out, dir, "plot-run.gp", &path);

	if (err)
		return err;
	plotdata_run(out, cmp->base);
	err = files_close(out, path);
	free(path);
	return err;
}

int compare_draw(struct comparison *cmp, size_t number, const char *dir,
		 const char *plotsdir)
{
	char *derived = text_format("%s/derived", dir);
	char *name = text_format("compare-%zu", number);
	char *data = text_format("plot-compare-%zu.tsv", number);
	size_t rows = 0;
	int err = -ENOMEM;

	if (derived && name && data)
		err = files_mkdir(derived) ?: write_run(cmp, derived) ?:
		      write_ratios(cmp, derived, data, &rows);
	if (!err && rows) {
		err = gnuplot_draw(dir, plotsdir, "compare", name);
		cmp->plot = strdup(name);
	}
	free(data);
	free(name);
	free(derived);
	return err;
}
