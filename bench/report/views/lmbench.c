// SPDX-License-Identifier: GPL-2.0
/*
 * Our ratios of shadow to two-dimensional paging beside the published ones, which
 * each workload that has an lmbench counterpart names, and how far the two agree
 * in their order.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lmbench.h"
#include "published.h"
#include "run_load.h"

static void print_row(const struct published_row *row)
{
	if (row->ratio.kind != RATIO_VALUE ||
	    row->published.kind != RATIO_VALUE)
		return;
	printf("%-17s %-11s %14.0f %14.0f %6.2fx %9.2fx\n", row->figure->name,
	       row->workload->name, row->ours[PAGING_TDP].median,
	       row->ours[PAGING_SHADOW].median, row->ratio.value,
	       row->published.value);
}

static void print_all(const struct published *all)
{
	printf("\nBeside lmbench on KVM as published (PVM, SOSP'23: Xeon, Linux 4.19, page-table isolation on)\n\n");
	printf("%-17s %-11s %14s %14s %7s %10s\n", "lmbench", "workload",
	       "two-dim.", "shadow", "ratio", "published");
	for (size_t i = 0; i < all->n; i++)
		print_row(&all->rows[i]);
	printf("\n          Cycles an operation, medians; the ratio is shadow paging by two-dimensional.\n"
	       "          Rank correlation of the ratios (Spearman): ");
	if (isnan(all->correlation))
		printf("none, all are equal");
	else
		printf("%.2f", all->correlation);
	printf(", n = %zu\n", all->n_correlated);
}

int lmbench_print(const char *dir)
{
	struct published all;
	struct loaded_run run;
	int err = run_load(&run, dir);

	if (err)
		return err;
	err = published_collect(&all, &run.figs);
	if (!err) {
		if (all.n_correlated >= 3)
			print_all(&all);
		published_free(&all);
	}
	run_free(&run);
	return err;
}
