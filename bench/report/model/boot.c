// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot; see boot.h. */
#include <stdlib.h>
#include <string.h>

#include "boot.h"

static uint64_t number(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static const char *phases_complaint(const json_t *phases, uint64_t exits,
				    uint64_t elapsed_cycles)
{
	uint64_t n = 0, cycles = 0;
	const json_t *phase;
	size_t i;

	if (!json_is_array(phases) || !json_array_size(phases) ||
	    json_array_size(phases) > BOOT_PHASES_MAX)
		return "'phases' is not a list of a few";
	json_array_foreach(phases, i, phase) {
		if (!json_is_string(json_object_get(phase, "name")))
			return "a phase without a name";
		n += number(phase, "exits");
		cycles += number(phase, "cycles");
	}
	if (n != exits || cycles != elapsed_cycles)
		return "its phases do not add up to the whole";
	return NULL;
}

static bool ascend(const json_t *list)
{
	json_int_t before = 0, now;
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		now = json_integer_value(item);
		if (now <= before)
			return false;
		before = now;
	}
	return json_array_size(list);
}

static const char *timeline_complaint(const json_t *line, uint64_t exits)
{
	const json_t *cycles = json_object_get(line, "cycles");
	const json_t *rows = json_object_get(line, "reasons");
	const json_t *row, *counts, *item;
	uint64_t n = 0;
	size_t r, i;

	if (!json_is_array(cycles) || !json_is_array(rows) || !ascend(cycles))
		return "'timeline' has no samples in order of time";
	json_array_foreach(rows, r, row) {
		counts = json_object_get(row, "counts");
		if (json_array_size(counts) != json_array_size(cycles))
			return "'timeline' has a reason without a count a sample";
		json_array_foreach(counts, i, item) {
			if (!json_is_integer(item) ||
			    json_integer_value(item) < 0)
				return "'timeline' has what is no count";
			n += json_integer_value(item);
		}
	}
	return n == exits ? NULL : "its timeline does not add up to the whole";
}

const char *boot_complaint(const json_t *obj, uint64_t exits,
			   uint64_t elapsed_cycles)
{
	const json_t *phases = json_object_get(obj, "phases");
	const json_t *line = json_object_get(obj, "timeline");
	const char *why = NULL;

	if (phases)
		why = phases_complaint(phases, exits, elapsed_cycles);
	return !why && line ? timeline_complaint(line, exits) : why;
}

static bool has(const struct record *rec, const struct group *group,
		enum paging m, const char *key)
{
	return rec->status == STATUS_OK && rec->paging == m &&
	       json_object_get(rec->obj, key) && figures_in_group(group, rec);
}

const struct record *boot_record(const struct figures *figs,
				 const struct group *group, enum paging m)
{
	const struct record *first = NULL;

	for (size_t i = 0; i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];

		if (has(rec, group, m, "timeline") &&
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

/* @figure of phase @name in all repetitions. */
static struct spread phase_spread(const struct figures *figs,
				  const struct group *group, enum paging m,
				  const char *name, const char *figure,
				  const char *other)
{
	uint64_t *values = calloc(figs->res->n_records + 1, sizeof(*values));
	struct spread s = { 0 };
	const json_t *phase;
	size_t n = 0, i, p;

	for (i = 0; values && i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];

		if (!has(rec, group, m, "phases"))
			continue;
		json_array_foreach(json_object_get(rec->obj, "phases"), p,
				   phase) {
			if (strcmp(json_string_value(json_object_get(phase,
								     "name")),
				   name))
				continue;
			values[n++] = number(phase, figure) +
				      (other ? number(phase, other) : 0);
			break;
		}
	}
	if (n)
		s = stats_u64(values, n);
	free(values);
	return s;
}

size_t boot_phases(const struct figures *figs, const struct group *group,
		   enum paging m, struct boot_phase phases[BOOT_PHASES_MAX])
{
	const struct record *rec = boot_record(figs, group, m);
	const json_t *phase;
	size_t p = 0;

	if (!rec)
		return 0;
	json_array_foreach(json_object_get(rec->obj, "phases"), p, phase) {
		const char *name =
			json_string_value(json_object_get(phase, "name"));

		phases[p] = (struct boot_phase){
			.name = name,
			.cycles = phase_spread(figs, group, m, name, "cycles",
					       NULL),
			.exits = phase_spread(figs, group, m, name, "exits",
					      NULL),
			.cost = phase_spread(figs, group, m, name,
					     "kernel_cycles", "user_cycles"),
			.blocked = phase_spread(figs, group, m, name,
						"blocked_cycles", NULL),
		};
	}
	return p;
}
