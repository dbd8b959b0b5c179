// SPDX-License-Identifier: GPL-2.0
/* Compares two runs; see compare.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "text.h"

const enum figure compared[COMPARED] = { FIG_EXITS, FIG_COST, FIG_ELAPSED };

const char *compare_name(const struct figures *figs)
{
	return results_meta(figs->res, "run", figs->res->dir);
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
	       json_equal(a->params, b->params);
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
		    (by_params && !json_equal(group->params, like->params)))
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

static void compare_figure(struct comparison *cmp, struct pair *pair, int i)
{
	const struct mode_figures *base = &pair->base->mode[pair->paging];
	const struct mode_figures *other = &pair->other->mode[pair->paging];
	const double *a = figures_samples(base, compared[i]);
	const double *b = figures_samples(other, compared[i]);
	struct change *c = &pair->change[i];
	bool emulated = figures_emulated(cmp->base);

	c->base = base->fig[compared[i]];
	c->other = other->fig[compared[i]];
	c->ratio = ratio_of(&c->base, &c->other);
	c->interval = stats_ratio_interval(a, c->base.n, b, c->other.n);
	c->test = stats_mann_whitney(a, c->base.n, b, c->other.n);
	c->verdict = judge(c, same_samples(a, c->base.n, b, c->other.n),
			   emulated, compared[i] == FIG_EXITS);
	c->too_few = !emulated && c->verdict == VERDICT_SAME &&
		     stats_least_p(c->base.n, c->other.n) >= STATS_ALPHA;
	cmp->too_few |= c->too_few;
}

static bool has_figures(const struct group *group, enum paging paging)
{
	return group && group->mode[paging].ok;
}

static int add_pair(struct comparison *cmp, const struct group *base,
		    const struct group *other, enum paging paging)
{
	bool in_base = has_figures(base, paging);
	bool in_other = has_figures(other, paging);
	struct pair *pair;

	if (!in_base && !in_other)
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
	if (!pair->label)
		return -ENOMEM;
	cmp->n_pairs++;
	for (int i = 0; i < COMPARED; i++) {
		if (base && other)
			compare_figure(cmp, pair, i);
		else if (base)
			pair->change[i].base = base->mode[paging].fig[compared[i]];
		else
			pair->change[i].other = other->mode[paging].fig[compared[i]];
		cmp->verdicts[pair->change[i].verdict]++;
	}
	if (in_base == in_other)
		return 0;
	return note(cmp, "%s has figures in %s alone", pair->label,
		    in_base ? "the base" : "this run");
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
	json_t *base = json_object_get(cmp->base->res->meta, "facts"), *val;
	const json_t *other = json_object_get(cmp->other->res->meta, "facts");
	const char *name;
	int err = 0;

	json_object_foreach(base, name, val) {
		const char *a = json_string_value(val);
		const char *b = json_string_value(json_object_get(other, name));

		/* These two name the run itself, and differ always. */
		if (!err && a && b && strcmp(name, "cmdline") &&
		    strcmp(name, "timer_interrupts"))
			err = note_setting(cmp, "", name, a, b);
	}
	return err;
}

/* One note of all that ran and is not the same, by its SHA-256. */
static int note_hashes(struct comparison *cmp)
{
	json_t *base = json_object_get(cmp->base->res->meta, "hashes"), *val;
	const json_t *other = json_object_get(cmp->other->res->meta, "hashes");
	const char *name;
	char *list;
	size_t len, n = 0;
	FILE *out = open_memstream(&list, &len);
	int err;

	if (!out)
		return -ENOMEM;
	json_object_foreach(base, name, val) {
		const json_t *its = json_object_get(other, name);

		if (its && !json_equal(its, val))
			fprintf(out, "%s%s", n++ ? ", " : "", name);
	}
	if (fclose(out))
		return -ENOMEM;
	err = n ? note(cmp, "not the same in both runs: %s", list) : 0;
	free(list);
	return err;
}

static int note_meta(struct comparison *cmp)
{
	static const char *const keys[] = { "git", "kernel", "machine" };
	const struct results *base = cmp->base->res, *other = cmp->other->res;
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(keys) / sizeof(*keys); i++)
		err = note_setting(cmp, "", keys[i],
				   results_meta(base, keys[i], ""),
				   results_meta(other, keys[i], ""));
	return err ?: note_hashes(cmp) ?: note_facts(cmp);
}

int compare_figures(struct comparison *cmp, const struct figures *base,
		    const struct figures *other)
{
	*cmp = (struct comparison){ .base = base, .other = other };
	if (strcmp(base->rig, other->rig) ||
	    strcmp(base->vendor, other->vendor)) {
		fprintf(stderr, "exitbench: comparing '%s' with '%s': rig '%s' is not rig '%s': their figures are not comparable; compare runs of one rig\n",
			other->res->dir, base->res->dir, other->rig, base->rig);
		return -EINVAL;
	}
	return note_meta(cmp) ?: add_groups(cmp);
}

void compare_free(struct comparison *cmp)
{
	for (size_t i = 0; i < cmp->n_pairs; i++)
		free(cmp->pairs[i].label);
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
		if (has_figures(cmp->pairs[i].base, cmp->pairs[i].paging) !=
		    has_figures(cmp->pairs[i].other, cmp->pairs[i].paging))
			return false;
	return cmp->verdicts[VERDICT_EQUAL] && !cmp->verdicts[VERDICT_SAME] &&
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

bool compare_exceeds(const struct pair *pair,
		     const struct threshold *threshold, bool *judged)
{
	const struct change *c = pair->change;

	for (int i = 0; i < COMPARED; i++, c++) {
		if (compared[i] != threshold->fig)
			continue;
		*judged |= c->verdict != VERDICT_NONE;
		if (c->verdict == VERDICT_CHANGED || c->too_few)
			return threshold_exceeded(threshold, &c->ratio);
	}
	return false;
}
