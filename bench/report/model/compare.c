// SPDX-License-Identifier: GPL-2.0
/* Compares two runs; see compare.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "text.h"

const struct measure compared[COMPARED] = {
	{ .fig = FIG_EXITS }, { .fig = FIG_COST }, { .fig = FIG_ELAPSED },
};

const char *compare_name(const struct figures *figs)
{
	return results_name(figs->res);
}

__attribute__((format(printf, 2, 3)))
static int note(struct comparison *cmp, const char *fmt, ...)
{
	char **grown = reallocarray(cmp->notes, cmp->n_notes + 1,
				    sizeof(*grown));
	va_list ap;
	int len;

	if (!grown)
		return -ENOMEM;
	cmp->notes = grown;
	va_start(ap, fmt);
	len = vasprintf(&grown[cmp->n_notes], fmt, ap);
	va_end(ap);
	if (len < 0)
		return -ENOMEM;
	cmp->n_notes++;
	return 0;
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

int compare_measure(const struct comparison *cmp, const struct pair *pair,
		    const struct measure *measure, struct change *c)
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

static int count_reps(struct tally *tally, const struct figures *figs,
		      const struct group *group, enum paging paging)
{
	size_t asked = figs->res->meta.reps, n;
	double *ops;

	if (!group)
		return 0;
	tally->failed = group->mode[paging].failed;
	tally->skipped = group->mode[paging].skipped;
	n = group->mode[paging].ok + tally->failed + tally->skipped;
	tally->missing = n && n < asked ? asked - n : 0;
	tally->ok = calloc(n + 1, sizeof(*tally->ok));
	ops = calloc(n + 1, sizeof(*ops));
	if (!tally->ok || !ops) {
		free(ops);
		return -ENOMEM;
	}
	for (size_t i = 0; i < group->mode[paging].n_recs; i++) {
		const struct record *rec = group->mode[paging].recs[i];

		if (rec->status != STATUS_OK)
			continue;
		ops[tally->n_ok] = rec->ops;
		tally->ok[tally->n_ok++] = rec;
	}
	tally->ops = stats_double(ops, tally->n_ok).median;
	free(ops);
	return 0;
}

static bool all_have_ops(const struct tally *tally)
{
	for (size_t i = 0; i < tally->n_ok; i++)
		if (!tally->ok[i]->ops)
			return false;
	return true;
}

bool pair_incomplete(const struct pair *pair)
{
	const struct tally *base = &pair->base_reps, *other = &pair->other_reps;

	return other->failed || other->missing ||
	       other->skipped > base->skipped || other->n_ok < base->n_ok;
}

char *tally_text(const struct tally *tally)
{
	const struct { size_t n; const char *word; } parts[] = {
		{ tally->failed, "failed" }, { tally->skipped, "skipped" },
		{ tally->missing, "missing" },
	};
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	if (!tally->ok)
		fputs("no record", out);
	else
		fprintf(out, "%zu good repetition%s", tally->n_ok,
			tally->n_ok == 1 ? "" : "s");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i].n)
			fprintf(out, ", %zu %s", parts[i].n, parts[i].word);
	return fclose(out) ? NULL : text;
}

/* What is not as it was to be, on either side, and what became of it. */
static int note_pair(struct comparison *cmp, const struct pair *pair)
{
	const struct tally *base = &pair->base_reps, *other = &pair->other_reps;
	bool both = base->n_ok && other->n_ok;
	char *a, *b;
	int err = 0;

	if (pair->per_op)
		err = note(cmp, "%s: %.12g operations in the base, %.12g in this run: its figures are divided by them",
			   pair->label, base->ops, other->ops);
	if (err || (both && !pair_incomplete(pair) && !base->failed &&
		    !base->skipped && !base->missing))
		return err;
	if (base->n_ok && !pair->other)
		return note(cmp, "%s has figures only in the base",
			    pair->label);
	if (other->n_ok && !pair->base)
		return note(cmp, "%s has figures only in this run",
			    pair->label);
	a = tally_text(base);
	b = tally_text(other);
	err = a && b ? note(cmp, "%s: %s in the base; %s in this run",
			    pair->label, a, b) : -ENOMEM;
	free(a);
	free(b);
	return err;
}

static bool has_records(const struct group *group, enum paging paging)
{
	const struct mode_figures *mode = group ? &group->mode[paging] : NULL;

	return mode && (mode->ok || mode->failed || mode->skipped);
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
	      count_reps(&pair->base_reps, cmp->base, base, paging) ?:
	      count_reps(&pair->other_reps, cmp->other, other, paging);
	pair->per_op = pair->base_reps.n_ok && pair->other_reps.n_ok &&
		       pair->base_reps.ops != pair->other_reps.ops &&
		       all_have_ops(&pair->base_reps) &&
		       all_have_ops(&pair->other_reps);
	cmp->per_op |= pair->per_op;
	cmp->incomplete += pair_incomplete(pair);
	for (int i = 0; !err && i < COMPARED; i++) {
		err = compare_measure(cmp, pair, &compared[i],
				      &pair->change[i]);
		cmp->too_few |= pair->change[i].too_few;
		cmp->verdicts[pair->change[i].verdict]++;
	}
	return err ?: note_pair(cmp, pair);
}

