/* SPDX-License-Identifier: GPL-2.0 */
/* Figures as cells of the tables that sections are made of. */
#ifndef EXITBENCH_CELLS_H
#define EXITBENCH_CELLS_H

#include "figures.h"
#include "table.h"

/* A median, with all its digits; TEXT_NONE without samples. */
void cell_median(struct table *table, enum tint tint, const struct spread *s,
		 bool cycles);

/* A whole number with all its digits, shown shortly. */
void cell_count(struct table *table, double value);
void cell_cycles(struct table *table, double value);

/* A workload; small beneath it, its parameters. */
void cell_workload(struct table *table, const struct group *group);

/* The first two cells of a row of one workload under one mode. */
void cells_mode(struct table *table, const struct figures *figs,
		const struct group *group, enum paging m);
void columns_mode(struct table *table);

/* Text with the look of exit reason @reason in the plots. */
void cell_reason(struct table *table, enum vendor vendor, uint32_t reason,
		 const char *text);

/* A ratio of shadow to two-dimensional paging. */
void cell_ratio(struct table *table, const struct figures *figs,
		struct ratio ratio);

/* A figure under both modes, and their ratio: three columns under @over. */
void columns_compared(struct table *table, const struct figures *figs,
		      const char *over);
void cells_compared(struct table *table, const struct figures *figs,
		    const struct spread *tdp, const struct spread *shadow,
		    bool cycles);

/* A median of @n repetitions of which no more is known. */
struct spread median_of(double median, size_t n);

/*
 * Exits of a kind, under both modes: their number, what they cost together, what
 * one of them costs. Eight columns.
 */
void columns_exits(struct table *table, const struct figures *figs);
void cells_exits(struct table *table, const struct figures *figs,
		 const struct spread count[], const struct spread cost[]);

#endif
