// SPDX-License-Identifier: GPL-2.0
/*
 * What stands in report.html: the plots, and what the sections of views.h write.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "page.h"
#include "plot.h"
#include "text.h"
#include "views.h"

/* One plot with its title and the words below it. */
static int write_plot(FILE *out, const struct figures *figs, enum plot plot,
		      const char *title, const char *caption)
{
	char *path, *svg;

	fprintf(out, "<figure>\n<h3>%s</h3>\n", title);
	if (!plot_has_data(figs, plot)) {
		fputs("<figcaption>There is nothing to draw in this run."
		      "</figcaption>\n</figure>\n", out);
		return 0;
	}
	path = text_format("%s/derived/%s.svg", figs->res->dir,
			   plot_name(plot));
	svg = path ? files_read(path) : NULL;
	if (!svg) {
		int err = -errno;

		fprintf(stderr, "exitbench: reading plot '%s': %s\n",
			path ? path : plot_name(plot), strerror(errno));
		free(path);
		return err;
	}
	page_svg(out, svg, plot_name(plot), title);
	fputs("<figcaption>", out);
	text_html(out, caption);
	fputs("</figcaption>\n</figure>\n", out);
	free(svg);
	free(path);
	return 0;
}

/* What the caption may say of the repetitions. */
static const char *spread_sentence(const struct figures *figs)
{
	bool once = false;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct spread *s = wider_spread(&figs->groups[i],
						      FIG_EXITS);

		if (stats_differ(s))
			return "Median of the repetitions; the lines reach from the least to the most.";
		once |= s->n == 1;
	}
	return once ? "Of one repetition, so the spread is not known." :
	       "Median of the repetitions, which show no spread.";
}

static int plot_exits(FILE *out, const void *figs)
{
	char *caption = text_format("%s The axis is logarithmic: compare the numbers, not the lengths.",
				    spread_sentence(figs));
	int err = -ENOMEM;

	if (caption)
		err = write_plot(out, figs, PLOT_EXITS, "VM exits by workload",
				 caption);
	free(caption);
	return err;
}

static int plot_reasons(FILE *out, const void *figs)
{
	return write_plot(out, figs, PLOT_REASONS, "VM exits by reason",
			  "Every workload has its own axis, from 0. Workloads without exits are left out. \u201cother\u201d sums up what is under 1 % everywhere or has no colour of its own; the table has all.");
}

static int plot_share(FILE *out, const void *figs)
{
	return write_plot(out, figs, PLOT_REASONS_SHARE,
			  "The same, in percent",
			  "Each bar is all exits of one workload under one paging mode.");
}

/* A caption about cycles says what a cycle is. */
static int plot_with_unit(FILE *out, const struct figures *figs,
			  enum plot plot, const char *title, const char *what)
{
	char *caption = text_format("%s Cycles are %s: %s.", what,
				    figs->cycles_unit, figs->cycles_note);
	int err = -ENOMEM;

	if (caption)
		err = write_plot(out, figs, plot, title, caption);
	free(caption);
	return err;
}

static int plot_shares(FILE *out, const void *figs)
{
	return plot_with_unit(out, figs, PLOT_SHARES, "Elapsed time by where it went",
			      "Medians.");
}

static int plot_cycles(FILE *out, const void *figs)
{
	return plot_with_unit(out, figs, PLOT_CYCLES,
			      "Cost of exits, without blocked time",
			      "Every workload has its own axis, from 0. Medians.");
}

static int plot_ratios(FILE *out, const void *figs)
{
	return write_plot(out, figs, PLOT_RATIOS, "Shadow paging, times as much",
			  "Medians, with 95 % intervals by bootstrap; a point without one is of a single repetition or of repetitions that agree. Right of the line, shadow paging takes more. What is 0 under a mode has no ratio and is left out.");
}

/* The section itself says when there are none. */
static int plot_detail(FILE *out, const void *figs)
{
	if (!plot_has_data(figs, PLOT_DETAIL))
		return 0;
	return write_plot(out, figs, PLOT_DETAIL, "The most frequent, by workload",
			  "At most three of a workload, fewer where there are many workloads, and only what is a twentieth of its exits. The axis is logarithmic: compare the numbers, not the lengths.");
}

