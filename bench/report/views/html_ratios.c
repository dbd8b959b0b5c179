// SPDX-License-Identifier: GPL-2.0
/* Shadow paging at a glance: ratios with intervals, and heat maps by reason. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "html_parts.h"
#include "palette.h"
#include "text.h"
#include "views.h"

/* Ratios this near to 1 have no colour. */
#define NO_HEAT 0.01

static void ratio_cells(FILE *out, const struct figures *figs,
			const struct group *group, enum figure fig)
{
	struct ratio ratio = figures_ratio(group, fig);
	const struct interval *i = &group->ratio_interval[fig];
	struct text interval = { TEXT_NONE };

	if (ratio.kind != RATIO_VALUE) {
		html_cell(out, "start faint", text_ratio(ratio, figs->tdp).s);
		html_cell(out, "faint", TEXT_NONE);
		return;
	}
	html_number(out, "start ratio", text_ratio(ratio, figs->tdp).s,
		    ratio.value);
	if (i->known)
		snprintf(interval.s, sizeof(interval.s), "%.*f\u2013%.*f",
			 i->low < 9.995 ? 2 : i->low < 99.95 ? 1 : 0, i->low,
			 i->high < 9.995 ? 2 : i->high < 99.95 ? 1 : 0,
			 i->high);
	html_cell(out, "faint", interval.s);
}

/* Begins a row with no more of a name than it takes. */
static void name_row(FILE *out, const struct group *group)
{
	fputs("<tr><th class=\"left\" scope=\"row\">", out);
	text_html(out, group->label);
	fputs("</th>", out);
}

static bool any_of_both(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figs->groups[i].mode[PAGING_TDP].ok &&
		    figs->groups[i].mode[PAGING_SHADOW].ok)
			return true;
	return false;
}

void html_ratios(FILE *out, const struct figures *figs)
{
	static const enum figure columns[] = {
		FIG_EXITS, FIG_COST, FIG_ELAPSED,
	};

	if (!any_of_both(figs)) {
		fputs("<p class=\"note\">No workload was measured under both paging modes.</p>\n",
		      out);
		return;
	}
	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">workload</th>"
	      "<th class=\"start\" colspan=\"2\" scope=\"colgroup\">VM exits</th>"
	      "<th class=\"start\" colspan=\"2\" scope=\"colgroup\">cost of exits</th>"
	      "<th class=\"start\" colspan=\"2\" scope=\"colgroup\">elapsed</th></tr>\n<tr>",
	      out);
	for (int c = 0; c < 3; c++)
		fputs("<th class=\"start\" scope=\"col\">ratio</th>"
		      "<th scope=\"col\">95 %</th>", out);
	html_begin_rows(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++) {
		name_row(out, &figs->groups[i]);
		for (int c = 0; c < 3; c++)
			ratio_cells(out, figs, &figs->groups[i], columns[c]);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
}

/* The reasons of a run, in order of drawing; those without a look come last. */
struct heads {
	uint32_t *reason;
	const char **name;
	size_t n;
};

static bool comes_before(const char *vendor, uint32_t a, uint32_t b)
{
	int rank_a = palette_rank(vendor, a), rank_b = palette_rank(vendor, b);

	return rank_a != rank_b ? rank_a < rank_b : a < b;
}

static const char *name_in(const struct group *group, uint32_t reason)
{
	for (int m = 0; m < PAGING_MODES; m++) {
		const struct reason_figures *r =
			figures_reason(&group->mode[m], reason);

		if (r)
			return r->name;
	}
	return "";
}

static int add_head(struct heads *heads, const struct figures *figs,
		    const struct group *group, uint32_t reason)
{
	uint32_t *reasons;
	const char **names;
	size_t i;

	for (i = 0; i < heads->n; i++)
		if (heads->reason[i] == reason)
			return 0;
	reasons = reallocarray(heads->reason, heads->n + 1, sizeof(*reasons));
	heads->reason = reasons ? reasons : heads->reason;
	names = reallocarray(heads->name, heads->n + 1, sizeof(*names));
	heads->name = names ? names : heads->name;
	if (!reasons || !names)
		return -1;
	for (i = heads->n++; i && comes_before(figs->vendor, reason,
					       reasons[i - 1]); i--) {
		reasons[i] = reasons[i - 1];
		names[i] = names[i - 1];
	}
	reasons[i] = reason;
	names[i] = name_in(group, reason);
	return 0;
}

static void collect_heads(struct heads *heads, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (uint64_t r = 0;
		     figures_next_reason(&figs->groups[i], &r); r++)
			if (add_head(heads, figs, &figs->groups[i], r))
				return;
}

static void write_heads(FILE *out, const struct figures *figs,
			const struct heads *heads, bool by_mode)
{
	fputs("<div class=\"wide\"><table class=\"heat\">\n<thead>\n"
	      "<tr><th class=\"left\" scope=\"col\">workload</th>", out);
	if (by_mode)
		fputs("<th class=\"left\" scope=\"col\">paging</th>", out);
	for (size_t c = 0; c < heads->n; c++) {
		fputs("<th class=\"up\" scope=\"col\"><span>", out);
		text_html(out, heads->name[c]);
		fputs("</span></th>", out);
	}
	html_begin_rows(out, figs);
}

