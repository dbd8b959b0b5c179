// SPDX-License-Identifier: GPL-2.0
/* The phases of a boot, as a section of report.html. */
#include <string.h>

#include "boot.h"
#include "html_parts.h"
#include "text.h"
#include "views.h"

static void heads(FILE *out, const struct figures *figs, const char *what)
{
	fprintf(out, "<th class=\"start\" colspan=\"3\" scope=\"colgroup\">%s",
		what);
	if (strcmp(what, "VM exits")) {
		fputs(", ", out);
		text_html(out, figs->cycles_unit);
	}
	fputs("</th>", out);
}

void html_boot(FILE *out, const struct figures *figs)
{
	struct boot_phase phases[PAGING_MODES][PHASES_MAX] = { 0 };
	const struct group *group = boot_group(figs);
	size_t n[PAGING_MODES] = { 0 }, i;
	const struct boot_phase *named;
	int m;

	for (m = 0; group && m < PAGING_MODES; m++)
		n[m] = boot_phases(group, m, phases[m]);
	if (!n[PAGING_TDP] && !n[PAGING_SHADOW])
		return;
	m = n[PAGING_TDP] ? PAGING_TDP : PAGING_SHADOW;
	named = phases[m];
	html_begin_table(out);
	fputs("<tr><th class=\"left\" rowspan=\"2\" scope=\"col\">phase</th>",
	      out);
	heads(out, figs, "VM exits");
	heads(out, figs, "cost of exits");
	heads(out, figs, "elapsed");
	heads(out, figs, "of it blocked");
	fputs("</tr>\n<tr>", out);
	html_compare_heads(out, figs, 4);
	html_begin_rows(out, figs);
	for (i = 0; i < n[m]; i++) {
		const struct boot_phase *tdp = &phases[PAGING_TDP][i];
		const struct boot_phase *shadow = &phases[PAGING_SHADOW][i];

		fputs("<tr><th class=\"left\" scope=\"row\">", out);
		text_html(out, named[i].name);
		fputs("</th>", out);
		html_compare_cells(out, figs, &tdp->exits, &shadow->exits,
				   false);
		html_compare_cells(out, figs, &tdp->cost, &shadow->cost,
				   true);
		html_compare_cells(out, figs, &tdp->cycles, &shadow->cycles,
				   true);
		html_compare_cells(out, figs, &tdp->blocked, &shadow->blocked,
				   true);
		fputs("</tr>\n", out);
	}
	html_end_table(out);
	fputs("<p class=\"note\">Of <b>", out);
	text_html(out, group->label);
	fputs("</b>, guest machine ", out);
	text_html(out, group->machine);
	fputs("; medians. <b>firmware</b>, with the loader that fetches kernel and initramfs; <b>kernel</b>, from its decompression to the initcalls; <b>initcalls</b>; <b>start of init</b>, until the first instruction of /init; <b>user space</b>, which loads modules and mounts a disk. The last two boundaries are exact, the others are the next sample. Sampling is part of what was measured: each sample costs an interrupt and some blocked time; <code>boot:interval=0</code> measures without. Other boots of this run, and every figure: <code>derived/boot-phases.tsv</code>.</p>\n",
	      out);
}
