// SPDX-License-Identifier: GPL-2.0
/* The page walks of a record; record_check() has checked their fields. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
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
	rec->extras->walks = calloc(1, sizeof(*rec->extras->walks));
	if (!rec->extras->walks)
		return -ENOMEM;
	rec->extras->walks->guest = parse_one(json_object_get(obj, "guest"));
	rec->extras->walks->host = parse_one(json_object_get(obj, "host"));
	return parse_name(obj, "geometry", &rec->extras->walks->geometry, why);
}

static bool has_kinds(const json_t *obj, const char *const *keys, uint64_t *sum)
{
	bool any = false;

	for (; *keys; keys++) {
		any |= !!json_object_get(obj, *keys);
		*sum += parse_count(obj, *keys);
	}
	return any;
}

int parse_pmu(struct record *rec, const json_t *obj, struct sentence *why)
{
	static const char *const walks[] = {
		"load_walks", "store_walks", "fetch_walks", NULL
	};
	static const char *const cycles[] = {
		"load_cycles", "store_cycles", "fetch_cycles", NULL
	};
	const char *lost = json_string_value(json_object_get(obj, "lost"));
	struct pmu_walks *pmu;

	if (!obj)
		return 0;
	pmu = rec->extras->pmu = calloc(1, sizeof(*pmu));
	if (!pmu)
		return -ENOMEM;
	if (lost && strlen(lost) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'lost' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	if (lost)
		return (pmu->lost = kept(lost)) ? 0 : -ENOMEM;
	if (!has_kinds(obj, walks, &pmu->walks))
		return sentence_set(why, -EBADMSG,
				    "in 'pmu_walks': neither counts nor why there are none");
	pmu->knows_cycles = has_kinds(obj, cycles, &pmu->cycles);
	pmu->nested_cycles = parse_count(obj, "nested_cycles");
	if (!json_object_get(obj, "processor"))
		return sentence_set(why, -EBADMSG,
				    "in 'pmu_walks': field 'processor' is missing");
	return parse_name(obj, "processor", &pmu->processor, why);
}
