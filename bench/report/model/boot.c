// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot; see boot.h. */
#include <stdlib.h>
#include <string.h>

#include "boot.h"

const struct record *boot_record(const struct group *group, enum paging m)
{
	const struct mode_figures *mode = &group->mode[m];
	const struct record *first = NULL;

	for (size_t i = 0; i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];
		const struct boot *boot = extras(rec)->boot;

		if (rec->status == STATUS_OK && boot && boot->timeline.n &&
		    (!first || rec->rep < first->rep))
			first = rec;
	}
	return first;
}

const struct group *boot_group(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (boot_record(&figs->groups[i], m))
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
static struct spread phase_spread(const struct mode_figures *mode,
				  const char *name,
				  uint64_t (*value)(const struct phase *p))
{
	uint64_t *values = calloc(mode->n_recs + 1, sizeof(*values));
	struct spread s = { 0 };
	size_t n = 0;

	for (size_t i = 0; values && i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];
		const struct boot *boot = extras(rec)->boot;

		if (rec->status != STATUS_OK || !boot)
			continue;
		for (size_t p = 0; p < boot->n_phases; p++) {
			const struct phase *phase = &boot->phases[p];

			if (strcmp(phase->name, name))
				continue;
			values[n++] = value(phase);
			break;
		}
	}
	if (n)
		s = stats_u64(values, n);
	free(values);
	return s;
}

size_t boot_phases(const struct group *group, enum paging m,
		   struct boot_phase phases[PHASES_MAX])
{
	const struct mode_figures *mode = &group->mode[m];
	const struct record *rec = boot_record(group, m);
	const struct boot *boot = rec ? extras(rec)->boot : NULL;

	for (size_t p = 0; boot && p < boot->n_phases; p++) {
		const char *name = boot->phases[p].name;

		phases[p] = (struct boot_phase){
			.name = name,
			.cycles = phase_spread(mode, name, cycles_of),
			.exits = phase_spread(mode, name, exits_of),
			.cost = phase_spread(mode, name, cost_of),
			.blocked = phase_spread(mode, name,
						blocked_of),
		};
	}
	return boot ? boot->n_phases : 0;
}
