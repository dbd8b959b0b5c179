// SPDX-License-Identifier: GPL-2.0
/*
 * The witnesses of a record; record_check() has checked their fields. A good record
 * must say what differs as its own numbers do.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "kept.h"
#include "parse_witness.h"
#include "witness_judge.h"

static int add_up(const json_t *rows, uint64_t *sum, struct sentence *why)
{
	const json_t *row;
	size_t i;

	*sum = 0;
	json_array_foreach(rows, i, row)
		if (__builtin_add_overflow(*sum, parse_count(row, "count"), sum))
			return sentence_set(why, -EBADMSG,
					    "its witness's counts do not fit in 64 bits");
	return 0;
}

static const char *text(const json_t *obj, const char *key)
{
	const char *value = json_string_value(json_object_get(obj, key));

	return value ? kept(value) : NULL;
}

static int parse_differences(struct witness *w, const json_t *rows,
			     struct sentence *why)
{
	size_t n = json_array_size(rows), i;
	const json_t *row;

	if (n > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d differences of its witnesses",
				    PARSE_REASONS_MAX);
	w->differences = calloc(n ? n : 1, sizeof(*w->differences));
	if (!w->differences)
		return -ENOMEM;
	json_array_foreach(rows, i, row)
		w->differences[w->n_differences++] = (struct difference){
			.witness = text(row, "witness"),
			.name = text(row, "name"), .cause = text(row, "cause"),
			.counted = parse_count(row, "counted"),
			.seen = parse_count(row, "seen"),
		};
	return 0;
}

static int hold_against_numbers(const struct record *rec, const json_t *obj,
				struct sentence *why)
{
	json_t *again = json_deep_copy(obj);
	const json_t *was, *is;
	struct sentence judged;
	int err = 0;

	if (!again)
		return -ENOMEM;
	if (witness_judge(rec->vendor, again, &judged))
		err = sentence_set(why, -EBADMSG, "it is called ok, and %.200s",
				   judged.text);
	was = json_object_get(json_object_get(obj, "witness"), "differs");
	is = json_object_get(json_object_get(again, "witness"), "differs");
	if (!err && !json_equal(was, is))
		err = sentence_set(why, -EBADMSG,
				   "'differs' of its witness is not what differs");
	json_decref(again);
	return err;
}

int parse_witness(struct record *rec, const json_t *obj, struct sentence *why)
{
	const json_t *witness = json_object_get(obj, "witness");
	struct witness *w;
	int err;

	if (!witness)
		return 0;
	w = rec->extras->witness = calloc(1, sizeof(*w));
	if (!w)
		return -ENOMEM;
	*w = (struct witness){
		.untraced = parse_count(witness, "untraced"),
		.lost = parse_count(witness, "lost"),
		.stats_exits = parse_count(json_object_get(witness, "stats"),
					   "exits"),
		.stats_traced = parse_count(witness, "stats_traced"),
		.has_vmruns = json_object_get(witness, "vmruns"),
		.vmruns = parse_count(witness, "vmruns"),
	};
	err = add_up(json_object_get(witness, "traced"), &w->traced, why) ?:
	      parse_differences(w, json_object_get(witness, "differs"), why);
	if (!err && rec->status == STATUS_OK)
		err = hold_against_numbers(rec, obj, why);
	return err;
}

void parse_witness_free(struct witness *witness)
{
	if (witness)
		free(witness->differences);
	free(witness);
}
