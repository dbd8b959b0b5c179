// SPDX-License-Identifier: GPL-2.0
/* What one operation costs, as a section of report.html. */
#include "html_parts.h"
#include "operation.h"
#include "text.h"
#include "views.h"

static void figure_cell(FILE *out, const struct group *group, enum paging m,
			enum operation_figure figure)
{
	struct spread s = operation_figure(group, m, figure);
	const char *class = figure == OP_CYCLES ? "start" : "";

	if (!s.n)
		html_cell(out, class, TEXT_NONE);
	else if (figure == OP_EXITS)
		html_number(out, class, text_number(s.median).s, s.median);
	else
		html_number(out, class,
			    text_si((uint64_t)(s.median + 0.5)).s, s.median);
}

void html_operations(FILE *out, const struct figures *figs)
{
	int m, f;

	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">workload</th>"
	      "<th class=\"left\" rowspan=\"2\" scope=\"col\">operation</th>",
	      out);
	for (m = 0; m < PAGING_MODES; m++)
		fprintf(out, "<th class=\"start\" colspan=\"%d\" scope=\"colgroup\">%s</th>",
			OP_FIGURES, figures_mode(figs, m));
	fputs("</tr>\n<tr>", out);
	for (m = 0; m < PAGING_MODES; m++)
		for (f = 0; f < OP_FIGURES; f++)
			fprintf(out, "<th%s scope=\"col\">%s</th>",
				f ? "" : " class=\"start\"",
				operation_titles[f]);
	html_begin_rows(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++) {
		fputs("<tr>", out);
		html_name_cell(out, &figs->groups[i]);
		html_cell(out, "left faint", figs->groups[i].op);
		for (m = 0; m < PAGING_MODES; m++)
			for (f = 0; f < OP_FIGURES; f++)
				figure_cell(out, &figs->groups[i], m, f);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fputs("<p class=\"note\">Of one operation: its elapsed ", out);
	text_html(out, figs->cycles_unit);
	fputs(" and its exits; of one of these exits, what it takes in the kernel and in the VMM, mean; and the rest of the operation, which is the guest\u2019s own and the world switches. Blocked time is in elapsed and nowhere else. Out of the medians.</p>\n",
	      out);
}
