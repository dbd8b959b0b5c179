// SPDX-License-Identifier: GPL-2.0
/* Compares two runs; see compare.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "compare_notes.h"
#include "text.h"

const struct measure compared[COMPARED] = {
	{ .fig = FIG_EXITS }, { .fig = FIG_COST }, { .fig = FIG_ELAPSED },
};

const char *compare_name(const struct figures *figs)
{
	return results_name(figs->res);
}

static bool same_workload(const struct group *a, const struct group *b)
{
	return !strcmp(a->workload, b->workload) &&
	       !strcmp(a->machine, b->machine) &&
	       !strcmp(a->kernel, b->kernel) &&
	       !strcmp(a->params, b->params);
}

/*
 * The one group of @figs with the name of @like, and with its parameters when
 * @by_params; NULL when there are none or several.
 */
static const struct group *only_one(const struct figures *figs,
				    const struct group *like, bool by_params)
{
	const struct group *found = NULL;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];

		if (strcmp(group->workload, like->workload) ||
		    (by_params && strcmp(group->params, like->params)))
			continue;
		if (found)
			return NULL;
		found = group;
	}
	return found;
}

/* What @figs, the figures of the other run, has for @group of run @its. */
static const struct group *partner(const struct figures *figs,
				   const struct group *group,
				   const struct figures *its)
{
	const struct group *found = NULL;

	for (size_t i = 0; i < figs->n_groups; i++)
		if (same_workload(&figs->groups[i], group))
			return &figs->groups[i];
	/* On another kernel or machine; then with other parameters. */
	if (only_one(its, group, true))
		found = only_one(figs, group, true);
	if (!found && only_one(its, group, false))
		found = only_one(figs, group, false);
	return found;
}

static bool same_samples(const double *a, size_t n_a, const double *b,
			 size_t n_b)
{
	return n_a == n_b && !memcmp(a, b, n_a * sizeof(*a));
}

/*
 * On an emulated rig any difference in counts is one of what was run. Its
 * cycles, too, are no matter of chance, but small shifts of timers move them:
 * there the ranges must not meet.
 */
static enum verdict judge(const struct change *c, bool equal, bool emulated,
			  bool count)
{
	if (!c->base.n || !c->other.n)
		return VERDICT_NONE;
	if (equal)
		return VERDICT_EQUAL;
	if (emulated && (count || c->base.max < c->other.min ||
			 c->other.max < c->base.min))
		return VERDICT_CHANGED;
	return c->test.p < STATS_ALPHA ? VERDICT_CHANGED : VERDICT_SAME;
}

/* @measure of the repetitions, ascending, in @to; returns how many have it. */
static size_t take_samples(const struct tally *tally,
			   const struct measure *measure, bool per_op,
			   double *to, struct spread *spread)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->n_ok; i++) {
		const struct record *rec = tally->ok[i];

		if (!measure_record(rec, measure, &to[n]))
			continue;
		if (per_op && measure_adds_up(measure))
			to[n] /= rec->ops;
		n++;
	}
	*spread = stats_double(to, n);
	return n;
}

/* The change of @measure, but for the interval of the ratio unless @interval. */
static int measure_pair(const struct comparison *cmp, const struct pair *pair,
			const struct measure *measure, bool interval,
			struct change *c)
{
	const struct tally *base = &pair->base_reps, *other = &pair->other_reps;
	double *a = calloc(base->n_ok + other->n_ok + 1, sizeof(*a));
	double *b = a ? a + base->n_ok : NULL;
	bool emulated = figures_emulated(cmp->base);
	size_t n_a, n_b;

	*c = (struct change){ 0 };
	if (!a)
		return -ENOMEM;
	n_a = take_samples(base, measure, pair->per_op, a, &c->base);
	n_b = take_samples(other, measure, pair->per_op, b, &c->other);
	if (n_a && n_b) {
		c->ratio = ratio_of(&c->base, &c->other);
		if (interval)
			c->interval = stats_ratio_interval(a, n_a, b, n_b);
		c->test = stats_mann_whitney(a, n_a, b, n_b);
		c->verdict = judge(c, same_samples(a, n_a, b, n_b), emulated,
				   measure_counts(measure));
		c->too_few = !emulated && c->verdict == VERDICT_SAME &&
			     stats_least_p(n_a, n_b) >= STATS_ALPHA;
	}
	free(a);
	return 0;
}

int compare_measure(const struct comparison *cmp, const struct pair *pair,
		    const struct measure *measure, struct change *c)
{
	return measure_pair(cmp, pair, measure, true, c);
}

static bool has_records(const struct group *group, enum paging paging)
{
	const struct mode_figures *mode = group ? &group->mode[paging] : NULL;

	return mode && (mode->ok || mode->failed || mode->skipped);
}

/* Adds a pair whose figures are not compared yet. */
static int make_pair(struct comparison *cmp, const struct group *base,
		     const struct group *other, enum paging paging)
{
	struct pair *pair;
	int err;

	pair = reallocarray(cmp->pairs, cmp->n_pairs + 1, sizeof(*pair));
	if (!pair)
		return -ENOMEM;
	cmp->pairs = pair;
	pair += cmp->n_pairs;
	*pair = (struct pair){
		.base = base, .other = other, .paging = paging,
		.label = text_format("%s %s", base ? base->label : other->label,
				     figures_mode(cmp->base, paging)),
	};
	cmp->n_pairs++;
	err = !pair->label ? -ENOMEM :
	      tally_count(&pair->base_reps, cmp->base, base, paging) ?:
	      tally_count(&pair->other_reps, cmp->other, other, paging);
	pair->per_op = pair->base_reps.n_ok && pair->other_reps.n_ok &&
		       pair->base_reps.ops != pair->other_reps.ops &&
		       tally_has_ops(&pair->base_reps) &&
		       tally_has_ops(&pair->other_reps);
	return err;
}

