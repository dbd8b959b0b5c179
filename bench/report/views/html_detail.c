// SPDX-License-Identifier: GPL-2.0
/* What exits were about, port by port and so on: a section of report.html. */
#include <stdlib.h>

#include "detail.h"
#include "detail_names.h"
#include "html_parts.h"
#include "views.h"

#define ROWS 12			/* of a workload; the rest is summed up */
#define COLUMNS 10

static void entry_row(FILE *out, const struct figures *figs,
		      const struct group *group, const struct detail_pair *pair)
{
	const struct detail_figures *any = detail_any(pair);
	enum detail_kind kind = detail_kind(figs->vendor, any->reason);
	struct text name = detail_name(kind, any->what, group->machine);
	struct spread count[PAGING_MODES], cost[PAGING_MODES];

	for (int m = 0; m < PAGING_MODES; m++) {
		count[m] = html_median_of(0, group->mode[m].ok);
		cost[m] = count[m];
		if (pair->of[m]) {
			count[m] = pair->of[m]->count;
			cost[m] = pair->of[m]->cycles;
		}
	}
	fputs("<tr><th class=\"left plain\" scope=\"row\">", out);
	html_swatch(out, figs->vendor, any->reason);
	text_html(out, detail_kind_word(kind));
	fputc(' ', out);
	text_html(out, detail_what(kind, any->what).s);
	if (*name.s) {
		fputs(" <small>", out);
		text_html(out, name.s);
		fputs("</small>", out);
	}
	fputs("</th>", out);
	html_cell(out, "left", detail_access(figs->vendor, any));
	html_exit_cells(out, figs, count, cost);
	fputs("</tr>\n", out);
}

/* All that have no row of their own: the sums of their medians. */
static void rest_row(FILE *out, const struct figures *figs,
		     const struct group *group, const struct detail_pair *pairs,
		     size_t n)
{
	struct spread count[PAGING_MODES], cost[PAGING_MODES];

	for (int m = 0; m < PAGING_MODES; m++) {
		count[m] = cost[m] = html_median_of(0, group->mode[m].ok);
		for (size_t i = 0; i < n; i++) {
			if (!pairs[i].of[m])
				continue;
			count[m].median += pairs[i].of[m]->count.median;
			cost[m].median += pairs[i].of[m]->cycles.median;
		}
	}
	fprintf(out, "<tr><th class=\"left plain\" colspan=\"2\" scope=\"row\">%zu more, all together</th>",
		n);
	html_exit_cells(out, figs, count, cost);
	fputs("</tr>\n", out);
}

static void group_rows(FILE *out, const struct figures *figs,
		       const struct group *group)
{
	size_t n, shown;
	struct detail_pair *pairs = detail_pairs(&group->mode[PAGING_TDP].details,
						 &group->mode[PAGING_SHADOW].details,
						 &n);

	if (!n)
		return;
	fprintf(out, "<tbody>\n<tr class=\"group\"><th class=\"left\" colspan=\"%d\" scope=\"rowgroup\">",
		COLUMNS);
	text_html(out, group->label);
	fputs("</th></tr>\n", out);
	/* No line for the rest where it would be one entry. */
	shown = n > ROWS + 1 ? ROWS : n;
	for (size_t i = 0; i < shown; i++)
		entry_row(out, figs, group, &pairs[i]);
	if (shown < n)
		rest_row(out, figs, group, pairs + shown, n - shown);
	fputs("</tbody>\n", out);
	free(pairs);
}

static bool has_details(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].details.n)
				return true;
	return false;
}

void html_detail(FILE *out, const struct figures *figs)
{
	if (!has_details(figs)) {
		fputs("<p class=\"note\">This run did not tell exits of one reason apart. <code>make bench DETAIL=1024</code> does, by port, MSR, control register, MMIO page and vector; it makes such exits dearer, so compare only runs that have the same.</p>\n",
		      out);
		return;
	}
	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">what</th>"
	      "<th class=\"left\" rowspan=\"2\" scope=\"col\">access</th>", out);
	html_exit_heads(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		group_rows(out, figs, &figs->groups[i]);
	fputs("</table></div>\n<p class=\"note\">Medians; cost is that in the kernel and the VMM. The colour is that of the exit reason. All entries: <code>derived/detail.tsv</code>. Pages are those of devices, under two-dimensional paging; under shadow paging such an access is a #PF. Whether an EPT misconfiguration reads or writes, KVM does not know.</p>\n",
	      out);
}
