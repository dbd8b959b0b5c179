// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: a line of records.jsonl, by its JSON: the checksum would keep every
 * mutation out. What is taken must add up.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "packed.h"
#include "parse_record.h"

/* As the report does; sums were checked, so they fit. */
static void compute_with(const struct record *rec)
{
	const struct vcpus *vcpus = extras(rec)->vcpus;
	const struct witness *witness = extras(rec)->witness;
	uint64_t exits = 0;
	struct packed_walk walk = packed_begin(rec);
	struct exit_reason reason;

	while (packed_next(&walk, &reason)) {
		exits += reason.count;
		packed_cost(&reason);
	}
	assert(exits == rec->exits);
	if (vcpus) {
		exits = 0;
		for (size_t i = 0; i < vcpus->n; i++)
			exits += vcpus->vcpu[i].sum.count;
		assert(exits - vcpus->outside.sum.count == rec->exits);
	}
	if (rec->status == STATUS_OK)
		assert(rec->ops);
	else
		assert(extras(rec)->error);
	for (size_t i = 0; witness && i < witness->n_differences; i++)
		assert(rec->status != STATUS_OK ||
		       witness->differences[i].cause);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *obj = json_loadb((const char *)data, size, 0, NULL);
	struct record rec = { 0 };
	struct sentence why;

	if (!obj)
		return 0;
	if (!parse_record(&rec, obj, NULL, &why))
		compute_with(&rec);
	else
		assert(strlen(why.text) < sizeof(why.text));
	parse_free(&rec);
	json_decref(obj);
	return 0;
}
