/* SPDX-License-Identifier: GPL-2.0 */
/* What the sections of report.html are made of. */
#ifndef EXITBENCH_HTML_PARTS_H
#define EXITBENCH_HTML_PARTS_H

#include <stdio.h>

#include "figures.h"

void html_cell(FILE *out, const char *class, const char *text);

/* A number that has all its digits in the table's CSV. */
void html_number(FILE *out, const char *class, const char *text, double value);
void html_median(FILE *out, const char *class, const struct spread *s,
		 bool cycles);

/*
 * The cells that compare a figure between the modes: one for each, and their
 * ratio. And @times their heads.
 */
void html_compare_cells(FILE *out, const struct figures *figs,
			const struct spread *tdp, const struct spread *shadow,
			bool cycles);
void html_compare_heads(FILE *out, const struct figures *figs, int times);

/* A median of @n repetitions of which no more is known. */
struct spread html_median_of(double median, size_t n);

/*
 * Exits of a kind, under both modes: their number, what they cost together, what
 * one of them costs. Eight cells, and their heads, which end the table's head.
 */
void html_exit_cells(FILE *out, const struct figures *figs,
		     const struct spread count[], const struct spread cost[]);
void html_exit_heads(FILE *out, const struct figures *figs);

/* The name of a workload; small beneath it, what else makes it this one. */
void html_name_cell(FILE *out, const struct group *group);

/* Begins a row; the two of a workload begin with its name, over both modes. */
void html_mode_row(FILE *out, const struct figures *figs,
		   const struct group *group, enum paging m);

/* A table's head, its rows, its end. No table is without a row. */
void html_begin_table(FILE *out);
void html_begin_rows(FILE *out, const struct figures *figs);
void html_end_table(FILE *out);

/* The look of an exit reason in the plots. */
void html_swatch(FILE *out, const char *vendor, uint32_t reason);

#endif
