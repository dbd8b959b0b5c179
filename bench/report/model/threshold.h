/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Conditions like 'exits>+5%', by which a comparison fails. Their grammar is in
 * docs/thresholds.md.
 */
#ifndef EXITBENCH_THRESHOLD_H
#define EXITBENCH_THRESHOLD_H

#include <stdbool.h>

#include "measure.h"

enum threshold_mode { MODE_ANY, MODE_TDP, MODE_SHADOW };

struct threshold {
	char *workload;		/* NULL: any */
	enum threshold_mode mode;
	struct measure measure;
	char *part;		/* owns that of @measure */
	bool above;		/* fails above, else below */
	double percent;		/* beyond so many percent of the base, and */
	double floor;		/* by more than so much; 0: any difference */
	char *text;		/* as the user wrote it */
};

struct thresholds {
	struct threshold *list;
	size_t n;
};

struct threshold_error {
	size_t line, column;	/* from 1; columns are characters */
	const char *what;
};

/*
 * Adds the conditions of @text to @all. Returns 0, -ENOMEM, or -EINVAL with
 * what is wrong and where in @error. thresholds_free() is due in any case.
 */
int thresholds_parse(struct thresholds *all, const char *text,
		     struct threshold_error *error);
void thresholds_free(struct thresholds *all);

/*
 * The same for one figure of a workload without a condition, such as
 * 'boot/shadow:kernel.exits', into an empty @all.
 */
int threshold_figure(struct thresholds *all, const char *text,
		     struct threshold_error *error);

/* Whether @threshold speaks of @workload under @paging. */
bool threshold_covers(const struct threshold *threshold, const char *workload,
		      enum paging paging);

/*
 * Whether the change from @base to @other is beyond it; never without samples on
 * either side. A floor is of @scale times the figures: the operations of the
 * base where figures are those of one, else 1.
 */
bool threshold_exceeded(const struct threshold *threshold,
			const struct spread *base, const struct spread *other,
			double scale);

#endif
