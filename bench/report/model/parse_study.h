/* SPDX-License-Identifier: GPL-2.0 */
/* study.json of a study (bench/RECORDS.md, "study.json"). */
#ifndef EXITBENCH_PARSE_STUDY_H
#define EXITBENCH_PARSE_STUDY_H

#include <jansson.h>
#include <stddef.h>

#include "base.h"

struct study_axis {
	const char *name;
	const char **values;
	size_t n_values;
};

struct study_part {
	const char *folder, *label;
	const char **values;	/* by axis; NULL: it is a cell's */
};

struct study_plot_wish {
	const char *figure, *x, *lines;	/* lines: or NULL */
};

/* Strings live as long as this. */
struct study_file {
	const char *name, *git;
	struct study_axis *axes;
	size_t n_axes;
	struct study_part *parts;
	size_t n_parts;
	struct study_plot_wish *plots;
	size_t n_plots;
	json_t *obj;		/* owns the strings */
};

/*
 * Reads @dir/study.json. Returns 0 or a negative errno with @why; study_file_free()
 * is due in either case.
 */
int study_file_load(struct study_file *study, const char *dir,
		    struct sentence *why);
void study_file_free(struct study_file *study);

#endif
