// SPDX-License-Identifier: GPL-2.0
/*
 * Figures of exit reasons; see reasons_derive.h. All reasons of all records are
 * sorted once, so those of one number lie together.
 */
#include <errno.h>
#include <stdlib.h>

#include "reasons_derive.h"

static int by_reason(const void *a, const void *b)
{
	const struct exit_reason *x = *(const struct exit_reason *const *)a;
	const struct exit_reason *y = *(const struct exit_reason *const *)b;

	return x->reason < y->reason ? -1 : x->reason > y->reason;
}

static const struct exit_reason **collect(const struct record **recs, size_t n,
					  size_t *n_all)
{
	const struct exit_reason **all;
	size_t most = 1;

	*n_all = 0;
	for (size_t i = 0; i < n; i++)
		most += recs[i]->n_reasons;
	all = calloc(most, sizeof(*all));
	for (size_t i = 0; all && i < n; i++)
		for (size_t j = 0; j < recs[i]->n_reasons; j++)
			all[(*n_all)++] = &recs[i]->reasons[j];
	if (all)
		qsort(all, *n_all, sizeof(*all), by_reason);
	return all;
}

static uint64_t count_of(const struct exit_reason *r)
{
	return r->count;
}

static uint64_t kernel_of(const struct exit_reason *r)
{
	return r->kernel_cycles;
}

static uint64_t user_of(const struct exit_reason *r)
{
	return r->user_cycles;
}

static uint64_t blocked_of(const struct exit_reason *r)
{
	return r->blocked_cycles;
}

/* Of the @n that have it, and of the others, up to @n_recs, that had none. */
static struct spread spread_of(const struct exit_reason **of, size_t n,
			       size_t n_recs,
			       uint64_t (*value)(const struct exit_reason *r),
			       uint64_t *scratch)
{
	for (size_t i = 0; i < n; i++)
		scratch[i] = value(of[i]);
	return stats_u64_and_zeros(scratch, n, n_recs - n);
}

static void derive_one(struct reason_figures *to,
		       const struct exit_reason **of, size_t n, size_t n_recs,
		       uint64_t *scratch)
{
	*to = (struct reason_figures){
		.reason = of[0]->reason, .name = of[0]->name,
		.count = spread_of(of, n, n_recs, count_of, scratch),
		.kernel = spread_of(of, n, n_recs, kernel_of, scratch),
		.user = spread_of(of, n, n_recs, user_of, scratch),
		.blocked = spread_of(of, n, n_recs, blocked_of, scratch),
	};
	for (size_t i = 0; i < n; i++)
		if (of[i]->timed)
			histogram_add(&to->cost, &of[i]->cost);
}

int reasons_derive(struct reason_figures **reasons, size_t *n_reasons,
		   const struct record **recs, size_t n)
{
	size_t n_all, distinct = 0, same;
	const struct exit_reason **all = collect(recs, n, &n_all);
	uint64_t *scratch = calloc(n + 1, sizeof(*scratch));
	int err = -ENOMEM;

	for (size_t i = 0; all && i < n_all; i++)
		distinct += !i || all[i]->reason != all[i - 1]->reason;
	*reasons = calloc(distinct + 1, sizeof(**reasons));
	if (!all || !scratch || !*reasons)
		goto out;
	for (size_t i = 0; i < n_all; i += same) {
		for (same = 1; i + same < n_all &&
		     all[i + same]->reason == all[i]->reason; same++)
			;
		derive_one(&(*reasons)[(*n_reasons)++], all + i, same, n,
			   scratch);
	}
	err = 0;
out:
	free(scratch);
	free(all);
	return err;
}
