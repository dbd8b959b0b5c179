// SPDX-License-Identifier: GPL-2.0
/* The KVM host's memory in a record; record_check() has checked its fields. */
#include <errno.h>
#include <stdlib.h>

#include "parse_memory.h"
#include "record_fields.h"

static void parse_look(struct memory_look *look, const json_t *obj)
{
	for (int i = 0; i < MEMORY_COUNTS; i++) {
		if (!json_object_get(obj, pages_fields[i].name))
			continue;
		look->count[i] = parse_count(obj, pages_fields[i].name);
		look->known |= 1u << i;
	}
}

int parse_memory(struct record *rec, const json_t *obj)
{
	const json_t *begin = json_object_get(obj, "begin");

	if (!obj)
		return 0;
	rec->extras->memory = calloc(1, sizeof(*rec->extras->memory));
	if (!rec->extras->memory)
		return -ENOMEM;
	parse_look(&rec->extras->memory->before_vm, json_object_get(obj, "before_vm"));
	parse_look(&rec->extras->memory->begin, begin);
	parse_look(&rec->extras->memory->end, json_object_get(obj, "end"));
	rec->extras->memory->has_begin = begin;
	return 0;
}