static int add_pair(struct comparison *cmp, const struct group *base,
		    const struct group *other, enum paging paging)
{
	struct pair *pair;
	int err;

	if (!has_records(base, paging))
		base = NULL;
	if (!has_records(other, paging))
		other = NULL;
	if (!base && !other)
		return 0;
	err = make_pair(cmp, base, other, paging);
	if (err)
		return err;
	pair = &cmp->pairs[cmp->n_pairs - 1];
	cmp->per_op |= pair->per_op;
	cmp->incomplete += tally_is_short(&pair->other_reps,
					  &pair->base_reps);
	for (int i = 0; !err && i < COMPARED; i++) {
		err = compare_measure(cmp, pair, &compared[i],
				      &pair->change[i]);
		cmp->too_few |= pair->change[i].too_few;
		cmp->verdicts[pair->change[i].verdict]++;
	}
	return err ?: compare_note_pair(cmp, pair);
}

static int add_groups(struct comparison *cmp)
{
	int err = 0;

	for (size_t i = 0; !err && i < cmp->base->n_groups; i++) {
		const struct group *group = &cmp->base->groups[i];
		const struct group *other = partner(cmp->other, group,
						    cmp->base);

		err = compare_note_group(cmp, group, other) ?:
		      add_pair(cmp, group, other, PAGING_TDP) ?:
		      add_pair(cmp, group, other, PAGING_SHADOW);
	}
	for (size_t i = 0; !err && i < cmp->other->n_groups; i++) {
		const struct group *group = &cmp->other->groups[i];

		if (partner(cmp->base, group, cmp->other))
			continue;
		err = add_pair(cmp, NULL, group, PAGING_TDP) ?:
		      add_pair(cmp, NULL, group, PAGING_SHADOW);
	}
	return err;
}

bool compare_lost(const struct figures *figs)
{
	for (size_t i = 0; i < figs->findings.n; i++)
		if (figs->findings.list[i].kind == FINDING_MISSING ||
		    figs->findings.list[i].kind == FINDING_DAMAGED)
			return true;
	return false;
}

static int check_rigs(const struct figures *base, const struct figures *other)
{
	if (strcmp(base->rig, other->rig) ||
	    base->vendor != other->vendor) {
		fprintf(stderr, "exitbench: comparing '%s' with '%s': rig '%s' is not rig '%s': their figures are not comparable; compare runs of one rig\n",
			other->res->dir, base->res->dir, other->rig, base->rig);
		return -EINVAL;
	}
	return 0;
}

int compare_figures(struct comparison *cmp, const struct figures *base,
		    const struct figures *other)
{
	*cmp = (struct comparison){ .base = base, .other = other };
	return check_rigs(base, other) ?: compare_note_runs(cmp) ?:
	       add_groups(cmp);
}

int compare_workload(const struct figures *base, const struct figures *other,
		     const char *workload, enum paging paging,
		     const struct measure *measure, struct change *change)
{
	struct comparison cmp = { .base = base, .other = other };
	int err = check_rigs(base, other);

	*change = (struct change){ 0 };
	for (size_t i = 0; !err && !cmp.n_pairs && i < base->n_groups; i++) {
		const struct group *group = &base->groups[i];
		const struct group *its = strcmp(group->workload, workload) ?
			NULL : partner(other, group, base);

		if (has_records(group, paging) && has_records(its, paging))
			err = make_pair(&cmp, group, its, paging);
	}
	if (!err && cmp.n_pairs)
		err = measure_pair(&cmp, cmp.pairs, measure, false, change);
	compare_free(&cmp);
	return err;
}

void compare_free(struct comparison *cmp)
{
	for (size_t i = 0; i < cmp->n_pairs; i++) {
		free(cmp->pairs[i].label);
		free(cmp->pairs[i].base_reps.ok);
		free(cmp->pairs[i].other_reps.ok);
	}
	free(cmp->pairs);
	for (size_t i = 0; i < cmp->n_notes; i++)
		free(cmp->notes[i]);
	free(cmp->notes);
	free(cmp->plot);
	*cmp = (struct comparison){ 0 };
}

bool compare_equal(const struct comparison *cmp)
{
	for (size_t i = 0; i < cmp->n_pairs; i++)
		if (!cmp->pairs[i].base_reps.n_ok !=
		    !cmp->pairs[i].other_reps.n_ok)
			return false;
	return !cmp->incomplete && !compare_lost(cmp->other) &&
	       cmp->verdicts[VERDICT_EQUAL] && !cmp->verdicts[VERDICT_SAME] &&
	       !cmp->verdicts[VERDICT_CHANGED];
}

double compare_mean(const struct comparison *cmp, int which,
		    enum paging paging, size_t *n)
{
	double *ratios = calloc(cmp->n_pairs + 1, sizeof(*ratios));
	double mean;

	*n = 0;
	for (size_t i = 0; ratios && i < cmp->n_pairs; i++) {
		const struct ratio *ratio =
			&cmp->pairs[i].change[which].ratio;

		if (cmp->pairs[i].paging == paging &&
		    ratio->kind == RATIO_VALUE)
			ratios[(*n)++] = ratio->value;
	}
	mean = stats_geometric_mean(ratios, *n);
	free(ratios);
	return mean;
}
