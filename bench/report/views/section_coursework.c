// SPDX-License-Identifier: GPL-2.0
/* Answers to what the coursework's assignments ask, by the numbers of this run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "cells.h"
#include "coursework.h"
#include "reasons.h"
#include "section.h"
#include "text.h"

#define MOST 5		/* reasons that are named at either end */

/* A rate that varies by less than this part of its mean may be called steady. */
#define STEADY 0.25

/* Growth below this is none: the exits have nothing to do with paging. */
#define UNCHANGED 0.02

static const char *name_of(const struct figures *figs, uint32_t reason)
{
	const char *known = reason_name(figs->vendor, reason);

	return known ? known : "";
}

/* "CPUID (10)", "35" */
static void add_reason(FILE *out, const struct figures *figs, size_t n,
		       const struct coursework_reason *r)
{
	const char *name = name_of(figs, r->reason);

	fprintf(out, "%s%s%s%u%s", n ? ", " : "", name, *name ? " (" : "",
		r->reason, *name ? ")" : "");
}

static FILE *begin(char **text, size_t *len)
{
	*text = NULL;
	return open_memstream(text, len);
}

/* Says @text, which it frees, to the question, which has a short name. */
static void end(struct view *view, FILE *out, const char *name,
		const char *question, char **text)
{
	if (out && fclose(out))
		view->err = -ENOMEM;
	view_term_owned(view, name, text_format("%s %s.", question,
						*text && **text ? *text : "not known"));
	free(*text);
}

/* By exits under one mode, the most first. */
static enum paging sort_mode;

static int by_exits(const void *a, const void *b)
{
	const struct coursework_reason *x = a, *y = b;

	return (x->exits[sort_mode] < y->exits[sort_mode]) -
	       (x->exits[sort_mode] > y->exits[sort_mode]);
}

static int by_number(const void *a, const void *b)
{
	const struct coursework_reason *x = a, *y = b;

	return (x->reason > y->reason) - (x->reason < y->reason);
}

static void add_extremes(FILE *out, const struct figures *figs,
			 struct coursework *cw, enum paging m)
{
	size_t used = 0, i, n = 0;

	sort_mode = m;
	qsort(cw->reason, cw->n, sizeof(*cw->reason), by_exits);
	while (used < cw->n && cw->reason[used].exits[m])
		used++;
	fprintf(out, "%s%s, most: ", m ? "; " : "", figures_mode(figs, m));
	for (i = 0; i < used && i < MOST; i++) {
		add_reason(out, figs, n++, &cw->reason[i]);
		fprintf(out, " %s", text_exact(cw->reason[i].exits[m]).s);
	}
	if (used > MOST)
		fputs("; least of those that occur: ", out);
	for (i = used, n = 0; i > MOST && n < MOST; i--) {
		add_reason(out, figs, n++, &cw->reason[i - 1]);
		fprintf(out, " %s", text_exact(cw->reason[i - 1].exits[m]).s);
	}
	qsort(cw->reason, cw->n, sizeof(*cw->reason), by_number);
}

/* What all of @is holds for, in one sentence. */
static void list(struct view *view, const struct figures *figs,
		 const struct coursework *cw, const char *name,
		 const char *question, bool (*is)(const struct coursework_reason *r))
{
	size_t len, i, n = 0;
	char *text;
	FILE *out = begin(&text, &len);

	for (i = 0; out && i < cw->n; i++)
		if (is(&cw->reason[i]))
			add_reason(out, figs, n++, &cw->reason[i]);
	if (out && !n)
		fputs("none", out);
	end(view, out, name, question, &text);
}

static bool only_shadow(const struct coursework_reason *r)
{
	return !r->exits[PAGING_TDP] && r->exits[PAGING_SHADOW];
}

static bool only_tdp(const struct coursework_reason *r)
{
	return r->exits[PAGING_TDP] && !r->exits[PAGING_SHADOW];
}

static bool never(const struct coursework_reason *r)
{
	return !r->exits[PAGING_TDP] && !r->exits[PAGING_SHADOW] &&
	       !r->undefined[PAGING_TDP] && !r->undefined[PAGING_SHADOW];
}

static bool undefined(const struct coursework_reason *r)
{
	return r->undefined[PAGING_TDP] || r->undefined[PAGING_SHADOW];
}

static bool unchanged(const struct coursework_reason *r)
{
	double a = r->exits[PAGING_TDP], b = r->exits[PAGING_SHADOW];

	return a && b && b / a < 1 + UNCHANGED && b / a > 1 - UNCHANGED;
}

static bool doubled(const struct coursework_reason *r)
{
	return r->exits[PAGING_TDP] &&
	       r->exits[PAGING_SHADOW] >= 2 * (double)r->exits[PAGING_TDP];
}

/* By number: many have no name. */
static void say_never(struct view *view, const struct coursework *cw)
{
	size_t len, i, last, n = 0;
	char *text;
	FILE *out = begin(&text, &len);

	for (i = 0; out && i < cw->n; i = last + 1) {
		last = i;
		if (!never(&cw->reason[i]))
			continue;
		while (last + 1 < cw->n && never(&cw->reason[last + 1]) &&
		       cw->reason[last + 1].reason == cw->reason[last].reason + 1)
			last++;
		fprintf(out, "%s%u", n++ ? ", " : "", cw->reason[i].reason);
		if (last > i)
			fprintf(out, " to %u", cw->reason[last].reason);
	}
	end(view, out, "never", "Which did not occur, for KVM does not enable them or nothing caused them?", &text);
}

