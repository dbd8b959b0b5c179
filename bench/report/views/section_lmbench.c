// SPDX-License-Identifier: GPL-2.0
/* The run beside published lmbench figures. */
#include <math.h>
#include <stdio.h>

#include "cells.h"
#include "published.h"
#include "section.h"
#include "text.h"

#define LEAST 3			/* rows, below which an order says nothing */

static void row(struct table *table, const struct figures *figs,
		const struct published_row *row)
{
	if (row->ratio.kind != RATIO_VALUE ||
	    row->published.kind != RATIO_VALUE)
		return;
	table_add(table, TINT_NONE, row->figure->name);
	table_add(table, TINT_NONE, row->workload->name);
	for (int m = 0; m < PAGING_MODES; m++)
		cell_median(table, TINT_NONE, &row->ours[m], true);
	cell_ratio(table, figs, row->ratio);
	cell_ratio(table, figs, row->published);
}

static bool lmbench_has(const struct figures *figs)
{
	struct published all;
	bool has;

	if (published_collect(&all, figs))
		return false;
	has = all.n_correlated >= LEAST;
	published_free(&all);
	return has;
}

static void show(struct view *view, const struct figures *figs,
		 const struct published *all)
{
	struct text order = { "none, as all ratios of one of them are equal" };
	struct table table = { 0 };

	table_caption(&table, "lmbench on KVM as published (PVM, SOSP\u201923: Xeon, Linux 4.19, page-table isolation on), and this run");
	table_column(&table, TABLE_LEFT, NULL, "lmbench");
	table_column(&table, TABLE_LEFT, NULL, "workload");
	columns_compared(&table, figs, NULL);
	table_column(&table, 0, NULL, "published");
	for (size_t i = 0; i < all->n; i++)
		row(&table, figs, &all->rows[i]);
	view_table(view, &table);
	if (!isnan(all->correlation))
		snprintf(order.s, sizeof(order.s), "%.2f", all->correlation);
	view_note(view, "Cycles of one operation in %s, medians; the ratio is shadow paging relative to %s. How far the two columns of ratios agree in their order (Spearman\u2019s rank correlation): %s, n = %zu.",
		  figs->cycles_unit, figs->tdp, order.s, all->n_correlated);
}

static void lmbench_run(struct view *view, const struct figures *figs)
{
	struct published all;

	view->err = published_collect(&all, figs);
	if (view->err)
		return;
	show(view, figs, &all);
	published_free(&all);
}

const struct section section_lmbench = {
	.id = "lmbench",
	.heading = "How does it compare with published lmbench figures?",
	.has = lmbench_has,
	.run = lmbench_run,
};
