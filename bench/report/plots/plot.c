// SPDX-License-Identifier: GPL-2.0
/*
 * Runs gnuplot on the files of plots/. What they read was written by
 * plotdata.c; how the plots look is theirs alone.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot.h"
#include "plot.h"
#include "plotdata_costs.h"
#include "plotdata_detail.h"
#include "program.h"
#include "text.h"

const char *plot_name(enum plot plot)
{
	static const char *const names[PLOTS] = {
		[PLOT_EXITS] = "exits",
		[PLOT_REASONS] = "reasons",
		[PLOT_REASONS_SHARE] = "reasons-share",
		[PLOT_SHARES] = "shares",
		[PLOT_CYCLES] = "cycles",
		[PLOT_RATIOS] = "ratios",
		[PLOT_DETAIL] = "detail",
		[PLOT_COSTS] = "costs",
		[PLOT_BOOT] = "boot-timeline",
	};

	return names[plot];
}

static bool has_ratios(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figures_ratio(&figs->groups[i], FIG_EXITS).kind ==
		    RATIO_VALUE ||
		    figures_ratio(&figs->groups[i], FIG_ELAPSED).kind ==
		    RATIO_VALUE)
			return true;
	return false;
}

bool plot_has_data(const struct figures *figs, enum plot plot)
{
	static const enum figure drawn[PLOTS] = {
		[PLOT_EXITS] = FIG_EXITS,
		[PLOT_REASONS] = FIG_EXITS,
		[PLOT_REASONS_SHARE] = FIG_EXITS,
		[PLOT_SHARES] = FIG_ELAPSED,
		[PLOT_CYCLES] = FIG_COST,
	};

	if (plot == PLOT_RATIOS)
		return has_ratios(figs);
	if (plot == PLOT_DETAIL)
		return plotdata_has_detail(figs);
	if (plot == PLOT_COSTS)
		return costs_choose(figs, (uint32_t [COSTS_MAX]){ 0 }) > 0;
	if (plot == PLOT_BOOT)
		return boot_group(figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].fig[drawn[plot]].median > 0)
				return true;
	return false;
}

/* "run='results/x'; plot='y'" for gnuplot's option -e, to be freed. */
static char *set_run(const char *dir, const char *svg)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	fputs("run=", out);
	text_gnuplot(out, dir);
	fputs("; plot=", out);
	text_gnuplot(out, svg);
	return fclose(out) ? NULL : text;
}

int plot_draw(const char *dir, const char *plotsdir, enum plot plot)
{
	return plot_draw_as(dir, plotsdir, plot_name(plot), plot_name(plot));
}

int plot_draw_as(const char *dir, const char *plotsdir, const char *name,
		 const char *as)
{
	char *command = set_run(dir, as);
	char *file = text_format("%s/%s.gp", plotsdir, name);
	char *svg = text_format("%s/derived/%s.svg", dir, as);
	int err = -ENOMEM;

	if (!command || !file || !svg)
		goto out;
	/* An old plot must not pass for a new one. */
	if (unlink(svg) && errno != ENOENT) {
		err = -errno;
		fprintf(stderr, "exitbench: removing old plot '%s': %s\n", svg,
			strerror(-err));
		goto out;
	}
	err = program_run((char *[]){ "gnuplot", "-d", "-e", command, file,
				     NULL });
	if (err == -ENOENT) {
		fprintf(stderr, "exitbench: starting 'gnuplot': not found; "
			"apt install gnuplot-nox\n");
	} else if (err < 0) {
		fprintf(stderr, "exitbench: running 'gnuplot %s': %s\n", file,
			strerror(-err));
	} else if (err > 0 || access(svg, R_OK)) {
		fprintf(stderr, "exitbench: drawing '%s' with gnuplot: %s; "
			"its own message is above\n", file,
			err ? "it failed" : "it left no plot");
		err = -EIO;
	}
out:
	free(svg);
	free(file);
	free(command);
	return err;
}
