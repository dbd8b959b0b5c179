// SPDX-License-Identifier: GPL-2.0
/* The sections of report.html: findings, tables, how it was run. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "html_parts.h"
#include "text.h"
#include "views.h"

#define OPEN_MAX 8	/* workloads, up to which the longest table is open */

static void compare_figure(FILE *out, const struct figures *figs,
			   const struct group *group, enum figure fig)
{
	html_compare_cells(out, figs, &group->mode[PAGING_TDP].fig[fig],
			   &group->mode[PAGING_SHADOW].fig[fig],
			   figure_descs[fig].cycles);
}

void html_findings(FILE *out, const struct figures *figs)
{
	if (!figs->findings.n) {
		fputs(figs->n_groups ?
		      "<p class=\"good\">No cell failed, was skipped or is missing; no line was damaged.</p>\n" :
		      "<p class=\"good\">There are no records.</p>\n", out);
		return;
	}
	fputs("<ul class=\"findings\">\n", out);
	for (size_t i = 0; i < figs->findings.n; i++) {
		const struct finding *f = &figs->findings.list[i];

		fprintf(out, "<li%s><b>%s</b>", finding_bad(f->kind) ? " class=\"bad\"" : "",
			finding_word(f->kind));
		text_html(out, f->text);
		if (f->console && *f->console) {
			fputs("<pre>", out);
			text_html(out, f->console);
			fputs("</pre>", out);
		}
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

/* One line of a list of terms; nothing for an empty text. */
static void term(FILE *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	fputs("<dt>", out);
	text_html(out, name);
	fputs("</dt><dd>", out);
	text_html(out, text);
	fputs("</dd>\n", out);
}

static void term_owned(FILE *out, const char *name, char *text)
{
	term(out, name, text);
	free(text);
}

static const char *modes_name(const struct figures *figs, enum paging mode)
{
	return mode == PAGING_SHADOW ? "shadow verified" :
	       strcmp(figs->tdp, "NPT") ? "EPT verified" : "NPT verified";
}

void html_run(FILE *out, const struct figures *figs)
{
	fputs("<dl class=\"run\">\n", out);
	term(out, "Rig", figs->rig);
	term_owned(out, "Cycles", text_format("%s: %s", figs->cycles_unit,
					      figs->cycles_note));
	term_owned(out, "Kernel, machine",
		   text_format("Linux %s as KVM host and guest; guest machine %s",
			       figs->kernel, figs->machine));
	term(out, "KVM host\u2019s processor", json_string_value(
	     json_object_get(json_object_get(figs->res->meta, "facts"), "cpu")));
	for (int m = 0; m < PAGING_MODES; m++)
		term_owned(out, modes_name(figs, m), verified_text(figs, m));
	fputs("</dl>\n", out);
}

void html_glance(FILE *out, const struct figures *figs)
{
	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">workload</th>"
	      "<th class=\"start\" colspan=\"3\" scope=\"colgroup\">VM exits</th>"
	      "<th class=\"start\" colspan=\"3\" scope=\"colgroup\">cost of exits, ",
	      out);
	text_html(out, figs->cycles_unit);
	fputs("</th><th class=\"start\" colspan=\"3\" scope=\"colgroup\">elapsed, ",
	      out);
	text_html(out, figs->cycles_unit);
	fprintf(out, "</th><th class=\"start\" colspan=\"3\" scope=\"colgroup\">"
		"exits per operation</th></tr>\n<tr>");
	html_compare_heads(out, figs, 3);
	fprintf(out, "<th class=\"start\" scope=\"col\">%s</th>"
		"<th scope=\"col\">shadow</th>"
		"<th class=\"left\" scope=\"col\">operation</th>", figs->tdp);
	html_begin_rows(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];

		fputs("<tr>", out);
		html_name_cell(out, group);
		compare_figure(out, figs, group, FIG_EXITS);
		compare_figure(out, figs, group, FIG_COST);
		compare_figure(out, figs, group, FIG_ELAPSED);
		for (int m = 0; m < PAGING_MODES; m++)
			html_median(out, m ? "" : "start",
				    &group->mode[m].fig[FIG_EXITS_PER_OP],
				    false);
		html_cell(out, "left faint wrap", group->op);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fputs("<p class=\"note\">Medians. Ratio: shadow by ", out);
	fprintf(out, "%s; \u2013 where there is nothing to compare. Cost of exits: kernel and VMM from VM exit to VM entry, blocked time left out. Cycles are ",
		figs->tdp);
	text_html(out, figs->cycles_unit);
	fputs(": ", out);
	text_html(out, figs->cycles_note);
	fputs(". ", out);
	fputs(emulation_caveat(figs), out);
	fputs("</p>\n", out);
}

/* One end of a range, which a figure without samples has not. */
static void html_end(FILE *out, const struct spread *s, double value)
{
	if (s->n)
		html_number(out, "", text_number(value).s, value);
	else
		html_cell(out, "", TEXT_NONE);
}

void html_exits(FILE *out, const struct figures *figs)
{
	html_begin_table(out);
	fputs("<tr><th class=\"left\" scope=\"col\">workload</th>"
	      "<th class=\"left\" scope=\"col\">paging</th>"
	      "<th scope=\"col\">n</th><th scope=\"col\">median</th>"
	      "<th scope=\"col\">min</th><th scope=\"col\">max</th>"
	      "<th scope=\"col\">spread</th>", out);
	html_begin_rows(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct spread *s =
				&figs->groups[i].mode[m].fig[FIG_EXITS];

			html_mode_row(out, figs, &figs->groups[i], m);
			html_cell(out, "faint", text_number(s->n).s);
			html_median(out, "ratio", s, false);
			html_end(out, s, s->min);
			html_end(out, s, s->max);
			html_cell(out, "faint", text_spread(s).s);
			fputs("</tr>\n", out);
		}
	html_end_table(out);
}

static void reason_row(FILE *out, const struct figures *figs,
		       const struct group *group, uint32_t reason)
{
	const struct reason_figures *r[PAGING_MODES];
	struct spread count[PAGING_MODES], cost[PAGING_MODES];
	const char *name;

	for (int m = 0; m < PAGING_MODES; m++) {
		const struct mode_figures *mode = &group->mode[m];

		r[m] = figures_reason(mode, reason);
		count[m] = r[m] ? r[m]->count : (struct spread){ .n = mode->ok };
		cost[m] = html_median_of(r[m] ? r[m]->kernel.median +
					 r[m]->user.median : 0, mode->ok);
	}
	name = r[PAGING_TDP] ? r[PAGING_TDP]->name : r[PAGING_SHADOW]->name;

	fputs("<tr><th class=\"left plain\" scope=\"row\">", out);
	html_swatch(out, figs->vendor, reason);
	text_html(out, name);
	fprintf(out, strcmp(figs->vendor, "svm") ?
		"</th><td class=\"faint\">%" PRIu32 "</td>" :
		"</th><td class=\"faint\">0x%" PRIx32 "</td>", reason);
	html_exit_cells(out, figs, count, cost);
	fputs("</tr>\n", out);
}

void html_reasons(FILE *out, const struct figures *figs)
{
	bool any = false;

	fprintf(out, "<details%s><summary>Every exit reason of every workload</summary>\n",
		figs->n_groups <= OPEN_MAX ? " open" : "");
	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">exit reason</th>"
	      "<th rowspan=\"2\" scope=\"col\">number</th>", out);
	html_exit_heads(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];
		uint64_t reason = 0;

		if (!figures_next_reason(group, &reason))
			continue;
		fprintf(out, "%s<tbody>\n<tr class=\"group\"><th class=\"left\" colspan=\"10\" scope=\"rowgroup\">",
			any ? "</tbody>\n" : "");
		text_html(out, group->label);
		fputs("</th></tr>\n", out);
		for (; figures_next_reason(group, &reason); reason++)
			reason_row(out, figs, group, reason);
		any = true;
	}
	if (!any)
		fputs("<tbody>\n<tr><td class=\"left\" colspan=\"10\">No exits were recorded.</td></tr>\n",
		      out);
	html_end_table(out);
	fputs("<p class=\"note\">Medians; cost is that in the kernel and the VMM. One exit: the median cost by the median count.</p>\n</details>\n",
	      out);
}

