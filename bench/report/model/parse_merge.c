// SPDX-License-Identifier: GPL-2.0
/* One meta.json out of many; see parse_merge.h. */
#include <string.h>

#include "parse_merge.h"

static bool has_item(const json_t *list, const json_t *item)
{
	const json_t *other;
	size_t i;

	json_array_foreach(list, i, other)
		if (json_equal(other, item))
			return true;
	return false;
}

/* Those of list @key that are not in @to yet. */
static void add_items(json_t *to, const json_t *from, const char *key, size_t at)
{
	json_t *list = json_object_get(to, key);
	json_t *item = json_array_get(json_object_get(from, key), at);

	if (item && !has_item(list, item))
		json_array_append(list, item);
}

/* In turns: the parts of a run took its workloads in turns. */
static void add_lists(json_t *to, const struct results *const *runs, size_t n,
		      const char *key)
{
	size_t most = 0;

	json_object_set_new(to, key, json_array());
	for (size_t i = 0; i < n; i++) {
		size_t size = json_array_size(json_object_get(runs[i]->meta.obj,
							      key));

		most = size > most ? size : most;
	}
	for (size_t at = 0; at < most; at++)
		for (size_t i = 0; i < n; i++)
			add_items(to, runs[i]->meta.obj, key, at);
}

static void add_numbers(json_t *to, const json_t *from)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)from, key, value) {
		json_t *sum = json_object_get(to, key);

		if (json_is_integer(value))
			json_object_set_new(to, key, json_integer(
				json_integer_value(sum) +
				json_integer_value(value)));
	}
}

/* Sums of @keys of the whole object, as far as it has them. */
static void add_sums(json_t *to, const json_t *from)
{
	static const char *const keys[] = { "wall_seconds", "damaged_lines" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		json_object_set_new(to, keys[i], json_integer(
			json_integer_value(json_object_get(to, keys[i])) +
			json_integer_value(json_object_get(from, keys[i]))));
}

/* Members of object @key that are missing, such as those of another mode. */
static void add_members(json_t *to, const json_t *from, const char *key)
{
	json_t *mine = json_object_get(to, key);

	if (json_is_object(mine))
		json_object_update_missing(mine, json_object_get(from, key));
}

json_t *parse_merge(const struct results *const *runs, size_t n,
		    const char *name)
{
	json_t *to = json_deep_copy(runs[0]->meta.obj), *names = json_array();

	for (size_t i = 0; to && i < n; i++) {
		const json_t *from = runs[i]->meta.obj;

		json_array_append_new(names, json_string(results_name(runs[i])));
		if (!i)
			continue;
		add_numbers(json_object_get(to, "cells"),
			    json_object_get(from, "cells"));
		add_sums(to, from);
		add_members(to, from, "verified");
		add_members(to, from, "commands");
		add_members(to, from, "kvm_hosts");
		add_members(to, from, "facts");
	}
	if (to) {
		add_lists(to, runs, n, "modes");
		add_lists(to, runs, n, "workloads");
		/* Of one part; what is merged cannot go on. */
		json_object_del(to, "shard");
		json_object_del(to, "settings");
		json_object_del(to, "resumed");
		json_object_set_new(to, "run", json_string(name));
		json_object_set(to, "merged", names);
	}
	json_decref(names);
	return to;
}
