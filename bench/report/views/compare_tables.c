// SPDX-License-Identifier: GPL-2.0
/* The tables and sentences of a comparison; see compare_tables.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_tables.h"
#include "text.h"

/* Reasons shown of one workload and mode. */
#define REASONS_MAX 6

#define TIMES "\xc3\x97"

static struct text ratio_text(const struct ratio *ratio)
{
	struct text t;

	switch (ratio->kind) {
	case RATIO_NONE:
		return (struct text){ TEXT_NONE };
	case RATIO_FROM_0:
		return (struct text){ "from 0" };
	case RATIO_TO_0:
		return (struct text){ "to 0" };
	case RATIO_VALUE:
		break;
	}
	if (ratio->value >= 9.9995 || ratio->value < 0.0005)
		return text_ratio(*ratio, "");
	snprintf(t.s, sizeof(t.s), "%.3f" TIMES, ratio->value);
	return t;
}

static struct text interval_text(const struct interval *i)
{
	struct text t;

	if (!i->known)
		return (struct text){ TEXT_NONE };
	snprintf(t.s, sizeof(t.s), i->high < 9.9995 ? "%.3f\u2013%.3f" :
		 "%.3g\u2013%.3g", i->low, i->high);
	return t;
}

static struct text p_text(const struct change *c)
{
	struct text t;

	if (c->verdict == VERDICT_NONE)
		return (struct text){ TEXT_NONE };
	if (c->test.p < 0.001)
		return (struct text){ "<0.001" };
	snprintf(t.s, sizeof(t.s), "%.3f", c->test.p);
	return t;
}

static struct text n_text(const struct change *c)
{
	struct text t;

	snprintf(t.s, sizeof(t.s), "%zu, %zu", c->base.n, c->other.n);
	return t;
}

/* The word for the reader, and its tint. */
static const char *verdict_word(const struct change *c, enum tint *tint)
{
	*tint = TINT_FAINT;
	switch (c->verdict) {
	case VERDICT_NONE:
		return TEXT_NONE;
	case VERDICT_EQUAL:
		return "equal";
	case VERDICT_SAME:
		return "~";
	case VERDICT_CHANGED:
		break;
	}
	*tint = TINT_STRONG;
	if (c->other.median == c->base.median)
		return "differs";
	*tint = c->other.median > c->base.median ? TINT_MORE : TINT_LESS;
	return *tint == TINT_MORE ? "more" : "less";
}

/* The figures are valid, but come from fewer repetitions than they should. */
static const char *incomplete_word(const char *word)
{
	if (!strcmp(word, "more"))
		return "more, incomplete";
	if (!strcmp(word, "less"))
		return "less, incomplete";
	return "incomplete";
}

static void add_change(struct table *table, const struct pair *pair, int which)
{
	const struct change *c = &pair->change[which];
	bool cycles = figure_descs[compared[which].fig].cycles;
	enum tint tint;
	const char *word = verdict_word(c, &tint);
	char *label = pair->per_op ? text_format("%s, one op", pair->label) :
				     NULL;

	table_add(table, TINT_NONE, label ? label : pair->label);
	free(label);
	table_add(table, TINT_NONE, text_median(&c->base, cycles).s);
	table_add(table, TINT_NONE, text_median(&c->other, cycles).s);
	table_add(table, tint, ratio_text(&c->ratio).s);
	table_add(table, TINT_FAINT, interval_text(&c->interval).s);
	table_add(table, TINT_FAINT, p_text(c).s);
	table_add(table, TINT_FAINT, n_text(c).s);
	if (tally_is_short(&pair->other_reps, &pair->base_reps))
		table_add(table, TINT_MORE, incomplete_word(word));
	else
		table_add(table, tint, word);
}

static void add_mean(struct table *table, const struct comparison *cmp,
		     int which, enum paging paging)
{
	size_t n;
	double mean = compare_mean(cmp, which, paging, &n);
	char *label = text_format("geom. mean %s",
				  figures_mode(cmp->base, paging));
	struct ratio ratio = { RATIO_VALUE, mean };

	if (!n) {
		free(label);
		return;
	}
	table_add(table, TINT_NONE, label ? label : "geom. mean");
	table_add(table, TINT_NONE, "");
	table_add(table, TINT_NONE, "");
	table_add(table, TINT_STRONG, ratio_text(&ratio).s);
	table_add(table, TINT_NONE, "");
	table_add(table, TINT_NONE, "");
	table_add(table, TINT_FAINT, text_number(n).s);
	table_add(table, TINT_NONE, "");
	free(label);
}

void compare_table(struct table *table, const struct comparison *cmp,
		   int which)
{
	static const char *const titles[COMPARED] = {
		"VM exits", "Cost of exits", "Elapsed",
	};

	*table = (struct table){ .n_columns = 8, .left = { [7] = true } };
	table_caption(table, "%s: this run and the base", titles[which]);
	table_add_row(table, (const char *[]){
		titles[which], "base", "run", "ratio", "95 % interval", "p",
		"n", "",
	});
	for (size_t i = 0; i < cmp->n_pairs; i++)
		add_change(table, &cmp->pairs[i], which);
	add_mean(table, cmp, which, PAGING_TDP);
	add_mean(table, cmp, which, PAGING_SHADOW);
}

/* How often @reason was, by operation where @ops is not 0. */
static double count_of(const struct group *group, enum paging paging,
		       uint32_t reason, double ops, const char **name)
{
	const struct reason_figures *r =
		figures_reason(&group->mode[paging], reason);

	if (!r)
		return 0;
	*name = r->name;
	return ops ? r->count.median / ops : r->count.median;
}

struct moved {
	const char *name;
	double base, other;
};