static void say_boot(struct view *view, const struct figures *figs)
{
	const struct group *group = boot_group(figs);
	size_t len;
	char *text;
	FILE *out = begin(&text, &len);

	for (int m = 0; out && group && m < PAGING_MODES; m++) {
		const struct mode_figures *mode = &group->mode[m];

		if (mode->ok)
			fprintf(out, "%s%s: %s exits, %s %s in the kernel and the VMM for them, %s until user space was up",
				m ? "; " : "", figures_mode(figs, m),
				text_median(&mode->fig[FIG_EXITS], false).s,
				text_median(&mode->fig[FIG_COST], true).s,
				figs->cycles_unit,
				text_median(&mode->fig[FIG_ELAPSED], true).s);
	}
	if (out && group)
		fprintf(out, "; shadow by %s: exits %s, time %s", figs->tdp,
			text_ratio(figures_ratio(group, FIG_EXITS), figs->tdp).s,
			text_ratio(figures_ratio(group, FIG_ELAPSED), figs->tdp).s);
	else if (out)
		fputs("this run has no boot: a KVM without the project's leaves does not tell it", out);
	end(view, out, "boot", "How many exits does a full boot entail, and is it slower under shadow paging?", &text);
}

static void say_rate(struct view *view, const struct figures *figs)
{
	size_t len;
	char *text;
	FILE *out = begin(&text, &len);

	for (int m = 0; out && m < PAGING_MODES; m++) {
		struct coursework_rate rate = coursework_rate(figs, m);

		if (!rate.n)
			continue;
		fprintf(out, "%s%s: %s; %zu samples of the boot, one every %s %s, have %s to %s exits, median %s, %zu of them none; standard deviation %.1f times the mean",
			m ? ". " : "", figures_mode(figs, m),
			rate.variation < STEADY ? "steady" : "not steady",
			rate.n, text_si(rate.interval_cycles).s,
			figs->cycles_unit, text_exact(rate.exits.min).s,
			text_exact(rate.exits.max).s,
			text_exact(rate.exits.median).s, rate.empty,
			rate.variation);
	}
	end(view, out, "rate", "Do exits come at a steady rate?", &text);
}

static void say_operations(struct view *view, const struct figures *figs)
{
	size_t len;
	char *text;
	FILE *out = begin(&text, &len);
	size_t n = 0;

	for (size_t i = 0; out && i < figs->n_groups; i++) {
		const struct group *g = &figs->groups[i];

		if (!strcmp(g->workload, "boot") || !strcmp(g->workload, "cmd"))
			continue;
		fprintf(out, "%s%s (%s): %s under %s, %s under shadow",
			n++ ? "; " : "", g->label, g->op,
			text_median(&g->mode[PAGING_TDP].fig[FIG_EXITS_PER_OP], false).s,
			figs->tdp,
			text_median(&g->mode[PAGING_SHADOW].fig[FIG_EXITS_PER_OP], false).s);
	}
	end(view, out, "operation", "Are there more during certain operations? Exits per operation", &text);
}

static void show_all(struct view *view, const struct figures *figs,
		     const struct coursework *cw)
{
	struct table table = { 0 };

	table_caption(&table, "Every type that occurred, as cpuid read it after the boot, layout %c", cw->layout);
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, 0, NULL, "number");
	columns_compared(&table, figs, "VM exits");
	if (cw->timed)
		for (int m = 0; m < PAGING_MODES; m++)
			table_column(&table, m ? 0 : TABLE_START,
				     figs->cycles_unit, figures_mode(figs, m));
	for (size_t i = 0; i < cw->n; i++) {
		const struct coursework_reason *r = &cw->reason[i];
		struct spread s[PAGING_MODES];

		if (never(r) || undefined(r))
			continue;
		cell_reason(&table, figs->vendor, r->reason,
			    name_of(figs, r->reason));
		cell_count(&table, r->reason);
		for (int m = 0; m < PAGING_MODES; m++)
			s[m] = median_of(r->exits[m], r->told[m]);
		cells_compared(&table, figs, &s[0], &s[1], false);
		for (int m = 0; cw->timed && m < PAGING_MODES; m++)
			cell_cycles(&table, r->cycles[m]);
	}
	view_table(view, &table);
	view_note(view, "Counted since the VM was created: the queries before each are in it, one exit of CPUID each, and so is the firmware. What cpuid printed stands below, line by line.");
}

static bool coursework_has(const struct figures *figs)
{
	static struct coursework cw;

	coursework_collect(&cw, figs);
	return cw.layout;
}

static void coursework_run(struct view *view, const struct figures *figs)
{
	static struct coursework cw;
	size_t len;
	char *text;
	FILE *out;

	coursework_collect(&cw, figs);
	say_boot(view, figs);
	say_rate(view, figs);
	say_operations(view, figs);
	out = begin(&text, &len);
	for (int m = 0; out && m < PAGING_MODES; m++)
		if (cw.told[m])
			add_extremes(out, figs, &cw, m);
	end(view, out, "types", "Which types are the most frequent, which the least?", &text);
	if (cw.told[PAGING_TDP] && cw.told[PAGING_SHADOW]) {
		list(view, figs, &cw, "shadow", "Which appear only under shadow paging?", only_shadow);
		list(view, figs, &cw, "two-dim.", "Which appear only without it?", only_tdp);
		list(view, figs, &cw, "doubled", "Which at least double under shadow paging?", doubled);
		list(view, figs, &cw, "unchanged", "Which do not change, within 2 %?", unchanged);
	}
	say_never(view, &cw);
	list(view, figs, &cw, "undefined", "Which answer as undefined (edx = 0xffffffff, the rest 0)?", undefined);
	show_all(view, figs, &cw);
}

const struct section section_coursework = {
	.id = "coursework",
	.heading = "What do the coursework\u2019s assignments ask?",
	.brief = true,
	.has = coursework_has,
	.run = coursework_run,
};
