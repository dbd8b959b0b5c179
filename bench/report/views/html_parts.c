// SPDX-License-Identifier: GPL-2.0
/* What the sections of report.html are made of; see html_parts.h. */
#include <string.h>

#include "html_parts.h"
#include "palette.h"
#include "text.h"

void html_cell(FILE *out, const char *class, const char *text)
{
	fputs(*class ? "<td class=\"" : "<td", out);
	fputs(class, out);
	fputs(*class ? "\">" : ">", out);
	text_html(out, text);
	fputs("</td>", out);
}

void html_number(FILE *out, const char *class, const char *text, double value)
{
	fputs("<td data-v=\"", out);
	text_digits(out, value);
	fprintf(out, "\" class=\"%s\">", class);
	text_html(out, text);
	fputs("</td>", out);
}

void html_median(FILE *out, const char *class, const struct spread *s,
		 bool cycles)
{
	if (s->n)
		html_number(out, class, text_median(s, cycles).s, s->median);
	else
		html_cell(out, class, TEXT_NONE);
}

void html_compare_cells(FILE *out, const struct figures *figs,
			const struct spread *tdp, const struct spread *shadow,
			bool cycles)
{
	struct ratio ratio = ratio_of(tdp, shadow);

	html_median(out, "start", tdp, cycles);
	html_median(out, "", shadow, cycles);
	if (ratio.kind == RATIO_VALUE)
		html_number(out, "ratio", text_ratio(ratio, figs->tdp).s,
			    ratio.value);
	else
		html_cell(out, "faint", text_ratio(ratio, figs->tdp).s);
}

void html_compare_heads(FILE *out, const struct figures *figs, int times)
{
	while (times--)
		fprintf(out, "<th class=\"start\" scope=\"col\">%s</th>"
			"<th scope=\"col\">shadow</th>"
			"<th scope=\"col\">ratio</th>", figs->tdp);
}

struct spread html_median_of(double median, size_t n)
{
	return (struct spread){
		.n = n, .median = median, .min = median, .max = median,
	};
}

void html_exit_heads(FILE *out, const struct figures *figs)
{
	fputs("<th class=\"start\" colspan=\"3\" scope=\"colgroup\">VM exits</th>"
	      "<th class=\"start\" colspan=\"3\" scope=\"colgroup\">cost, ", out);
	text_html(out, figs->cycles_unit);
	fputs("</th><th class=\"start\" colspan=\"2\" scope=\"colgroup\">cost of one exit</th></tr>\n<tr>",
	      out);
	html_compare_heads(out, figs, 2);
	fprintf(out, "<th class=\"start\" scope=\"col\">%s</th>"
		"<th scope=\"col\">shadow</th></tr>\n</thead>\n", figs->tdp);
}

void html_exit_cells(FILE *out, const struct figures *figs,
		     const struct spread count[], const struct spread cost[])
{
	html_compare_cells(out, figs, &count[PAGING_TDP],
			   &count[PAGING_SHADOW], false);
	html_compare_cells(out, figs, &cost[PAGING_TDP], &cost[PAGING_SHADOW],
			   true);
	for (int m = 0; m < PAGING_MODES; m++) {
		struct spread one = { 0 };

		if (count[m].n && count[m].median > 0)
			one = html_median_of((uint64_t)(cost[m].median /
						       count[m].median + 0.5),
					     count[m].n);
		html_median(out, m ? "" : "start", &one, true);
	}
}

void html_name_cell(FILE *out, const struct group *group)
{
	const char *more = group->label + strlen(group->workload);

	fputs("<th class=\"left\" scope=\"row\">", out);
	text_html(out, group->workload);
	if (*more || *group->params_text) {
		fputs("<br><small>", out);
		if (!strstr(more, group->params_text))
			text_html(out, group->params_text);
		text_html(out, more);
		fputs("</small>", out);
	}
	fputs("</th>", out);
}

void html_begin_table(FILE *out)
{
	fputs("<div class=\"wide\"><table>\n<thead>\n", out);
}

void html_begin_rows(FILE *out, const struct figures *figs)
{
	fputs("</tr>\n</thead>\n<tbody>\n", out);
	if (!figs->n_groups)
		fputs("<tr><td class=\"left\">There are no records.</td></tr>\n",
		      out);
}

void html_end_table(FILE *out)
{
	fputs("</tbody>\n</table></div>\n", out);
}

void html_swatch(FILE *out, const char *vendor, uint32_t reason)
{
	const struct look *look = palette_look(vendor, reason);

	if (!look)
		look = &look_other;
	if (look->pattern == PATTERN_SOLID)
		fprintf(out, "<span class=\"swatch\" style=\"background:%s\">&nbsp;</span>",
			look->colour);
	else
		fprintf(out, "<span class=\"swatch\" style=\"background:"
			"repeating-linear-gradient(45deg,%s 0 2px,%s70 2px 4px)\">&nbsp;</span>",
			look->colour, look->colour);
}

void html_mode_row(FILE *out, const struct figures *figs,
		   const struct group *group, enum paging m)
{
	fputs("<tr>", out);
	if (m == PAGING_TDP) {
		fputs("<th class=\"left\" rowspan=\"2\" scope=\"rowgroup\">", out);
		text_html(out, group->label);
		fputs("</th>", out);
	}
	html_cell(out, "left", figures_mode(figs, m));
}
