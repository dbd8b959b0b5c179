/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two runs compared: per workload and paging mode the ratio of their figures,
 * and whether it means anything. Presents nothing.
 */
#ifndef EXITBENCH_COMPARE_H
#define EXITBENCH_COMPARE_H

#include "figures.h"
#include "measure.h"

/* What is compared of every workload: exits, cost of exits, elapsed. */
#define COMPARED 3
extern const struct measure compared[COMPARED];

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

/* What became of the repetitions of a workload and mode in one run. */
struct tally {
	const struct record **ok;	/* those with figures; NULL: no record */
	size_t n_ok, failed, skipped;
	size_t missing;			/* asked for, and no record of them */
	double ops;			/* of a repetition, the median */
};

struct pair {
	const struct group *base, *other;	/* NULL: not in that run */
	enum paging paging;
	char *label;				/* "boot EPT" */
	struct tally base_reps, other_reps;
	bool per_op;	/* operations differ: figures are those of one */
	struct change change[COMPARED];
};

struct comparison {
	const struct figures *base, *other;
	struct pair *pairs;
	size_t n_pairs;
	size_t verdicts[VERDICT_CHANGED + 1];	/* how many figures */
	char **notes;				/* what differs but figures */
	size_t n_notes;
	size_t incomplete;			/* pairs; see pair_incomplete() */
	bool per_op;				/* somewhere */
	bool too_few;				/* somewhere */
	char *plot;				/* name of its plot, or NULL */
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
 * The change of @measure, samples of both runs judged as those of compared[]
 * are. Returns 0 or -ENOMEM.
 */
int compare_measure(const struct comparison *cmp, const struct pair *pair,
		    const struct measure *measure, struct change *change);

/*
 * Whether the run knows less of @pair than it was asked for, or than the base
 * does: repetitions that failed, were skipped or are missing, or just fewer.
 * Skipped in the base as often is no loss.
 */
bool pair_incomplete(const struct pair *pair);

/* Whether records of @figs are missing or damaged: what it tells is not all. */
bool compare_lost(const struct figures *figs);

/* "1 good repetition, 4 failed", to be freed; NULL when out of memory. */
char *tally_text(const struct tally *tally);

/*
 * The geometric mean of the ratios of compared[@which] under @paging, of *@n
 * workloads that have one.
 */
double compare_mean(const struct comparison *cmp, int which,
		    enum paging paging, size_t *n);

/* results_name() of its run. */
const char *compare_name(const struct figures *figs);

#endif
