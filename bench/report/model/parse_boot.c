// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot; see parse_boot.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "packed.h"
#include "parse_boot.h"

static int parse_phase(const json_t *obj, struct phase *to,
		       struct sentence *why)
{
	to->cycles = parse_count(obj, "cycles");
	to->exits = parse_count(obj, "exits");
	to->kernel_cycles = parse_count(obj, "kernel_cycles");
	to->user_cycles = parse_count(obj, "user_cycles");
	to->blocked_cycles = parse_count(obj, "blocked_cycles");
	to->away_cycles = parse_count(obj, "away_cycles");
	return parse_name(obj, "name", &to->name, why);
}

static int parse_phases(struct record *rec, const json_t *obj,
			const json_t *list,
			struct sentence *why)
{
	struct boot *boot = rec->extras->boot;
	struct phase sum = { 0 };
	uint64_t whole = 0;
	int err;

	if (!json_array_size(list) || json_array_size(list) > PHASES_MAX)
		return sentence_set(why, -EBADMSG, "'phases' is not a list of 1 to %d",
				    PHASES_MAX);
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct phase *p = &boot->phases[boot->n_phases++];

		err = parse_phase(json_array_get(list, i), p, why);
		if (err)
			return err;
		if (__builtin_add_overflow(sum.exits, p->exits, &sum.exits) ||
		    __builtin_add_overflow(sum.cycles, p->cycles, &sum.cycles))
			return sentence_set(why, -EBADMSG,
					    "its phases do not fit in 64 bits");
	}
	/* Older records have no phase of the VMM. */
	boot->before_cycles = parse_count(obj, "before_cycles");
	if (__builtin_add_overflow(rec->elapsed_cycles, boot->before_cycles,
				   &whole))
		return sentence_set(why, -EBADMSG,
				    "its phases do not fit in 64 bits");
	if (sum.exits != rec->exits || sum.cycles != whole)
		return sentence_set(why, -EBADMSG,
				    "its phases do not add up to the whole");
	return 0;
}

static int parse_samples(struct timeline *line, const json_t *cycles,
			 struct sentence *why)
{
	uint64_t before = 0;

	if (json_array_size(cycles) > PARSE_SAMPLES_MAX)
		return sentence_set(why, -EBADMSG, "'timeline' has more than %d samples",
				    PARSE_SAMPLES_MAX);
	line->cycles = calloc(json_array_size(cycles) + 1,
			      sizeof(*line->cycles));
	if (!line->cycles)
		return -ENOMEM;
	for (size_t i = 0; i < json_array_size(cycles); i++) {
		json_int_t now = json_integer_value(json_array_get(cycles, i));

		if (now <= 0 || (uint64_t)now <= before)
			break;
		before = now;
		line->cycles[line->n++] = before;
	}
	if (!line->n || line->n != json_array_size(cycles))
		return sentence_set(why, -EBADMSG,
				    "'timeline' has no samples in order of time");
	return 0;
}

/* How many exits of @reason the record has in all. */
static uint64_t count_of(const struct record *rec, uint32_t reason)
{
	struct packed_walk walk = packed_begin(rec);
	struct exit_reason r;

	while (packed_next(&walk, &r))
		if (r.reason == reason)
			return r.count;
	return 0;
}

static int parse_counts(struct record *rec, const json_t *row, uint64_t *sum,
			struct sentence *why)
{
	struct timeline *line = &rec->extras->boot->timeline;
	const json_t *counts = json_object_get(row, "counts");
	struct timeline_reason *to = &line->reasons[line->n_reasons++];
	uint64_t reason = parse_count(row, "reason"), mine = 0;

	if (reason > UINT32_MAX || json_array_size(counts) != line->n)
		return sentence_set(why, -EBADMSG,
			"'timeline' has a reason without one count for each sample");
	to->reason = reason;
	to->counts = calloc(line->n, sizeof(*to->counts));
	if (!to->counts)
		return -ENOMEM;
	for (size_t i = 0; i < line->n; i++) {
		to->counts[i] = json_integer_value(json_array_get(counts, i));
		if (__builtin_add_overflow(*sum, to->counts[i], sum))
			return sentence_set(why, -EBADMSG,
				"its timeline does not fit in 64 bits");
		mine += to->counts[i];
	}
	if (mine != count_of(rec, reason))
		return sentence_set(why, -EBADMSG, "its timeline has %" PRIu64
				    " exits of reason %" PRIu64
				    ", the record %" PRIu64, mine, reason,
				    count_of(rec, reason));
	return 0;
}

static int parse_timeline(struct record *rec, const json_t *obj,
			  struct sentence *why)
{
	const json_t *rows = json_object_get(obj, "reasons");
	struct timeline *line = &rec->extras->boot->timeline;
	uint64_t sum = 0;
	int err;

	err = parse_samples(line, json_object_get(obj, "cycles"), why);
	if (err)
		return err;
	if (json_array_size(rows) > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG,
				    "'timeline' has more than %d exit reasons",
				    PARSE_REASONS_MAX);
	line->reasons = calloc(json_array_size(rows) + 1,
			       sizeof(*line->reasons));
	if (!line->reasons)
		return -ENOMEM;
	for (size_t i = 0; i < json_array_size(rows); i++) {
		err = parse_counts(rec, json_array_get(rows, i), &sum, why);
		if (err)
			return err;
	}
	return sum == rec->exits ? 0 :
	       sentence_set(why, -EBADMSG, "its timeline does not add up to the whole");
}

int parse_boot(struct record *rec, const json_t *obj, struct sentence *why)
{
	const json_t *phases = json_object_get(obj, "phases");
	const json_t *line = json_object_get(obj, "timeline");
	int err = 0;

	if (!phases && !line)
		return 0;
	rec->extras->boot = calloc(1, sizeof(*rec->extras->boot));
	if (!rec->extras->boot)
		return -ENOMEM;
	if (phases)
		err = parse_phases(rec, obj, phases, why);
	return err || !line ? err : parse_timeline(rec, line, why);
}

void parse_boot_free(struct boot *boot)
{
	if (!boot)
		return;
	for (size_t i = 0; i < boot->timeline.n_reasons; i++)
		free(boot->timeline.reasons[i].counts);
	free(boot->timeline.reasons);
	free(boot->timeline.cycles);
	free(boot);
}
