// SPDX-License-Identifier: GPL-2.0
/*
 * Holds comparisons against conditions; see judge.h. A check must not pass because
 * there was nothing to check.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "text.h"

/* Takes @breach, if any; @failed tells an allocation that failed from none. */
static int add(struct judgements *to, const struct comparison *cmp,
	       const char *label, const char *check, char *breach, bool failed)
{
	struct judgement *grown = reallocarray(to->list, to->n + 1,
					       sizeof(*grown));
	struct judgement *j;

	if (!grown) {
		free(breach);
		return -ENOMEM;
	}
	to->list = grown;
	j = &grown[to->n++];
	*j = (struct judgement){
		.cmp = cmp, .label = strdup(label), .check = strdup(check),
		.breach = breach,
	};
	to->breaches += failed;
	return j->label && j->check && (breach || !failed) ? 0 : -ENOMEM;
}

static char *changed_text(const struct comparison *cmp, const struct pair *pair,
			  const struct threshold *t, const struct change *c)
{
	return text_format("%s in run %s: %s: %s in the base, %s in this run%s",
			   pair->label, compare_name(cmp->other), t->text,
			   text_number(c->base.median).s,
			   text_number(c->other.median).s,
			   pair->per_op && measure_adds_up(&t->measure) ?
			   ", by operation" : "");
}

/*
 * A change that is significant, or of which there are too few repetitions to
 * tell, is held against the condition. *@judged counts those that could be.
 */
static int judge_pair(struct judgements *to, const struct comparison *cmp,
		      const struct pair *pair, const struct threshold *t,
		      size_t *judged)
{
	const char *run = compare_name(cmp->other);
	double scale = pair->per_op && measure_adds_up(&t->measure) ?
		       pair->base_reps.ops : 1;
	struct change c;
	bool met;
	int err = compare_measure(cmp, pair, &t->measure, &c);

	if (err || (!c.base.n && !c.other.n))
		return err;
	if (c.base.n && c.other.n) {
		++*judged;
		met = (c.verdict == VERDICT_CHANGED || c.too_few) &&
		      threshold_exceeded(t, &c.base, &c.other, scale);
		return add(to, cmp, pair->label, t->text,
			   met ? changed_text(cmp, pair, t, &c) : NULL, met);
	}
	/* New in this run: nothing that could have become worse. */
	if (!c.base.n)
		return 0;
	/* What the base has and the run lost must not pass. */
	++*judged;
	return add(to, cmp, pair->label, t->text,
		   text_format("%s has no figures in run %s, so %s cannot be judged",
			       pair->label, run, t->text), true);
}

static bool covered(const struct pair *pair, const struct thresholds *all)
{
	const char *workload = (pair->base ? pair->base : pair->other)->workload;

	for (size_t i = 0; i < all->n; i++)
		if (threshold_covers(&all->list[i], workload, pair->paging))
			return true;
	return false;
}

static int judge_complete(struct judgements *to, const struct comparison *cmp,
			  const struct pair *pair)
{
	bool lacks = pair->other &&
		     tally_is_short(&pair->other_reps, &pair->base_reps);
	char *base = tally_text(&pair->base_reps);
	char *other = tally_text(&pair->other_reps), *breach = NULL;
	int err;

	if (lacks && base && other)
		breach = text_format("%s in run %s: %s; %s in the base",
				     pair->label, compare_name(cmp->other),
				     other, base);
	err = add(to, cmp, pair->label, "complete", breach, lacks);
	free(base);
	free(other);
	return err;
}

/* Records that are not there, whatever they were of. */
static int judge_losses(struct judgements *to, const struct comparison *cmp)
{
	const struct figures *figs = cmp->other;
	int err = 0;

	if (!compare_lost(figs))
		return add(to, cmp, "", "complete", NULL, false);
	for (size_t i = 0; !err && i < figs->findings.n; i++) {
		const struct finding *f = &figs->findings.list[i];

		if (f->kind == FINDING_MISSING || f->kind == FINDING_DAMAGED)
			err = add(to, cmp, "", "complete",
				  text_format("run %s: %s", compare_name(figs),
					      f->text), true);
	}
	return err;
}

int judge_comparison(struct judgements *to, const struct comparison *cmp,
		     const struct thresholds *all)
{
	int err = all->n ? judge_losses(to, cmp) : 0;

	for (size_t p = 0; !err && p < cmp->n_pairs; p++)
		if (covered(&cmp->pairs[p], all))
			err = judge_complete(to, cmp, &cmp->pairs[p]);
	for (size_t i = 0; !err && i < all->n; i++) {
		const struct threshold *t = &all->list[i];
		size_t judged = 0;

		for (size_t p = 0; !err && p < cmp->n_pairs; p++) {
			const struct pair *pair = &cmp->pairs[p];
			const struct group *any = pair->base ? pair->base :
							       pair->other;

			if (threshold_covers(t, any->workload, pair->paging))
				err = judge_pair(to, cmp, pair, t, &judged);
		}
		if (!err && !judged)
			err = add(to, cmp, "", t->text,
				  text_format("%s names nothing that base and run %s have in common",
					      t->text,
					      compare_name(cmp->other)), true);
	}
	return err;
}

void judgements_free(struct judgements *judgements)
{
	for (size_t i = 0; i < judgements->n; i++) {
		free(judgements->list[i].label);
		free(judgements->list[i].check);
		free(judgements->list[i].breach);
	}
	free(judgements->list);
	*judgements = (struct judgements){ 0 };
}
