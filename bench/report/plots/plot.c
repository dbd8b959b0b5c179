// SPDX-License-Identifier: GPL-2.0
/* The list of plots; see plot.h. How they look is in plots/NAME.gp alone. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "boot.h"
#include "files.h"
#include "gnuplot.h"
#include "plot.h"
#include "plotdata.h"
#include "plotdata_boot.h"
#include "plotdata_costs.h"
#include "plotdata_detail.h"
#include "plotdata_trade.h"
#include "text.h"

static bool has_figure(const struct figures *figs, enum figure fig)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].fig[fig].median > 0)
				return true;
	return false;
}

static bool has_exits(const struct figures *figs)
{
	return has_figure(figs, FIG_EXITS);
}

static bool has_cost(const struct figures *figs)
{
	return has_figure(figs, FIG_COST);
}

/* Where it went is known when what exits took is. */
static bool has_elapsed(const struct figures *figs)
{
	return has_figure(figs, FIG_ELAPSED) &&
	       (has_figure(figs, FIG_GUEST) || has_figure(figs, FIG_BLOCKED) ||
		has_figure(figs, FIG_AWAY) || has_cost(figs));
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

static bool has_costs(const struct figures *figs)
{
	return costs_choose(figs, (uint32_t [COSTS_MAX]){ 0 }) > 0;
}

static bool has_boot(const struct figures *figs)
{
	return boot_group(figs);
}

const struct plot plots[] = {
	{
		.name = "ratios", .section = "ratios",
		.title = "Shadow paging relative to two-dimensional paging",
		.caption = "Medians, with 95 % intervals by bootstrap. A point without an interval comes from a single repetition or from repetitions that agree. Right of the line, shadow paging takes more. What is 0 under one mode has no ratio and is left out.",
		.has_data = has_ratios,
		.data = { { "plot-ratios.tsv", plotdata_ratios } },
	}, {
		.name = "exits", .section = "exits",
		.title = "VM exits by workload",
		.caption = "The axis is logarithmic: compare the numbers, not the lengths.",
		.spread = true,
		.has_data = has_exits,
		.data = { { "plot-exits.tsv", plotdata_exits } },
	}, {
		.name = "reasons", .section = "reasons",
		.title = "VM exits by reason",
		.caption = "Every workload has its own axis, from 0. Workloads without exits are left out. \u201cother\u201d sums up reasons that are below 1 % everywhere or have no colour of their own; the table has all of them.",
		.has_data = has_exits,
		.data = { { "plot-reasons.tsv", plotdata_reasons } },
	}, {
		.name = "reasons-share", .section = "reasons",
		.title = "VM exits by reason, in percent",
		.caption = "Each bar is all exits of one workload under one paging mode.",
		.has_data = has_exits,
	}, {
		.name = "detail", .section = "detail",
		.title = "The most frequent, by workload",
		.caption = "At most three for each workload, fewer if there are many workloads, and only those that make up a twentieth of its exits. The axis is logarithmic: compare the numbers, not the lengths.",
		.has_data = plotdata_has_detail,
		.data = { { "plot-detail.tsv", plotdata_detail } },
	}, {
		.name = "shares", .section = "cycles",
		.title = "Where the elapsed time went",
		.caption = "Medians.",
		.cycles = true,
		.has_data = has_elapsed,
		.data = { { "plot-cycles.tsv", plotdata_cycles } },
	}, {
		.name = "cycles", .section = "cycles",
		.title = "Cost of exits, without time blocked and away",
		.caption = "Medians. Every workload has its own axis, from 0.",
		.cycles = true,
		.has_data = has_cost,
	}, {
		.name = "costs", .section = "costs",
		.title = "Cost of one exit, by reason",
		.caption = "The most frequent reasons, with p50 beside each; the table has all numbers.",
		.cycles = true,
		.has_data = has_costs,
		.data = { { "plot-costs.tsv", plotdata_costs },
			  { "plot-buckets.tsv", plotdata_buckets } },
	}, {
		.name = "trade", .section = "trade",
		.title = "Exits and page walks of one operation",
		.caption = "Medians. Every workload has its own axis, from 0. Page walks are modelled, in cycles; workloads without exits and walks are left out.",
		.cycles = true,
		.has_data = plotdata_has_trade,
		.data = { { "plot-trade.tsv", plotdata_trade } },
	}, {
		.name = "trade-crossing", .section = "trade",
		.title = "When shadow paging pays",
		.caption = "Both axes are logarithmic. Right of the line an operation makes more TLB misses than shadow paging needs to save what it costs. Workloads that break even with no miss, because exits cost them nothing more, and those of which shadow paging saves no walks, are left out.",
		.has_data = plotdata_has_crossing,
		.data = { { "plot-crossing.tsv", plotdata_crossing } },
	}, {
		.name = "boot-timeline", .section = "boot",
		.title = "VM exits over a boot",
		.caption = "One repetition under each mode, on the same axes. Each bar is what happened from one sample to the next. Lines show where phases begin.",
		.cycles = true,
		.has_data = has_boot,
		.data = { { "plot-boot-timeline.tsv", plotdata_boot_timeline },
			  { "plot-boot-phases.tsv", plotdata_boot_phases } },
	},
};

const size_t n_plots = sizeof(plots) / sizeof(*plots);

/* What the caption may say of the repetitions. */
static const char *spread_sentence(const struct figures *figs)
{
	bool once = false;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct spread *s =
				&figs->groups[i].mode[m].fig[FIG_EXITS];

			if (stats_differ(s))
				return "Median of the repetitions; the lines reach from the minimum to the maximum. ";
			once |= s->n == 1;
		}
	return once ? "One repetition, so the spread is not known. " :
	       "Median of the repetitions, which show no spread. ";
}

char *plot_caption(const struct plot *plot, const struct figures *figs)
{
	const char *before = plot->spread ? spread_sentence(figs) : "";

	if (!plot->cycles)
		return text_format("%s%s", before, plot->caption);
	return text_format("%s%s Cycles are %s: %s.", before, plot->caption,
			   figs->cycles_unit, figs->cycles_note);
}

static int write_data(const struct figures *figs, const char *derived,
		      const char *file,
		      void (*write)(FILE *out, const struct figures *figs))
{
	char *path;
	FILE *out;
	int err = files_create(&out, derived, file, &path);

	if (err)
		return err;
	write(out, figs);
	err = files_close(out, path);
	free(path);
	return err;
}

static int write_all(const struct figures *figs, const char *derived)
{
	int err = write_data(figs, derived, "plot-run.gp", plotdata_run);

	for (size_t i = 0; i < n_plots; i++)
		for (int d = 0; !err && d < PLOT_DATA_MAX; d++)
			if (plots[i].data[d].file)
				err = write_data(figs, derived,
						 plots[i].data[d].file,
						 plots[i].data[d].write);
	return err;
}

int plots_draw(const struct figures *figs, const char *dir, const char *folder)
{
	char *derived = text_format("%s/derived", dir);
	int err = derived ? write_all(figs, derived) : -ENOMEM;

	for (size_t i = 0; !err && i < n_plots; i++)
		if (plots[i].has_data(figs))
			err = gnuplot_draw(dir, folder, plots[i].name,
					   plots[i].name);
	free(derived);
	return err;
}
