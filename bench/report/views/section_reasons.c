// SPDX-License-Identifier: GPL-2.0
/* Which exits: heat maps and a table by reason. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "palette.h"
#include "section.h"
#include "text.h"

#define OPEN_MAX 8	/* workloads, up to which the longest table is open */
#define MAP_MAX (TABLE_COLUMNS_MAX - 2)	/* reasons of a heat map */
#define NO_HEAT 0.01	/* ratios this near to 1 have no colour */
#define MORE "#D55E00"
#define LESS "#0072B2"

/* The reasons of a run, in order of drawing; those without a look come last. */
struct heads {
	uint32_t reason[MAP_MAX];
	const char *name[MAP_MAX];
	size_t n;
	size_t left_out;
};

static bool comes_before(enum vendor vendor, uint32_t a, uint32_t b)
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

static void add_head(struct heads *heads, const struct figures *figs,
		     const struct group *group, uint32_t reason)
{
	size_t i;

	for (i = 0; i < heads->n; i++)
		if (heads->reason[i] == reason)
			return;
	if (heads->n == MAP_MAX) {
		heads->left_out++;
		return;
	}
	for (i = heads->n++; i && comes_before(figs->vendor, reason,
					       heads->reason[i - 1]); i--) {
		heads->reason[i] = heads->reason[i - 1];
		heads->name[i] = heads->name[i - 1];
	}
	heads->reason[i] = reason;
	heads->name[i] = name_in(group, reason);
}

static void collect_heads(struct heads *heads, const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (uint64_t r = 0;
		     figures_next_reason(&figs->groups[i], &r); r++)
			add_head(heads, figs, &figs->groups[i], r);
}

static void columns_map(struct table *table, const struct heads *heads)
{
	for (size_t c = 0; c < heads->n; c++)
		table_column(table, TABLE_UPRIGHT, NULL, heads->name[c]);
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

static void row_per_op(struct table *table, const struct figures *figs,
		       const struct group *group, enum paging m,
		       const struct heads *heads, const double span[2])
{
	cells_mode(table, figs, group, m);
	for (size_t c = 0; c < heads->n; c++) {
		double x = per_op(group, m, heads->reason[c]);

		if (!group->mode[m].ok) {
			table_add(table, TINT_FAINT, TEXT_NONE);
		} else if (x <= 0) {
			table_add(table, TINT_FAINT, "0");
		} else {
			cell_count(table, x);
			table_heat(table, LESS, span[1] > span[0] ?
				   log(x / span[0]) / log(span[1] / span[0]) :
				   1);
		}
	}
}

static void map_per_op(struct view *view, const struct figures *figs,
		       const struct heads *heads)
{
	struct table table = { 0 };
	double span[2];

	span_of(figs, heads, &span[0], &span[1]);
	table_caption(&table, "VM exits for one operation, by reason");
	columns_mode(&table);
	columns_map(&table, heads);
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			row_per_op(&table, figs, &figs->groups[i], m, heads,
				   span);
	view_table(view, &table);
	view_note(view, "Medians by the number of operations; the first table of this report says what an operation is. Darker is more, on a logarithmic scale over the whole table.");
	if (heads->left_out)
		view_note(view, "%zu more exit reasons are in the table of all.",
			  heads->left_out);
}

static void cell_map_ratio(struct table *table, const struct figures *figs,
			   const struct group *group, uint32_t reason)
{
	const struct spread none = { .n = 1 };
	const struct reason_figures *r[PAGING_MODES];
	struct ratio ratio;

	for (int m = 0; m < PAGING_MODES; m++)
		r[m] = figures_reason(&group->mode[m], reason);
	if (!group->mode[PAGING_TDP].ok || !group->mode[PAGING_SHADOW].ok ||
	    (!r[PAGING_TDP] && !r[PAGING_SHADOW])) {
		table_add(table, TINT_FAINT, "");
		return;
	}
	ratio = ratio_of(r[PAGING_TDP] ? &r[PAGING_TDP]->count : &none,
			 r[PAGING_SHADOW] ? &r[PAGING_SHADOW]->count : &none);
	if (ratio.kind == RATIO_VALUE) {
		bool near = fabs(ratio.value - 1) < NO_HEAT;

		table_add_number(table, near ? TINT_FAINT : TINT_NONE,
				 text_ratio(ratio, figs->tdp).s, ratio.value);
		/* Full colour from a factor of 1000 on. */
		if (!near)
			table_heat(table, ratio.value < 1 ? LESS : MORE,
				   fabs(log10(ratio.value)) / 3);
	} else if (ratio.kind == RATIO_NONE) {
		table_add(table, TINT_FAINT, "");
	} else {
		bool shadow = ratio.kind == RATIO_FROM_0;

		table_add(table, TINT_NONE, shadow ? "shadow" : figs->tdp);
		table_heat(table, shadow ? MORE : LESS, 1);
	}
}

static bool any_of_both(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figs->groups[i].mode[PAGING_TDP].ok &&
		    figs->groups[i].mode[PAGING_SHADOW].ok)
			return true;
	return false;
}