static int note_setting(struct comparison *cmp, const char *label,
			const char *what, const char *base, const char *other)
{
	if (!strcmp(base, other))
		return 0;
	return note(cmp, "%s%s%s: %s in the base, %s in this run", label,
		    *label ? ", " : "", what, *base ? base : "none",
		    *other ? other : "none");
}

/* A workload that is not quite the same: the reader must know. */
static int note_group(struct comparison *cmp, const struct group *base,
		      const struct group *other)
{
	if (!base || !other)
		return 0;
	return note_setting(cmp, base->workload, "parameters",
			    base->params_text, other->params_text);
}

static int add_groups(struct comparison *cmp)
{
	int err = 0;

	for (size_t i = 0; !err && i < cmp->base->n_groups; i++) {
		const struct group *group = &cmp->base->groups[i];
		const struct group *other = partner(cmp->other, group,
						    cmp->base);

		err = note_group(cmp, group, other) ?:
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

/* Settings that differ. */
static int note_facts(struct comparison *cmp)
{
	const struct meta_items *facts = &cmp->base->res->meta.facts;
	int err = 0;

	for (size_t i = 0; !err && i < facts->n; i++) {
		const char *name = facts->item[i].key;
		const char *other = meta_text(&cmp->other->res->meta.facts,
					      name);

		/* These two name the run itself, and differ always. */
		if (other && strcmp(name, "cmdline") &&
		    strcmp(name, "timer_interrupts"))
			err = note_setting(cmp, "", name, facts->item[i].text,
					   other);
	}
	return err;
}

/* Files of the user's: "file NAME", and what they need. */
static bool is_users(const char *name)
{
	return !strncmp(name, "file ", 5) || !strncmp(name, "library ", 8) ||
	       !strncmp(name, "loader ", 7);
}

/* Those of @a that @b has not, each with a comma in front but the first. */
static size_t list_missing(FILE *out, size_t n, const struct meta_items *a,
			   const struct meta_items *b, const char *where)
{
	for (size_t i = 0; i < a->n; i++)
		if (is_users(a->item[i].key) && !meta_text(b, a->item[i].key))
			fprintf(out, "%s%s (only in %s)", n++ ? ", " : "",
				a->item[i].key, where);
	return n;
}

/* One note of all that ran and is not the same, by its SHA-256. */
static int note_hashes(struct comparison *cmp)
{
	const struct meta_items *hashes = &cmp->base->res->meta.hashes;
	const struct meta_items *others = &cmp->other->res->meta.hashes;
	char *list;
	size_t len, n = 0;
	FILE *out = open_memstream(&list, &len);
	int err;

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < hashes->n; i++) {
		const char *name = hashes->item[i].key;
		const char *other = meta_text(others, name);

		if (other && strcmp(other, hashes->item[i].text))
			fprintf(out, "%s%s", n++ ? ", " : "", name);
	}
	n = list_missing(out, n, hashes, others, "the base");
	n = list_missing(out, n, others, hashes, "this run");
	if (fclose(out))
		return -ENOMEM;
	err = n ? note(cmp, "not the same in both runs: %s", list) : 0;
	free(list);
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

/* What a run has no figures of, and why. */
static int note_losses(struct comparison *cmp, const struct figures *figs,
		       const char *which)
{
	int err = 0;

	for (size_t i = 0; !err && i < figs->findings.n; i++)
		if (figs->findings.list[i].kind != FINDING_NOTE)
			err = note(cmp, "%s: %s", which,
				   figs->findings.list[i].text);
	return err;
}

static int note_meta(struct comparison *cmp)
{
	const struct run_meta *base = &cmp->base->res->meta;
	const struct run_meta *other = &cmp->other->res->meta;

	return note_setting(cmp, "", "git", base->git ?: "",
			    other->git ?: "") ?:
	       note_setting(cmp, "", "kernel", base->kernel ?: "",
			    other->kernel ?: "") ?:
	       note_setting(cmp, "", "machine", base->machine ?: "",
			    other->machine ?: "") ?:
	       note_setting(cmp, "", "command", base->command ?: "",
			    other->command ?: "") ?:
	       note_hashes(cmp) ?: note_facts(cmp);
}

int compare_figures(struct comparison *cmp, const struct figures *base,
		    const struct figures *other)
{
	*cmp = (struct comparison){ .base = base, .other = other };
	if (strcmp(base->rig, other->rig) ||
	    base->vendor != other->vendor) {
		fprintf(stderr, "exitbench: comparing '%s' with '%s': rig '%s' is not rig '%s': their figures are not comparable; compare runs of one rig\n",
			other->res->dir, base->res->dir, other->rig, base->rig);
		return -EINVAL;
	}
	return note_losses(cmp, base, "the base") ?:
	       note_losses(cmp, other, "this run") ?: note_meta(cmp) ?:
	       add_groups(cmp);
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
	return !cmp->incomplete && !compare_lost(cmp->other) && cmp->verdicts[VERDICT_EQUAL] && !cmp->verdicts[VERDICT_SAME] &&
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
