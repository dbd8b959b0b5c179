// SPDX-License-Identifier: GPL-2.0
/* What meta.json may say; see parse_meta.h. */
#include "parse_meta.h"

#define COUNT_MAX 1000000000	/* repetitions, cells: far beyond any run */
#define WORKLOADS_MAX 10000

static int check_count(const json_t *obj, const char *key, struct why *why)
{
	uint64_t count = 0;
	int err = parse_optional(obj, key, &count, why);

	return err ?: count <= COUNT_MAX ? 0 :
	       parse_reject(why, "'%s' is more than %d", key, COUNT_MAX);
}

static int check_name(const json_t *obj, const char *key, struct why *why)
{
	const char *name;

	return json_object_get(obj, key) ? parse_name(obj, key, &name, why) : 0;
}

int parse_meta(const json_t *meta, struct why *why)
{
	static const char *const names[] = {
		"run", "rig", "vendor", "machine", "kernel", "cycles_unit",
	};
	int err = check_count(meta, "reps", why) ?:
		  check_count(meta, "damaged_lines", why) ?:
		  check_count(json_object_get(meta, "cells"), "expected", why);

	for (size_t i = 0; !err && i < sizeof(names) / sizeof(*names); i++)
		err = check_name(meta, names[i], why);
	if (!err && json_array_size(json_object_get(meta, "workloads")) >
	    WORKLOADS_MAX)
		err = parse_reject(why, "more than %d workloads",
				   WORKLOADS_MAX);
	return err;
}