void html_cycles(FILE *out, const struct figures *figs)
{
	static const enum figure columns[] = {
		FIG_KERNEL, FIG_USER, FIG_COST, FIG_GUEST, FIG_BLOCKED,
		FIG_ELAPSED,
	};
	size_t n = sizeof(columns) / sizeof(*columns);

	html_begin_table(out);
	fputs("<tr><th class=\"left\" scope=\"col\">workload</th>"
	      "<th class=\"left\" scope=\"col\">paging</th>", out);
	for (size_t c = 0; c < n; c++) {
		fputs("<th scope=\"col\">", out);
		text_html(out, figure_descs[columns[c]].title);
		fputs("</th>", out);
		if (columns[c] == FIG_COST || columns[c] == FIG_ELAPSED)
			fputs("<th scope=\"col\">spread</th>", out);
	}
	html_begin_rows(out, figs);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			const struct group *group = &figs->groups[i];
			const struct mode_figures *mode = &group->mode[m];

			html_mode_row(out, figs, group, m);
			for (size_t c = 0; c < n; c++) {
				enum figure fig = columns[c];
				const struct spread *s = &mode->fig[fig];

				if (fig == FIG_GUEST && mode->overrun)
					html_cell(out, "", TEXT_NONE);
				else
					html_median(out, fig == FIG_COST ?
						    "ratio" : "", s, true);
				if (fig == FIG_COST || fig == FIG_ELAPSED)
					html_cell(out, "faint", text_spread(s).s);
			}
			fputs("</tr>\n", out);
		}
	html_end_table(out);
	fputs("<p class=\"note\">Medians, in ", out);
	text_html(out, figs->cycles_unit);
	fputs(": ", out);
	text_html(out, figs->cycles_note);
	fputs(".</p>\n", out);
}

