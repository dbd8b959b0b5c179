/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two runs compared: per workload and paging mode the ratio of their figures,
 * and whether it means anything. Presents nothing.
 */
#ifndef EXITBENCH_COMPARE_H
#define EXITBENCH_COMPARE_H

#include "figures.h"
#include "threshold.h"

/* The figures that are compared: exits, cost of exits, elapsed. */
#define COMPARED 3
extern const enum figure compared[COMPARED];

enum verdict {
	VERDICT_NONE,		/* nothing to compare */
	VERDICT_EQUAL,		/* every sample, to the digit */
	VERDICT_SAME,		/* not significant */
	VERDICT_CHANGED,
};

/* One figure of one workload and mode in two runs. */
struct change {
	struct spread base, other;
	struct ratio ratio;
	struct interval interval;	/* of the ratio */
	struct mann_whitney test;
	enum verdict verdict;
	bool too_few;			/* no p of so few could be significant */
};

struct pair {
	const struct group *base, *other;	/* NULL: not in that run */
	enum paging paging;
	char *label;				/* "boot EPT" */
	struct change change[COMPARED];
};

struct comparison {
	const struct figures *base, *other;
	struct pair *pairs;
	size_t n_pairs;
	size_t verdicts[VERDICT_CHANGED + 1];	/* how many figures */
	char **notes;				/* what differs but figures */
	size_t n_notes;
	bool too_few;				/* somewhere */
	char *plot;				/* path of its SVG, or NULL */
};

/*
 * Compares run @other with @base, both of which must outlive it. Workloads
 * are matched by name, parameters, machine and kernel, else by name and
 * parameters, else by name alone, when that is unambiguous, with a note. -EINVAL, printed: of different rigs.
 * compare_free() is due in any case.
 */
int compare_figures(struct comparison *cmp, const struct figures *base,
		    const struct figures *other);
void compare_free(struct comparison *cmp);

/* All that can be compared is equal, and nothing is missing on either side. */
bool compare_equal(const struct comparison *cmp);

/*
 * The geometric mean of the ratios of compared[@which] under @paging, of *@n
 * workloads that have one.
 */
double compare_mean(const struct comparison *cmp, int which,
		    enum paging paging, size_t *n);

/* The name of a run: that in meta.json, else its directory. */
const char *compare_name(const struct figures *figs);

/*
 * Whether @threshold is exceeded by a change of @pair that is significant, or
 * of which there are too few samples to tell; *@judged: there was one.
 */
bool compare_exceeds(const struct pair *pair,
		     const struct threshold *threshold, bool *judged);

#endif
