// SPDX-License-Identifier: GPL-2.0
/* What single exits cost, and what others claim, as sections of report.html. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "claims.h"
#include "html_parts.h"
#include "plotdata_costs.h"
#include "text.h"
#include "views.h"

static void cycles_cell(FILE *out, uint64_t cycles)
{
	html_number(out, "", text_si(cycles).s, cycles);
}

static void cost_row(FILE *out, const struct figures *figs, uint32_t reason,
		     enum paging m)
{
	const char *name = "";
	struct histogram cost = figures_cost(figs, reason, m, &name);

	if (!histogram_count(&cost))
		return;
	fputs("<tr><th class=\"left\" scope=\"row\">", out);
	html_swatch(out, figs->vendor, reason);
	text_html(out, name);
	fputs("</th>", out);
	html_cell(out, "left", figures_mode(figs, m));
	html_number(out, "", text_number(histogram_count(&cost)).s,
		    histogram_count(&cost));
	cycles_cell(out, cost.min);
	cycles_cell(out, histogram_percentile(&cost, 50));
	cycles_cell(out, histogram_percentile(&cost, 90));
	cycles_cell(out, histogram_percentile(&cost, 99));
	cycles_cell(out, cost.max);
	fputs("</tr>\n", out);
}

void html_costs(FILE *out, const struct figures *figs)
{
	uint32_t reasons[COSTS_MAX];
	size_t n = costs_choose(figs, reasons);

	if (!n)
		return;
	fputs("<div>\n", out);
	html_begin_table(out);
	fputs("<tr><th class=\"left\" scope=\"col\">exit reason</th>"
	      "<th class=\"left\" scope=\"col\">paging</th>"
	      "<th scope=\"col\">exits</th><th scope=\"col\">min</th>"
	      "<th scope=\"col\">p50 \u2264</th><th scope=\"col\">p90 \u2264</th>"
	      "<th scope=\"col\">p99 \u2264</th><th scope=\"col\">max</th>", out);
	html_begin_rows(out, figs);
	for (size_t i = 0; i < n; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			cost_row(out, figs, reasons[i], m);
	html_end_table(out);
	fputs("<p class=\"note\">In ", out);
	text_html(out, figs->cycles_unit);
	fputs(", kernel and VMM, without blocked time; all workloads and repetitions together. A percentile is the upper end of its bucket; buckets are powers of two. Where the least and the most are not recorded, the ends of the outermost buckets stand for them. By workload: <code>derived/costs.tsv</code>, bucket by bucket <code>derived/histograms.tsv</code>.</p>\n</div>\n",
	      out);
}

void html_claims(FILE *out, const struct figures *figs)
{
	static const char *const classes[CLAIM_VERDICTS] = {
		[CLAIM_CONFIRMED] = "left confirmed",
		[CLAIM_REFUTED] = "left refuted", [CLAIM_OPEN] = "left faint",
	};
	size_t n;
	const struct claim *claims = claims_all(&n);

	fputs("<div class=\"wide\"><table class=\"claims\">\n<thead>\n<tr>"
	      "<th class=\"left\" scope=\"col\">claim</th>"
	      "<th class=\"left\" scope=\"col\">this run</th>"
	      "<th class=\"left\" scope=\"col\">rule</th>"
	      "<th class=\"left\" scope=\"col\">verdict</th></tr>\n</thead>\n<tbody>\n",
	      out);
	for (size_t i = 0; i < n; i++) {
		char *ours;
		enum claim_verdict verdict = claim_judged(&claims[i], figs,
							  &ours);

		fputs("<tr><th class=\"left\" scope=\"row\">", out);
		text_html(out, claims[i].text);
		fputs("<br><small>", out);
		text_html(out, claims[i].source);
		fputs("</small></th>", out);
		html_cell(out, "left", ours ? ours : "");
		html_cell(out, "left faint", claims[i].rule);
		html_cell(out, classes[verdict], claim_word(verdict));
		fputs("</tr>\n", out);
		free(ours);
	}
	fputs("</tbody>\n</table></div>\n", out);
}