/* An object of meta.json as terms, folded away when it is long. */
static void meta_object(FILE *out, const struct figures *figs, const char *key,
			const char *title, bool folded)
{
	json_t *obj = json_object_get(figs->res->meta, key), *val;
	const char *name;

	if (!json_object_size(obj))
		return;
	fprintf(out, folded ? "<details><summary>%s</summary>\n" : "<h3>%s</h3>\n",
		title);
	fputs("<dl class=\"run\">\n", out);
	json_object_foreach(obj, name, val) {
		char *text = json_is_string(val) ?
			     strdup(json_string_value(val)) :
			     json_dumps(val, JSON_ENCODE_ANY | JSON_COMPACT);

		fputs("<dt>", out);
		text_html(out, name);
		fputs("</dt><dd><pre>", out);
		text_html(out, text ? text : "");
		fputs("</pre></dd>\n", out);
		free(text);
	}
	fputs("</dl>\n", out);
	fputs(folded ? "</details>\n" : "", out);
}

void html_meta(FILE *out, const struct figures *figs)
{
	const json_t *wall = json_object_get(figs->res->meta, "wall_seconds");

	fputs("<dl class=\"run\">\n", out);
	term(out, "Run", results_meta(figs->res, "run", figs->res->dir));
	term(out, "Started", results_meta(figs->res, "started", ""));
	if (json_is_number(wall))
		term_owned(out, "Took", text_format("%.0f s",
						    json_number_value(wall)));
	term(out, "exitbench", results_meta(figs->res, "git", ""));
	fputs("</dl>\n", out);
	meta_object(out, figs, "facts", "Processor and settings", false);
	meta_object(out, figs, "commands", "Command lines and configuration",
		    true);
	meta_object(out, figs, "hashes", "SHA-256 of what ran", true);
	fputs("<p class=\"note\">This page, and every figure as tab-separated values in <code>derived/</code> beside it, are made from <code>meta.json</code> and <code>records.jsonl</code> by <code>make report</code>.</p>\n",
	      out);
}
