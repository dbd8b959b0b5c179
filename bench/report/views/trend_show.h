/* SPDX-License-Identifier: GPL-2.0 */
/* Shows a trend on a terminal, in Markdown, HTML and to programs. */
#ifndef EXITBENCH_TREND_SHOW_H
#define EXITBENCH_TREND_SHOW_H

#include <stdbool.h>

#include "trend.h"

/* Both return 0 or a negative errno, printed. */
int trend_print(FILE *out, const struct trend *trend, size_t width,
		bool colour);

/* trend.html, .md, .tsv, .csv, .json and derived/trend.svg in @dir. */
int trend_write(const struct trend *trend, const char *dir,
		const char *plotsdir);

#endif
