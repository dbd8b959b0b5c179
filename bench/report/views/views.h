/* SPDX-License-Identifier: GPL-2.0 */
/* The views of a run's figures, and what they have in common. */
#ifndef EXITBENCH_VIEWS_H
#define EXITBENCH_VIEWS_H

#include <stdio.h>

#include "figures.h"
#include "table.h"

/* Prints the summary for a terminal, @width columns wide if at all possible. */
int summary_print(FILE *out, const struct figures *figs, size_t width,
		  bool colour);

/*
 * The tables of the summary, to be freed by the caller; @fig is FIG_COST or
 * FIG_ELAPSED. And what must stand with them, to be freed, NULL without memory.
 */
void summary_exits(struct table *table, const struct figures *figs);
void summary_cycles(struct table *table, const struct figures *figs,
		    enum figure fig);
char *summary_note(const struct figures *figs);

/* Writes report.md of the run; returns 0 or a negative errno, printed. */
int markdown_write(const struct figures *figs);

/*
 * Writes report.html of the run from the template @plotsdir/report.html.in and
 * the SVGs in derived/. Returns 0 or a negative errno, message printed.
 */
int html_write(const struct figures *figs, const char *plotsdir);

/*
 * The sections of the page, in html_*.c. Each writes what stands in the place of
 * one placeholder of the template.
 */
void html_findings(FILE *out, const struct figures *figs);
void html_run(FILE *out, const struct figures *figs);
void html_glance(FILE *out, const struct figures *figs);
void html_exits(FILE *out, const struct figures *figs);
void html_reasons(FILE *out, const struct figures *figs);
void html_detail(FILE *out, const struct figures *figs);
void html_cycles(FILE *out, const struct figures *figs);
void html_ratios(FILE *out, const struct figures *figs);
void html_heat(FILE *out, const struct figures *figs);
void html_costs(FILE *out, const struct figures *figs);
void html_operations(FILE *out, const struct figures *figs);	/* html_operations.c */
void html_boot(FILE *out, const struct figures *figs);	/* html_boot.c */
void html_claims(FILE *out, const struct figures *figs);
void html_meta(FILE *out, const struct figures *figs);

/* "FAILED", "skipped", … */
const char *finding_word(enum finding_kind kind);

/* Whether it is about figures that are wrong or not there. */
bool finding_bad(enum finding_kind kind);

/* The wider of a figure's spreads under the two modes. */
const struct spread *wider_spread(const struct group *group, enum figure fig);

/* What an emulated rig cannot show, "" for others. */
const char *emulation_caveat(const struct figures *figs);

/* "17 of 18 cells ok, 3 repetitions", to be freed by the caller. */
char *cells_text(const struct figures *figs);

/* The findings by which @mode was verified, "" if none, to be freed. */
char *verified_text(const struct figures *figs, enum paging mode);

/*
 * What the workloads are made of: "cpuid count=1000; idle seconds=1", NULL when
 * out of memory, to be freed by the caller.
 */
char *params_line(const struct figures *figs);

#endif
