// SPDX-License-Identifier: GPL-2.0
/* meta.json out of its JSON; see parse_meta.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse_meta.h"
#include "record.h"

#define COUNT_MAX 1000000000	/* repetitions, cells: far beyond any run */
#define WORKLOADS_MAX 10000

static int parse_limited(const json_t *obj, const char *key, uint64_t *to,
		       struct sentence *why)
{
	int err = parse_optional(obj, key, to, why);

	return err ?: *to <= COUNT_MAX ? 0 :
	       sentence_set(why, -EBADMSG, "'%s' is more than %d", key, COUNT_MAX);
}

static int parse_counts(struct run_meta *meta, struct sentence *why)
{
	const json_t *cells = json_object_get(meta->obj, "cells");
	const json_t *shard = json_object_get(meta->obj, "shard");

	meta->has_warmup = json_object_get(meta->obj, "warmup");
	return parse_limited(meta->obj, "reps", &meta->reps, why) ?:
	       parse_limited(meta->obj, "warmup", &meta->warmup, why) ?:
	       parse_limited(meta->obj, "damaged_lines", &meta->damaged_lines,
			   why) ?:
	       parse_limited(shard, "number", &meta->shard, why) ?:
	       parse_limited(shard, "of", &meta->shards, why) ?:
	       parse_limited(cells, "expected", &meta->cells, why);
}

static const char *text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static int parse_names(struct run_meta *meta, struct sentence *why)
{
	const struct { const char *key, **to; } names[] = {
		{ "run", &meta->run }, { "rig", &meta->rig },
		{ "vendor", &meta->vendor }, { "machine", &meta->machine },
		{ "kernel", &meta->kernel },
		{ "cycles_unit", &meta->cycles_unit },
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(names) / sizeof(*names); i++)
		if (json_object_get(meta->obj, names[i].key))
			err = parse_name(meta->obj, names[i].key, names[i].to,
					 why);
	meta->started = text(meta->obj, "started");
	meta->git = text(meta->obj, "git");
	meta->command = text(meta->obj, "command");
	meta->cycles_note = text(meta->obj, "cycles_note");
	meta->emulator = text(json_object_get(json_object_get(meta->obj,
				"programs"), "emulator"), "built");
	return err;
}

static void parse_flags(struct run_meta *meta)
{
	const json_t *emulated = json_object_get(meta->obj, "emulated");
	const json_t *wall = json_object_get(meta->obj, "wall_seconds");

	if (json_is_boolean(emulated))
		meta->emulated = json_is_true(emulated) ? EMULATED_YES :
							  EMULATED_NO;
	meta->timed = json_is_number(wall);
	meta->wall_seconds = json_number_value(wall);
}

/* The strings of list @key; what is no string is left out. */
static int parse_strings(const struct run_meta *meta, const char *key,
			 const char ***to, size_t *n)
{
	const json_t *list = json_object_get(meta->obj, key), *item;
	size_t i;

	*to = calloc(json_array_size(list) + 1, sizeof(**to));
	if (!*to)
		return -ENOMEM;
	json_array_foreach(list, i, item)
		if (json_is_string(item))
			(*to)[(*n)++] = json_string_value(item);
	return 0;
}

static int parse_workloads(struct run_meta *meta, struct sentence *why)
{
	const json_t *list = json_object_get(meta->obj, "workloads"), *item;
	size_t i;

	if (json_array_size(list) > WORKLOADS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d workloads",
				    WORKLOADS_MAX);
	meta->workloads = calloc(json_array_size(list) + 1,
				 sizeof(*meta->workloads));
	if (!meta->workloads)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		const json_t *params = json_object_get(item, "params");
		struct meta_workload *to = &meta->workloads[i];

		meta->n_workloads++;
		to->name = text(item, "name");
		to->params = json_is_object(params) ?
			     parse_params_key(params) : strdup("");
		if (!to->params)
			return -ENOMEM;
	}
	return 0;
}

static int parse_verified(struct run_meta *meta)
{
	json_t *modes = json_object_get(meta->obj, "verified"), *item;
	const char *mode;

	meta->verified = calloc(json_object_size(modes) + 1,
				sizeof(*meta->verified));
	if (!meta->verified)
		return -ENOMEM;
	json_object_foreach(modes, mode, item)
		meta->verified[meta->n_verified++] = (struct meta_verified){
			.mode = mode,
			.ok = json_is_true(json_object_get(item, "ok")),
			.contradicted = json_is_false(json_object_get(item,
								      "ok")),
			.parameter = text(item, "parameter"),
			.leaf = text(item, "leaf"),
			.counts = text(item, "counts"),
		};
	return 0;
}

/* Their texts; of objects, that of a member of theirs. */
static int parse_items(const struct run_meta *meta, const char *key,
		       const char *member, struct meta_items *to)
{
	json_t *obj = json_object_get(meta->obj, key), *val;
	const char *name;

	to->item = calloc(json_object_size(obj) + 1, sizeof(*to->item));
	if (!to->item)
		return -ENOMEM;
	json_object_foreach(obj, name, val) {
		struct meta_item *item = &to->item[to->n++];

		item->key = name;
		if (member)
			item->text = strdup(text(val, member) ?: "");
		else if (json_is_string(val))
			item->text = strdup(json_string_value(val));
		else
			item->text = json_dumps(val, JSON_ENCODE_ANY |
						     JSON_COMPACT);
		if (!item->text)
			return -ENOMEM;
	}
	return 0;
}

int parse_meta(struct run_meta *meta, struct sentence *why)
{
	const json_t *schema = json_object_get(meta->obj, "schema");
	int err;

	if (json_integer_value(schema) != RECORD_SCHEMA)
		return sentence_set(why, -EBADMSG, "its schema is unknown, known is %d",
				    RECORD_SCHEMA);
	err = parse_counts(meta, why) ?: parse_names(meta, why);
	if (err)
		return err;
	parse_flags(meta);
	err = parse_workloads(meta, why) ?: parse_verified(meta) ?:
	      parse_strings(meta, "modes", &meta->modes, &meta->n_modes) ?:
	      parse_strings(meta, "warnings", &meta->warnings,
			    &meta->n_warnings) ?:
	      parse_items(meta, "facts", NULL, &meta->facts) ?:
	      parse_items(meta, "commands", NULL, &meta->commands) ?:
	      parse_items(meta, "hashes", NULL, &meta->hashes) ?:
	      parse_items(meta, "settings", NULL, &meta->settings) ?:
	      parse_items(meta, "programs", "sha256", &meta->programs);
	meta->usable = !err;
	return err;
}

static void free_items(struct meta_items *items)
{
	for (size_t i = 0; i < items->n; i++)
		free(items->item[i].text);
	free(items->item);
}

void parse_meta_free(struct run_meta *meta)
{
	for (size_t i = 0; i < meta->n_workloads; i++)
		free(meta->workloads[i].params);
	free(meta->workloads);
	free(meta->verified);
	free(meta->modes);
	free(meta->warnings);
	free_items(&meta->facts);
	free_items(&meta->commands);
	free_items(&meta->hashes);
	free_items(&meta->settings);
	free_items(&meta->programs);
	json_decref(meta->obj);
	*meta = (struct run_meta){ 0 };
}