/* Records may be without histograms: then a sentence stands there. */
static int plot_costs(FILE *out, const void *figs)
{
	if (!plot_has_data(figs, PLOT_COSTS)) {
		fputs("<p class=\"note\">The records of this run have no histograms of single exits.</p>\n",
		      out);
		return 0;
	}
	return plot_with_unit(out, figs, PLOT_COSTS, "One exit, by reason",
			      "Beside it p50. The most frequent reasons; the table has the numbers.");
}

static int plot_boot(FILE *out, const void *figs)
{
	if (!plot_has_data(figs, PLOT_BOOT)) {
		fputs("<p class=\"note\">This run has no boot with a timeline; <code>make bench WORKLOAD=boot</code> makes one.</p>\n",
		      out);
		return 0;
	}
	return plot_with_unit(out, figs, PLOT_BOOT, "VM exits over a boot",
			      "One repetition under each mode, on the same axes: each bar is what happened from one sample to the next. Lines are where phases begin.");
}

static void write_title(FILE *out, const struct figures *figs)
{
	fprintf(out, "%s against shadow paging, ", figs->tdp);
	text_html(out, figs->rig);
	fputs(", run ", out);
	text_html(out, results_meta(figs->res, "run", figs->res->dir));
}

static void write_heading(FILE *out, const struct figures *figs)
{
	fprintf(out, "%s against shadow paging", figs->tdp);
}

static void write_lead(FILE *out, const struct figures *figs)
{
	char *cells = cells_text(figs);

	fputs("<p class=\"lead\">VM exits of a KVM guest on rig <b>", out);
	text_html(out, figs->rig);
	fputs("</b>, KVM of Linux ", out);
	text_html(out, figs->kernel);
	fputs("; ", out);
	text_html(out, cells ? cells : "");
	fputs(".</p>\n", out);
	free(cells);
}

/* The sections that cannot fail, as parts of a page. */
#define PART(section)							\
static int part_##section(FILE *out, const void *figs)			\
{									\
	section(out, figs);						\
	return 0;							\
}

PART(write_title)
PART(write_heading)
PART(write_lead)
PART(html_findings)
PART(html_run)
PART(html_glance)
PART(html_exits)
PART(html_reasons)
PART(html_detail)
PART(html_cycles)
PART(html_ratios)
PART(html_heat)
PART(html_costs)
PART(html_boot)
PART(html_operations)
PART(html_claims)
PART(html_meta)

static const struct page_part parts[] = {
	{ "@TITLE@", part_write_title },
	{ "@HEADING@", part_write_heading },
	{ "@LEAD@", part_write_lead },
	{ "@FINDINGS@", part_html_findings },
	{ "@RUN@", part_html_run },
	{ "@GLANCE@", part_html_glance },
	{ "@PLOT_EXITS@", plot_exits },
	{ "@EXITS@", part_html_exits },
	{ "@PLOT_REASONS@", plot_reasons },
	{ "@PLOT_REASONS_SHARE@", plot_share },
	{ "@REASONS@", part_html_reasons },
	{ "@PLOT_DETAIL@", plot_detail },
	{ "@DETAIL@", part_html_detail },
	{ "@PLOT_SHARES@", plot_shares },
	{ "@PLOT_CYCLES@", plot_cycles },
	{ "@CYCLES@", part_html_cycles },
	{ "@PLOT_RATIOS@", plot_ratios },
	{ "@RATIOS@", part_html_ratios },
	{ "@HEAT@", part_html_heat },
	{ "@PLOT_COSTS@", plot_costs },
	{ "@COSTS@", part_html_costs },
	{ "@OPERATIONS@", part_html_operations },
	{ "@PLOT_BOOT@", plot_boot },
	{ "@BOOT@", part_html_boot },
	{ "@CLAIMS@", part_html_claims },
	{ "@META@", part_html_meta },
	{ NULL, NULL }
};

int html_write(const struct figures *figs, const char *plotsdir)
{
	return page_write(figs->res->dir, "report.html", plotsdir,
			  "report.html.in", parts, figs);
}
