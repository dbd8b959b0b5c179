// SPDX-License-Identifier: GPL-2.0
/*
 * Figures of exit reasons; see reasons_derive.h. The records are walked once to
 * see which reasons there are and how often, then once for each figure, so only
 * one number of each is in memory unpacked.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "kept.h"
#include "lookup.h"
#include "packed.h"
#include "reasons_derive.h"

/* One reason that was found, and how many records have it. */
struct found {
	struct reason_figures figures;
	size_t n;
	size_t at;	/* of its numbers among those of all */
	bool timed;	/* no exit takes no time: else a KVM counts only */
};

struct all_found {
	struct found *list;
	size_t n, room;
	struct lookup numbers;
};

/* A reason that is looked for. */
struct wanted {
	const struct all_found *all;
	uint32_t reason;
};

static bool is_wanted(const void *data, size_t entry)
{
	const struct wanted *wanted = data;

	return wanted->all->list[entry].figures.reason == wanted->reason;
}

static size_t find(const struct all_found *all, uint32_t reason)
{
	struct wanted wanted = { all, reason };

	return lookup_find(&all->numbers, lookup_number(LOOKUP_SEED, reason),
			   is_wanted, &wanted);
}

static int add(struct all_found *all, const struct exit_reason *r)
{
	size_t room = all->room ? 2 * all->room : 16;
	struct found *grown;

	if (all->n == all->room) {
		grown = reallocarray(all->list, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		all->list = grown;
		all->room = room;
	}
	all->list[all->n] = (struct found){
		.figures = { .reason = r->reason, .name = kept_text(r->name) },
	};
	return lookup_add(&all->numbers,
			  lookup_number(LOOKUP_SEED, r->reason), all->n++);
}

void blocked_add(struct blocked *sum, const struct blocked *more)
{
	sum->all += more->all;
	sum->preempted += more->preempted;
	sum->asleep += more->asleep;
}

static void l2_add(struct from_l2 *sum, const struct exit_reason *r)
{
	sum->all += r->count;
	sum->count += r->l2_count;
	sum->kernel += r->l2_kernel_cycles;
	sum->user += r->l2_user_cycles;
}

/* Which reasons there are, how often, what they cost and how deep they went. */
static int find_all(struct all_found *all, const struct record **recs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct packed_walk walk = packed_begin(recs[i]);
		struct exit_reason r;

		while (packed_next(&walk, &r)) {
			size_t which = find(all, r.reason);
			struct histogram cost = packed_cost(&r);

			if (which == LOOKUP_NONE) {
				which = all->n;
				if (add(all, &r))
					return -ENOMEM;
			}
			all->list[which].n++;
			all->list[which].timed |= r.kernel_cycles ||
				r.user_cycles || r.blocked_cycles ||
				r.away_cycles;
			histogram_add(&all->list[which].figures.cost, &cost);
			for (int d = 0; d < KVM_EXIT_ACCT_DEPTHS; d++)
				all->list[which].figures.depth[d] += r.depth[d];
			blocked_add(&all->list[which].figures.parts,
				    &(struct blocked){ r.blocked_cycles,
					r.preempted_cycles, r.asleep_cycles });
			l2_add(&all->list[which].figures.l2, &r);
			all->list[which].figures.switched.exits += r.count;
			all->list[which].figures.switched.cycles +=
				r.switch_cycles;
		}
	}
	return 0;
}

/* Where a figure comes from, and where its spread goes. */
static const struct {
	size_t from, to;
} figures[] = {
#define FROM_TO(from, to) \
	{ offsetof(struct exit_reason, from), offsetof(struct reason_figures, to) }
	FROM_TO(count, count),
	FROM_TO(kernel_cycles, kernel),
	FROM_TO(user_cycles, user),
	FROM_TO(blocked_cycles, blocked),
	FROM_TO(away_cycles, away),
	FROM_TO(switch_cycles, switch_cycles),
};

/* Spreads of one figure; @values has room for that of every reason. */
static void derive_one(struct all_found *all, const struct record **recs,
		       size_t n, size_t f, uint64_t *values)
{
	size_t at = 0;

	for (size_t i = 0; i < all->n; i++) {
		all->list[i].at = at;
		at += all->list[i].n;
	}
	for (size_t i = 0; i < n; i++) {
		struct packed_walk walk = packed_begin(recs[i]);
		struct exit_reason r;

		while (packed_next(&walk, &r))
			values[all->list[find(all, r.reason)].at++] =
				*(uint64_t *)((char *)&r + figures[f].from);
	}
	for (size_t i = 0; i < all->n; i++) {
		struct found *found = &all->list[i];

		if (!found->timed && figures[f].from !=
		    offsetof(struct exit_reason, count))
			continue;
		/* A record without the reason had none of it. */
		*(struct spread *)((char *)&found->figures + figures[f].to) =
			stats_u64_and_zeros(values + found->at - found->n,
					    found->n, n - found->n);
	}
}

static int by_reason(const void *a, const void *b)
{
	const struct reason_figures *x = a, *y = b;

	return x->reason < y->reason ? -1 : x->reason > y->reason;
}

static int derive(struct all_found *all, const struct record **recs, size_t n)
{
	size_t numbers = 0;
	uint64_t *values;

	for (size_t i = 0; i < all->n; i++)
		numbers += all->list[i].n;
	values = calloc(numbers + 1, sizeof(*values));
	if (!values)
		return -ENOMEM;
	for (size_t f = 0; f < sizeof(figures) / sizeof(*figures); f++)
		derive_one(all, recs, n, f, values);
	free(values);
	return 0;
}

int reasons_derive(struct reason_figures **reasons, size_t *n_reasons,
		   const struct record **recs, size_t n)
{
	struct all_found all = { 0 };
	int err = find_all(&all, recs, n) ?: derive(&all, recs, n);

	*reasons = calloc(all.n + 1, sizeof(**reasons));
	if (!err && !*reasons)
		err = -ENOMEM;
	for (size_t i = 0; !err && i < all.n; i++)
		(*reasons)[(*n_reasons)++] = all.list[i].figures;
	if (!err)
		qsort(*reasons, *n_reasons, sizeof(**reasons), by_reason);
	lookup_free(&all.numbers);
	free(all.list);
	return err;
}
