/* SPDX-License-Identifier: GPL-2.0 */
/* A comparison for terminal, Markdown, HTML and programs. */
#ifndef EXITBENCH_COMPARE_SHOW_H
#define EXITBENCH_COMPARE_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "judge.h"

/* All that is shown: every further run against the first. */
struct compared_runs {
	struct comparison *cmps;
	size_t n_cmps;
	struct judgements judgements;
	size_t n_thresholds;
};

/* Returns 0 or a negative errno, printed; so does the next. */
int compare_print(FILE *out, const struct compared_runs *runs, size_t width,
		  bool colour);

/*
 * Writes compare.md, compare.html and compare.tsv, .csv, .json into @dir, which
 * is made when missing. A plot that could not be drawn, or a page without a
 * template, is no error; a message says why it is missing.
 */
int compare_write(const struct compared_runs *runs, const char *dir,
		  const char *plotsdir);

#endif
