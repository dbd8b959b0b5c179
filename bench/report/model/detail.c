// SPDX-License-Identifier: GPL-2.0
/* What exits of one reason were about, over the repetitions; see detail.h. */
#include <errno.h>
#include <stdlib.h>

#include "detail.h"
#include "detail_names.h"
#include "packed.h"
#include "reasons.h"

/* One entry of one record. */
struct sample {
	struct detail_figures of;	/* reason, what, write */
	uint64_t count, cycles;
};

static int by_key(const void *a, const void *b)
{
	const struct detail_figures *x = a, *y = b;

	if (x->reason != y->reason)
		return x->reason < y->reason ? -1 : 1;
	if (x->what != y->what)
		return x->what < y->what ? -1 : 1;
	return x->write - y->write;
}

/*
 * On SVM vectors and control registers are exit codes of their own (APM vol. 2,
 * appendix C), so the reason says it all.
 */
static bool told_by_reason(const struct record *rec,
			   const struct exit_reason *r, struct sample *to)
{
	enum detail_kind kind = detail_kind(rec->vendor, r->reason);

	if (rec->vendor != VENDOR_SVM ||
	    (kind != DETAIL_VECTOR && kind != DETAIL_CR))
		return false;
	*to = (struct sample){
		.of = {
			.reason = r->reason,
			.what = r->reason & (kind == DETAIL_CR ? 0xf : 0x1f),
			.write = kind == DETAIL_CR && r->reason & 0x10,
		},
		.count = r->count,
		.cycles = r->kernel_cycles + r->user_cycles,
	};
	return true;
}

static size_t add_reason(const struct record *rec, const struct exit_reason *r,
			 struct sample *to)
{
	for (size_t i = 0; i < r->n_details; i++)
		to[i] = (struct sample){
			.of = {
				.reason = r->reason,
				.what = r->details[i].what,
				.write = r->details[i].write,
			},
			.count = r->details[i].count,
			.cycles = r->details[i].cycles,
		};
	return r->n_details + told_by_reason(rec, r, to + r->n_details);
}

/*
 * All entries of all records, those of one thing beside each other; none of a run
 * without details, of which the reasons would tell but a part.
 */
static struct sample *collect(const struct record **recs, size_t n_recs,
			      bool detailed, size_t *n)
{
	struct exit_reason r;
	struct sample *all;
	size_t most = 1;

	for (size_t i = 0; detailed && i < n_recs; i++) {
		struct packed_walk walk = packed_begin(recs[i]);

		while (packed_next(&walk, &r))
			most += r.n_details + 1;
	}
	all = calloc(most, sizeof(*all));
	*n = 0;
	for (size_t i = 0; all && detailed && i < n_recs; i++) {
		struct packed_walk walk = packed_begin(recs[i]);

		while (packed_next(&walk, &r))
			*n += add_reason(recs[i], &r, all + *n);
	}
	if (all)
		qsort(all, *n, sizeof(*all), by_key);
	return all;
}

int details_derive(struct details *details, const struct record **recs,
		   size_t n_recs, bool detailed)
{
	size_t n, i, same;
	struct sample *all = collect(recs, n_recs, detailed, &n);
	uint64_t *count = calloc(2 * n_recs + 1, sizeof(*count));
	uint64_t *cycles = count + n_recs;
	int err = -ENOMEM;

	*details = (struct details){ .list = calloc(n + 1,
						    sizeof(*details->list)) };
	if (!all || !count || !details->list)
		goto out;
	for (i = 0; i < n_recs; i++)
		if (extras(recs[i])->detail_lost > details->lost)
			details->lost = extras(recs[i])->detail_lost;
	for (i = 0; i < n; i += same) {
		struct detail_figures *to = &details->list[details->n++];

		for (same = 0; i + same < n &&
		     !by_key(&all[i].of, &all[i + same].of); same++) {
			/* No more than records: a record names a thing once. */
			if (same == n_recs)
				break;
			count[same] = all[i + same].count;
			cycles[same] = all[i + same].cycles;
		}
		/* A record without the entry had none of it. */
		*to = all[i].of;
		to->count = stats_u64_and_zeros(count, same, n_recs - same);
		to->cycles = stats_u64_and_zeros(cycles, same, n_recs - same);
	}
	err = 0;
out:
	free(count);
	free(all);
	return err;
}

void details_free(struct details *details)
{
	free(details->list);
	*details = (struct details){ 0 };
}

const struct detail_figures *detail_any(const struct detail_pair *pair)
{
	return pair->of[PAGING_TDP] ? pair->of[PAGING_TDP] :
				      pair->of[PAGING_SHADOW];
}

static double larger(const struct detail_pair *pair)
{
	double most = 0;

	for (int m = 0; m < PAGING_MODES; m++)
		if (pair->of[m] && pair->of[m]->count.median > most)
			most = pair->of[m]->count.median;
	return most;
}

static int by_count(const void *a, const void *b)
{
	double x = larger(a), y = larger(b);

	if (x != y)
		return x < y ? 1 : -1;
	return by_key(detail_any(a), detail_any(b));
}

struct detail_pair *detail_pairs(const struct details *tdp,
				 const struct details *shadow, size_t *n)
{
	size_t t = 0, s = 0, most = tdp->n + shadow->n;
	struct detail_pair *pairs = most ? calloc(most, sizeof(*pairs)) : NULL;

	*n = 0;
	while (pairs && (t < tdp->n || s < shadow->n)) {
		const struct detail_figures *a = &tdp->list[t];
		const struct detail_figures *b = &shadow->list[s];
		int order = t == tdp->n ? 1 :
			    s == shadow->n ? -1 : by_key(a, b);
		struct detail_pair *pair = &pairs[(*n)++];

		if (order <= 0) {
			pair->of[PAGING_TDP] = a;
			t++;
		}
		if (order >= 0) {
			pair->of[PAGING_SHADOW] = b;
			s++;
		}
	}
	if (pairs)
		qsort(pairs, *n, sizeof(*pairs), by_count);
	return pairs;
}

const char *detail_access(enum vendor vendor, const struct detail_figures *d)
{
	if (!reason_tells_access(vendor, d->reason))
		return "";
	return d->write ? "write" : "read";
}