/* A cell as strongly coloured as @part, from 0 to 1. */
static void heat_cell(FILE *out, const char *colour, double part,
		      const char *text, double value)
{
	part = fmax(0, fmin(part, 1));
	fputs("<td data-v=\"", out);
	text_digits(out, value);
	fprintf(out, "\" style=\"background:%s%02x\">", colour,
		(unsigned int)(20 + 130 * part));
	text_html(out, text);
	fputs("</td>", out);
}

static double per_op(const struct group *group, enum paging m, uint32_t reason)
{
	const struct mode_figures *mode = &group->mode[m];
	const struct reason_figures *r = figures_reason(mode, reason);

	return r && mode->ops > 0 ? r->count.median / mode->ops : 0;
}

/* The least above 0 and the most exits per operation of any reason. */
static void span_of(const struct figures *figs, const struct heads *heads,
		    double *least, double *most)
{
	*least = *most = 0;
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			for (size_t c = 0; c < heads->n; c++) {
				double x = per_op(&figs->groups[i], m,
						  heads->reason[c]);

				*most = fmax(*most, x);
				if (x > 0 && (!*least || x < *least))
					*least = x;
			}
}

static void per_op_row(FILE *out, const struct figures *figs,
		       const struct group *group, enum paging m,
		       const struct heads *heads, const double span[2])
{
	html_mode_row(out, figs, group, m);
	for (size_t c = 0; c < heads->n; c++) {
		double x = per_op(group, m, heads->reason[c]);

		if (!group->mode[m].ok)
			html_cell(out, "faint", TEXT_NONE);
		else if (x <= 0)
			html_cell(out, "faint", "0");
		else
			heat_cell(out, "#0072B2", span[1] > span[0] ?
				  log(x / span[0]) / log(span[1] / span[0]) : 1,
				  text_number(x).s, x);
	}
	fputs("</tr>\n", out);
}

static void ratio_cell(FILE *out, const struct figures *figs,
		       const struct group *group, uint32_t reason)
{
	const struct spread none = { .n = 1 };
	const struct reason_figures *r[PAGING_MODES];
	struct ratio ratio;

	for (int m = 0; m < PAGING_MODES; m++)
		r[m] = figures_reason(&group->mode[m], reason);
	if (!group->mode[PAGING_TDP].ok || !group->mode[PAGING_SHADOW].ok ||
	    (!r[PAGING_TDP] && !r[PAGING_SHADOW])) {
		html_cell(out, "faint", "");
		return;
	}
	ratio = ratio_of(r[PAGING_TDP] ? &r[PAGING_TDP]->count : &none,
			 r[PAGING_SHADOW] ? &r[PAGING_SHADOW]->count : &none);
	if (ratio.kind == RATIO_NONE)
		html_cell(out, "faint", "");
	else if (ratio.kind == RATIO_VALUE && fabs(ratio.value - 1) < NO_HEAT)
		html_number(out, "faint", text_ratio(ratio, figs->tdp).s,
			    ratio.value);
	else if (ratio.kind == RATIO_VALUE)
		/* Full colour from a factor of 1000 on. */
		heat_cell(out, ratio.value < 1 ? "#0072B2" : "#D55E00",
			  fabs(log10(ratio.value)) / 3,
			  text_ratio(ratio, figs->tdp).s, ratio.value);
	else
		fprintf(out, "<td style=\"background:%s96\">%s</td>",
			ratio.kind == RATIO_FROM_0 ? "#D55E00" : "#0072B2",
			ratio.kind == RATIO_FROM_0 ? "shadow" : figs->tdp);
}

static void per_op_map(FILE *out, const struct figures *figs,
		       const struct heads *heads)
{
	double span[2];

	span_of(figs, heads, &span[0], &span[1]);
	fputs("<h3>VM exits per operation</h3>\n", out);
	write_heads(out, figs, heads, true);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			per_op_row(out, figs, &figs->groups[i], m, heads, span);
	html_end_table(out);
	fputs("<p class=\"note\">Medians by the operations done; what an operation is stands in the second table of this page. Darker is more, on a logarithmic scale over the whole table.</p>\n",
	      out);
}

static void ratio_map(FILE *out, const struct figures *figs,
		      const struct heads *heads)
{
	fprintf(out, "<h3>Shadow by %s</h3>\n", figs->tdp);
	write_heads(out, figs, heads, false);
	for (size_t i = 0; i < figs->n_groups; i++) {
		name_row(out, &figs->groups[i]);
		for (size_t c = 0; c < heads->n; c++)
			ratio_cell(out, figs, &figs->groups[i],
				   heads->reason[c]);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fprintf(out, "<p class=\"note\">Vermilion: more under shadow paging; blue: less; in full colour from a factor of 1,000 on. \u201cshadow\u201d or \u201c%s\u201d: under that mode alone. Empty: under neither.</p>\n",
		figs->tdp);
}

void html_heat(FILE *out, const struct figures *figs)
{
	struct heads heads = { 0 };

	collect_heads(&heads, figs);
	if (heads.n) {
		per_op_map(out, figs, &heads);
		if (any_of_both(figs))
			ratio_map(out, figs, &heads);
	} else {
		fputs("<p class=\"note\">No exits were recorded.</p>\n", out);
	}
	free(heads.reason);
	free(heads.name);
}
