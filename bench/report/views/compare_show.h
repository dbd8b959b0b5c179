/* SPDX-License-Identifier: GPL-2.0 */
/* A comparison for terminal, Markdown, HTML and programs. */
#ifndef EXITBENCH_COMPARE_SHOW_H
#define EXITBENCH_COMPARE_SHOW_H

#include <stdio.h>

#include "judge.h"
#include "table.h"

/* All that is shown: every further run against the first. */
struct compared_runs {
	struct comparison *cmps;
	size_t n_cmps;
	struct judgements judgements;
	size_t n_thresholds;
};

void compare_print(FILE *out, const struct compared_runs *runs, size_t width,
		   bool colour);

/*
 * Writes compare.md, compare.html and compare.tsv, .csv, .json into @dir, which
 * is made when missing. Returns 0 or a negative errno, printed.
 */
int compare_write(const struct compared_runs *runs, const char *dir,
		  const char *plotsdir);

/*
 * What the views share, in compare_tables.c: the table of compared[@which],
 * that of the reasons that changed most, the verdict in a sentence.
 */
void compare_table(struct table *table, const struct comparison *cmp,
		   int which);
void compare_reasons(struct table *table, const struct comparison *cmp);
char *compare_sentence(const struct comparison *cmp);

/* By what a difference is called one; the sentence below every table. */
char *compare_rule(const struct comparison *cmp);

#endif
