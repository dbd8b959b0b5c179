// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot; see boot.h. */
#include <stdlib.h>
#include <string.h>

#include "boot.h"

static bool is_of(const struct record *rec, const struct group *group,
		  enum paging m)
{
	return rec->status == STATUS_OK && rec->paging == m &&
	       figures_in_group(group, rec);
}

const struct record *boot_record(const struct figures *figs,
				 const struct group *group, enum paging m)
{
	const struct record *first = NULL;

	for (size_t i = 0; i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];

		if (rec->timeline.n && is_of(rec, group, m) &&
		    (!first || rec->rep < first->rep))
			first = rec;
	}
	return first;
}

const struct group *boot_group(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (boot_record(figs, &figs->groups[i], m))
				return &figs->groups[i];
	return NULL;
}

static uint64_t cycles_of(const struct phase *p)
{
	return p->cycles;
}

static uint64_t exits_of(const struct phase *p)
{
	return p->exits;
}

static uint64_t cost_of(const struct phase *p)
{
	return p->kernel_cycles + p->user_cycles;
}

static uint64_t blocked_of(const struct phase *p)
{
	return p->blocked_cycles;
}

/* @value of phase @name in all repetitions. */
static struct spread phase_spread(const struct figures *figs,
				  const struct group *group, enum paging m,
				  const char *name,
				  uint64_t (*value)(const struct phase *p))
{
	uint64_t *values = calloc(figs->res->n_records + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];

		if (!rec->n_phases || !is_of(rec, group, m))
			continue;
		for (size_t p = 0; p < rec->n_phases; p++) {
			if (strcmp(rec->phases[p].name, name))
				continue;
			values[n++] = value(&rec->phases[p]);
			break;
		}
	}
	if (n)
		s = stats_u64(values, n);
	free(values);
	return s;
}

size_t boot_phases(const struct figures *figs, const struct group *group,
		   enum paging m, struct boot_phase phases[PHASES_MAX])
{
	const struct record *rec = boot_record(figs, group, m);

	for (size_t p = 0; rec && p < rec->n_phases; p++) {
		const char *name = rec->phases[p].name;

		phases[p] = (struct boot_phase){
			.name = name,
			.cycles = phase_spread(figs, group, m, name, cycles_of),
			.exits = phase_spread(figs, group, m, name, exits_of),
			.cost = phase_spread(figs, group, m, name, cost_of),
			.blocked = phase_spread(figs, group, m, name,
						blocked_of),
		};
	}
	return rec ? rec->n_phases : 0;
}