static void map_ratios(struct view *view, const struct figures *figs,
		       const struct heads *heads)
{
	struct table table = { 0 };

	if (!any_of_both(figs))
		return;
	table_caption(&table, "Shadow paging relative to %s, by reason",
		      figs->tdp);
	table_column(&table, TABLE_LEFT, NULL, "workload");
	columns_map(&table, heads);
	for (size_t i = 0; i < figs->n_groups; i++) {
		table_add(&table, TINT_NONE, figs->groups[i].label);
		for (size_t c = 0; c < heads->n; c++)
			cell_map_ratio(&table, figs, &figs->groups[i],
				       heads->reason[c]);
	}
	view_table(view, &table);
	view_note(view, "Vermilion: more under shadow paging; blue: less; in full colour from a factor of 1,000 on. \u201cshadow\u201d or \u201c%s\u201d: under that mode alone. Empty: under neither.",
		  figs->tdp);
}

static void row_reason(struct table *table, const struct figures *figs,
		       const struct group *group, uint32_t reason)
{
	const struct reason_figures *r[PAGING_MODES];
	struct spread count[PAGING_MODES], cost[PAGING_MODES];
	struct text number;

	for (int m = 0; m < PAGING_MODES; m++) {
		const struct mode_figures *mode = &group->mode[m];

		r[m] = figures_reason(mode, reason);
		count[m] = r[m] ? r[m]->count : (struct spread){ .n = mode->ok };
		cost[m] = median_of(r[m] ? r[m]->kernel.median +
				    r[m]->user.median : 0,
				    r[m] && !r[m]->kernel.n ? 0 : mode->ok);
	}
	cell_reason(table, figs->vendor, reason, name_in(group, reason));
	snprintf(number.s, sizeof(number.s),
		 figs->vendor == VENDOR_SVM ? "0x%" PRIx32 : "%" PRIu32,
		 reason);
	table_add(table, TINT_FAINT, number.s);
	cells_exits(table, figs, count, cost);
}

static void show_all(struct view *view, const struct figures *figs)
{
	struct table table = { 0 };

	table_caption(&table, "Every exit reason of every workload");
	table_column(&table, TABLE_LEFT, NULL, "exit reason");
	table_column(&table, 0, NULL, "number");
	columns_exits(&table, figs);
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];
		uint64_t reason = 0;

		if (!figures_next_reason(group, &reason))
			continue;
		table_add_group(&table, group->label);
		for (; figures_next_reason(group, &reason); reason++)
			row_reason(&table, figs, group, reason);
	}
	view_fold(view, "Every exit reason of every workload",
		  figs->n_groups <= OPEN_MAX);
	view_table(view, &table);
	view_note(view, "Medians. Cost is the time in the kernel and the VMM; the cost of one exit is the median cost divided by the median count.");
	view_unfold(view);
}

static bool reasons_has(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figures_next_reason(&figs->groups[i], &(uint64_t){ 0 }))
			return true;
	return false;
}

static void reasons_run(struct view *view, const struct figures *figs)
{
	struct heads heads = { .n = 0 };

	collect_heads(&heads, figs);
	map_per_op(view, figs, &heads);
	map_ratios(view, figs, &heads);
	show_all(view, figs);
}

const struct section section_reasons = {
	.id = "reasons",
	.heading = "Which exits?",
	.intro = "By exit reason, named as in the kernel\u2019s headers. Reasons that paging causes come first; a reason has the same colour everywhere.",
	.has = reasons_has,
	.without = "No exits were recorded.",
	.run = reasons_run,
};
