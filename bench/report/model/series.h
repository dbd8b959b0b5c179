/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Runs of a study as lines: one figure by the values of one axis, with a line for
 * each value of another and of all that vary beside. Presents nothing.
 */
#ifndef EXITBENCH_SERIES_H
#define EXITBENCH_SERIES_H

#include "figures.h"
#include "parse_study.h"
#include "threshold.h"

/* A run of the study; figs is NULL when it is not there. */
struct series_run {
	const struct study_part *part;
	const struct figures *figs;
};

struct series_line {
	char *label;		/* "shadow", "EPT, vcpus=2"; may be empty */
	struct spread *points;	/* by x */
};

struct series {
	char *title;		/* "pagefault:exits/op by vcpus, svm-emu" */
	const char *figure, *x_axis, *rig;
	char **x;		/* its values, in the order of the file */
	size_t n_x;
	struct series_line *lines;
	size_t n_lines;
	bool cycles;		/* else a count */
};

/*
 * The series of @wish, one for each rig, for figures of two are not compared; stored
 * in *@all, *@n of them. Returns 0, -ENOMEM, or -EINVAL with @why: no such figure or axis.
 */
int series_make(struct series **all, size_t *n, const struct study_file *study,
		const struct series_run *runs, size_t n_runs,
		const struct study_plot_wish *wish, struct sentence *why);
void series_free(struct series *all, size_t n);

#endif