static int by_difference(const void *a, const void *b)
{
	const struct moved *x = a, *y = b;
	double dx = fabs(x->other - x->base), dy = fabs(y->other - y->base);

	return (dx < dy) - (dx > dy);
}

static bool has_reason(const struct group *group, uint64_t reason)
{
	uint64_t next = reason;

	return figures_next_reason(group, &next) && next == reason;
}

/* The reasons of @pair whose medians differ, most first; to be freed. */
static struct moved *moved_reasons(const struct pair *pair, size_t *n)
{
	const struct group *groups[] = { pair->base, pair->other };
	double base_ops = pair->per_op ? pair->base_reps.ops : 0;
	double other_ops = pair->per_op ? pair->other_reps.ops : 0;
	struct moved *moved = NULL;

	*n = 0;
	for (int g = 0; g < 2; g++)
		for (uint64_t r = 0; figures_next_reason(groups[g], &r); r++) {
			struct moved m = { NULL, 0, 0 }, *grown;

			m.base = count_of(pair->base, pair->paging, r,
					  base_ops, &m.name);
			m.other = count_of(pair->other, pair->paging, r,
					   other_ops, &m.name);
			if (m.base == m.other ||
			    (g && has_reason(pair->base, r)))
				continue;
			grown = reallocarray(moved, *n + 1, sizeof(*grown));
			if (!grown)
				break;
			moved = grown;
			moved[(*n)++] = m;
		}
	if (*n)
		qsort(moved, *n, sizeof(*moved), by_difference);
	return moved;
}

static struct text difference_text(double base, double other)
{
	struct text t;

	snprintf(t.s, sizeof(t.s), "%s%.40s", other > base ? "+" : "\u2212",
		 text_number(fabs(other - base)).s);
	return t;
}

static void add_moved(struct table *table, const char *label,
		      const struct moved *m)
{
	struct spread base = { 1, m->base, 0, 0 }, other = { 1, m->other, 0, 0 };
	struct ratio ratio = ratio_of(&base, &other);

	table_add(table, TINT_NONE, label);
	table_add(table, TINT_NONE, m->name);
	table_add(table, TINT_NONE, text_number(m->base).s);
	table_add(table, TINT_NONE, text_number(m->other).s);
	table_add(table, m->other > m->base ? TINT_MORE : TINT_LESS,
		  difference_text(m->base, m->other).s);
	table_add(table, TINT_FAINT, ratio_text(&ratio).s);
}

void compare_reasons(struct table *table, const struct comparison *cmp)
{
	*table = (struct table){ .n_columns = 6, .left = { [1] = true } };
	table_caption(table, "Exit reasons that changed most");
	table_add_row(table, (const char *[]){
		"What changed", "exit reason", "base", "run", "difference",
		"ratio",
	});
	for (size_t i = 0; i < cmp->n_pairs; i++) {
		const struct pair *pair = &cmp->pairs[i];
		struct moved *moved;
		size_t n;

		if (pair->change[0].verdict != VERDICT_CHANGED)
			continue;
		moved = moved_reasons(pair, &n);
		for (size_t m = 0; m < n && m < REASONS_MAX; m++)
			add_moved(table, pair->label, &moved[m]);
		free(moved);
	}
}

/* The verdict on the figures that there are. */
static char *figures_sentence(const struct comparison *cmp)
{
	size_t equal = cmp->verdicts[VERDICT_EQUAL];
	size_t same = cmp->verdicts[VERDICT_SAME];
	size_t changed = cmp->verdicts[VERDICT_CHANGED];
	size_t all = equal + same + changed;

	if (!all)
		return text_format("The runs have no workload and paging mode in common: there is nothing to compare.");
	if (compare_equal(cmp))
		return text_format("The runs are equal: all %zu figures of %zu workloads and paging modes agree in every repetition.",
				   all, all / COMPARED);
	if (!changed)
		return text_format("No figure differs significantly: of %zu, %zu are equal in every repetition.",
				   all, equal);
	return text_format("%zu of %zu figures differ significantly; %zu differ, but not significantly; %zu are equal in every repetition.",
			   changed, all, same, equal);
}

char *compare_sentence(const struct comparison *cmp)
{
	char *figures = figures_sentence(cmp), *all;

	if (!figures || !cmp->incomplete)
		return figures;
	all = text_format("This run is incomplete for %zu workload%s and paging mode%s: repetitions failed, were skipped, are missing or are fewer than in the base. %s",
			  cmp->incomplete, cmp->incomplete == 1 ? "" : "s",
			  cmp->incomplete == 1 ? "" : "s", figures);
	free(figures);
	return all;
}

char *compare_rule(const struct comparison *cmp)
{
	char *cycles = text_format("Cycles are %s: %s.", cmp->base->cycles_unit,
				   cmp->base->cycles_note);
	char *rule;

	if (!cycles)
		return NULL;
	rule = text_format(
		"Ratio: the run's median divided by the base's; interval: bootstrap, %d resamples, seed %d; p: Mann-Whitney, two-sided; ~: not significant at p < %.2f; n of a geometric mean is the number of its ratios. %s%s%s%s",
		STATS_RESAMPLES, STATS_SEED, STATS_ALPHA,
		cmp->per_op ?
		"One op: the runs did different numbers of operations, so their figures are divided by these numbers. " : "",
		figures_emulated(cmp->base) ?
		"The rig is emulated: any difference in counts is significant, whatever p is; a difference in cycles is significant when the ranges do not overlap. " : "",
		cmp->too_few ?
		"Some figures have too few repetitions for any difference to be significant: both runs need at least REPS=4. Conditions of --fail-if judge such figures by their medians alone. " : "",
		cycles);
	free(cycles);
	return rule;
}
