// SPDX-License-Identifier: GPL-2.0
/*
 * Repetitions of a cell that are unlike the others, by name, and cells whose
 * figures drift from the first repetition to the last. The rules are in
 * bench/REPORT.md, "Repetitions". Only finds; the figures stay as they are.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "findings_repeat.h"
#include "text.h"

/* Of fewer repetitions, none is an outlier. */
#define OUTLIER_REPS 5

/* What is less than this is nothing to speak of: a part of the median, exits. */
#define LEAST_PART 0.05
#define LEAST_EXITS 10

/*
 * In an emulated rig repetitions meet the KVM host's timer at different phases,
 * a spread like any other; only what is far outside it is told.
 */
#define LEAST_PART_EMULATED 0.5

#define NAMED_MAX 4

static const struct {
	enum figure fig;
	const char *name;
} told[] = {
	{ FIG_EXITS, "VM exits" },
	{ FIG_COST, "cost of exits" },
	{ FIG_ELAPSED, "elapsed" },
};

#define TOLD (sizeof(told) / sizeof(*told))

/* A repetition that went well, and one of its figures. */
struct repetition {
	uint64_t rep;
	double value;
};

static int by_rep(const void *a, const void *b)
{
	const struct repetition *x = a, *y = b;

	return (x->rep > y->rep) - (x->rep < y->rep);
}

static double value_of(const struct record *rec, enum figure fig)
{
	return fig == FIG_EXITS ? rec->exits :
	       fig == FIG_ELAPSED ? rec->elapsed_cycles :
	       (double)rec->kernel_cycles + rec->user_cycles;
}

/* In their order; NULL without memory. */
static struct repetition *repetitions(const struct mode_figures *mode,
				      enum figure fig)
{
	struct repetition *reps = calloc(mode->ok + 1, sizeof(*reps));
	size_t n = 0;

	for (size_t i = 0; reps && i < mode->n_recs; i++)
		if (mode->recs[i]->status == STATUS_OK)
			reps[n++] = (struct repetition){
				mode->recs[i]->rep,
				value_of(mode->recs[i], fig),
			};
	if (reps)
		qsort(reps, n, sizeof(*reps), by_rep);
	return reps;
}

static struct text shown(enum figure fig, double value)
{
	return fig == FIG_EXITS ? text_number(value) : text_si(value);
}

static bool worth_telling(enum figure fig, double median, double away,
			  double part)
{
	return away > part * median &&
	       (fig != FIG_EXITS || away > LEAST_EXITS);
}

/* stats_scale() of @n repetitions, NAN without memory. */
static double scale_of(const struct repetition *reps, size_t n, double median)
{
	double *values = calloc(n + 1, sizeof(*values)), scale;

	if (!values)
		return NAN;
	for (size_t i = 0; i < n; i++)
		values[i] = reps[i].value;
	scale = stats_scale(values, n, median);
	free(values);
	return scale;
}

/* Writes which repetitions of the figure are outliers; returns how many. */
static size_t write_outliers(FILE *out, const struct figures *figs,
			     const struct mode_figures *mode, size_t t,
			     const struct repetition *reps)
{
	enum figure fig = told[t].fig;
	double median = mode->fig[fig].median;
	double scale = scale_of(reps, mode->ok, median);
	size_t n = 0;

	for (size_t i = 0; scale > 0 && i < mode->ok; i++) {
		double away = fabs(reps[i].value - median);

		if (away <= STATS_OUTLIER * scale ||
		    !worth_telling(fig, median, away,
				   figs->emulated ? LEAST_PART_EMULATED :
						    LEAST_PART))
			continue;
		if (!n)
			fprintf(out, "; %s, of which the median is %s:",
				told[t].name, shown(fig, median).s);
		if (n++ < NAMED_MAX)
			fprintf(out, "%s repetition %" PRIu64 " has %s",
				n > 1 ? "," : "", reps[i].rep,
				shown(fig, reps[i].value).s);
	}
	if (n > NAMED_MAX)
		fprintf(out, " and %zu more", n - NAMED_MAX);
	return n;
}

/* Of the repetitions from @from to @to - 1. */
static double median_of(const struct repetition *reps, size_t from, size_t to,
			double *room)
{
	for (size_t i = from; i < to; i++)
		room[i - from] = reps[i].value;
	return stats_double(room, to - from).median;
}

/* Writes how the figure drifts, if it does; returns whether it does. */
static bool write_drift(FILE *out, const struct mode_figures *mode, size_t t,
			const struct repetition *reps, double alpha)
{
	double *values = calloc(mode->ok + 1, sizeof(*values));
	size_t n = mode->ok, third = n / 3;
	struct mann_kendall test;
	double first, last;
	bool drifts = false;

	if (!values)
		return false;
	for (size_t i = 0; i < n; i++)
		values[i] = reps[i].value;
	test = stats_mann_kendall(values, n);
	first = median_of(reps, 0, third, values);
	last = median_of(reps, n - third, n, values);
	if (test.p < alpha &&
	    worth_telling(told[t].fig, first, fabs(last - first), LEAST_PART)) {
		drifts = true;
		fprintf(out, "; %s: median %s in the first third of the repetitions, %s in the last (p %.2g)",
			told[t].name, shown(told[t].fig, first).s,
			shown(told[t].fig, last).s, test.p);
	}
	free(values);
	return drifts;
}

/* One finding, of what @text says behind its first "; ". */
static int tell(struct figures *figs, const struct group *group, enum paging m,
		const char *what, const char *text, const char *remedy)
{
	return *text ? finding_add(&figs->findings, FINDING_NOTE, NULL,
				   "%s under %s %s: %s%s", group->label,
				   figures_mode(figs, m), what, text + 2,
				   remedy) : 0;
}

static int find_in(struct figures *figs, const struct group *group,
		   enum paging m, double alpha)
{
	const struct mode_figures *mode = &group->mode[m];
	char *outliers = NULL, *drift = NULL;
	size_t outliers_len, drift_len;
	FILE *to_outliers = open_memstream(&outliers, &outliers_len);
	FILE *to_drift = open_memstream(&drift, &drift_len);
	int err = to_outliers && to_drift ? 0 : -ENOMEM;

	for (size_t t = 0; !err && t < TOLD; t++) {
		struct repetition *reps = repetitions(mode, told[t].fig);

		if (!reps) {
			err = -ENOMEM;
			break;
		}
		write_outliers(to_outliers, figs, mode, t, reps);
		if (mode->ok >= STATS_TREND_MIN)
			write_drift(to_drift, mode, t, reps, alpha);
		free(reps);
	}
	if (to_outliers && fclose(to_outliers))
		err = -ENOMEM;
	if (to_drift && fclose(to_drift))
		err = -ENOMEM;
	if (!err)
		err = tell(figs, group, m, "has outliers", outliers, "") ?:
		      tell(figs, group, m, "drifts", drift,
			   "; a longer WARMUP= may help, or the machine changes");
	free(outliers);
	free(drift);
	return err;
}

int findings_repeat(struct figures *figs)
{
	size_t tests = 0;
	int err = 0;

	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].ok >= STATS_TREND_MIN)
				tests += TOLD;
	for (size_t i = 0; !err && i < figs->n_groups; i++)
		for (int m = 0; !err && m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].ok >= OUTLIER_REPS)
				err = find_in(figs, &figs->groups[i], m,
					      STATS_ALPHA / (tests ?: 1));
	return err;
}
