// SPDX-License-Identifier: GPL-2.0
/* Exits against page walks; see trade.h. */
#include <stdlib.h>

#include "trade.h"

enum part { MISSES, GUEST_CYCLES, HOST_CYCLES };

/* Modelled, or counted by the guest's PMU, which does not see the KVM host's. */
static bool tells(const struct record *rec)
{
	const struct record_extras *of = extras(rec);

	return of->walks || (of->pmu && of->pmu->knows_cycles);
}

static double part_of(const struct record *rec, enum part part)
{
	const struct walks *walks = extras(rec)->walks;
	const struct pmu_walks *pmu = extras(rec)->pmu;

	switch (part) {
	case MISSES:
		return walks ? walks->guest.walks : pmu->walks;
	case GUEST_CYCLES:
		return walks ? walks->guest.cycles :
		       pmu->cycles + pmu->nested_cycles;
	case HOST_CYCLES:
		return walks ? walks->host.cycles : 0;
	}
	return 0;
}

/* For one operation, over the good repetitions that have it; n 0 without any. */
static struct spread per_op(const struct mode_figures *mode, enum part part)
{
	double *values = calloc(mode->n_recs + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];

		if (rec->status == STATUS_OK && tells(rec))
			values[n++] = part_of(rec, part) / rec->ops;
	}
	if (n)
		s = stats_double(values, n);
	free(values);
	return s;
}

static bool is_modelled(const struct mode_figures *mode)
{
	for (size_t i = 0; i < mode->n_recs; i++)
		if (extras(mode->recs[i])->walks)
			return true;
	return false;
}

static struct trade_side side_of(const struct mode_figures *mode)
{
	struct spread misses = per_op(mode, MISSES);
	struct trade_side side = { .known = misses.n && mode->ops > 0 };

	if (!side.known)
		return side;
	side.exits = mode->fig[FIG_COST].median / mode->ops;
	side.misses = misses.median;
	side.guest = per_op(mode, GUEST_CYCLES).median;
	side.host = per_op(mode, HOST_CYCLES).median;
	side.elapsed = mode->fig[FIG_ELAPSED].median / mode->ops;
	if (is_modelled(mode))
		side.elapsed += side.guest + side.host;
	return side;
}

struct trade trade_of(const struct group *group)
{
	struct trade t = { .side = {
		[PAGING_TDP] = side_of(&group->mode[PAGING_TDP]),
		[PAGING_SHADOW] = side_of(&group->mode[PAGING_SHADOW]),
	} };
	const struct trade_side *tdp = &t.side[PAGING_TDP];
	const struct trade_side *shadow = &t.side[PAGING_SHADOW];

	t.known = tdp->known && shadow->known;
	if (!t.known)
		return t;
	t.paid = shadow->exits + shadow->host - tdp->exits - tdp->host;
	t.saved = tdp->guest - shadow->guest;
	t.saved_per_miss = tdp->misses > 0 ? t.saved / tdp->misses : 0;
	t.breaks_even = t.paid <= 0 || t.saved_per_miss > 0;
	if (t.paid > 0 && t.breaks_even)
		t.break_even = t.paid / t.saved_per_miss;
	return t;
}

const char *trade_geometry(const struct figures *figs)
{
	for (size_t i = 0; i < figs->res->n_records; i++)
		if (extras(&figs->res->records[i])->walks)
			return extras(&figs->res->records[i])->walks->geometry;
	return NULL;
}
