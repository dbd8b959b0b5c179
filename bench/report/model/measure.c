// SPDX-License-Identifier: GPL-2.0
/* Figures of single records, of the whole or of a part; see measure.h. */
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "measure.h"
#include "packed.h"
#include "reasons.h"

/* Names have blanks, which separate conditions: '-' stands for them. */
static bool is_named(const char *name, const char *part)
{
	for (; *name && *part; name++, part++)
		if (*name != *part && (*name != ' ' || *part != '-'))
			return false;
	return !*name && !*part;
}

static bool is_number(const char *part, unsigned long long *number)
{
	char *end;

	*number = strtoull(part, &end, 0);
	return *part >= '0' && *part <= '9' && !*end;
}

static bool is_reason(const struct exit_reason *r, const char *part)
{
	unsigned long long number;

	return is_named(kept_text(r->name), part) ||
	       (is_number(part, &number) && number == r->reason);
}

static bool reason_of(const struct record *rec, const char *part,
		      struct exit_reason *r)
{
	struct packed_walk walk = packed_begin(rec);

	while (packed_next(&walk, r))
		if (is_reason(r, part))
			return true;
	return false;
}

bool measure_is_reason(const char *part)
{
	unsigned long long number;

	return is_number(part, &number) ? number <= UINT32_MAX :
					  reason_is_named(part, is_named);
}

static const struct phase *phase_of(const struct record *rec,
				    const char *part)
{
	const struct boot *boot = extras(rec)->boot;

	for (size_t i = 0; boot && i < boot->n_phases; i++)
		if (is_named(boot->phases[i].name, part))
			return &boot->phases[i];
	return NULL;
}

static double phase_figure(const struct phase *phase, enum figure fig)
{
	switch (fig) {
	case FIG_EXITS:
		return phase->exits;
	case FIG_ELAPSED:
		return phase->cycles;
	default:
		return (double)phase->kernel_cycles + phase->user_cycles;
	}
}

static bool percentile(const struct record *rec, const struct measure *measure,
		       double *value)
{
	struct packed_walk walk = packed_begin(rec);
	struct histogram all = { 0 }, cost;
	struct exit_reason r;

	while (packed_next(&walk, &r)) {
		if (measure->part && !is_reason(&r, measure->part))
			continue;
		cost = packed_cost(&r);
		histogram_add(&all, &cost);
	}
	*value = histogram_percentile(&all, measure->percentile);
	return histogram_count(&all) > 0;
}

bool measure_record(const struct record *rec, const struct measure *measure,
		    double *value)
{
	const struct phase *phase;
	struct exit_reason r;

	if (measure->percentile > 0)
		return percentile(rec, measure, value);
	if (!measure->part) {
		*value = measure->fig == FIG_EXITS ? rec->exits :
			 measure->fig == FIG_ELAPSED ? rec->elapsed_cycles :
			 measure->fig == FIG_SWITCH ? rec->switch_cycles :
			 (double)rec->kernel_cycles + rec->user_cycles;
		return figures_known(rec, measure->fig);
	}
	if (!measure->of_reason) {
		phase = phase_of(rec, measure->part);
		*value = phase ? phase_figure(phase, measure->fig) : 0;
		return phase;
	}
	*value = !reason_of(rec, measure->part, &r) ? 0 :
		 measure->fig == FIG_EXITS ? r.count :
		 (double)r.kernel_cycles + r.user_cycles;
	return true;
}

bool measure_of_reasons(const struct measure *measure)
{
	return measure->of_reason || measure->percentile;
}

bool measure_counts(const struct measure *measure)
{
	return measure->fig == FIG_EXITS && !measure->percentile;
}

bool measure_adds_up(const struct measure *measure)
{
	return !measure->percentile;
}
