// SPDX-License-Identifier: GPL-2.0
/* The page walks of a record; record_check() has checked their fields. */
#include <errno.h>
#include <stdlib.h>

#include "parse_walks.h"

static struct walk_figures parse_one(const json_t *obj)
{
	return (struct walk_figures){
		.walks = parse_count(obj, "walks"),
		.invlpg = parse_count(obj, "invlpg"),
		.cycles = parse_count(obj, "cycles"),
	};
}

int parse_walks(struct record *rec, const json_t *obj, struct sentence *why)
{
	if (!obj)
		return 0;
	rec->walks = calloc(1, sizeof(*rec->walks));
	if (!rec->walks)
		return -ENOMEM;
	rec->walks->guest = parse_one(json_object_get(obj, "guest"));
	rec->walks->host = parse_one(json_object_get(obj, "host"));
	return parse_name(obj, "geometry", &rec->walks->geometry, why);
}
