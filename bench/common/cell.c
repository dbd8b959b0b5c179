// SPDX-License-Identifier: GPL-2.0
/* Parts of lines about a cell; see cell.h. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "cell.h"

json_t *cell_params(const struct job *job)
{
	json_t *params = json_object();
	int i;

	for (i = 0; i < workload_nr_params(job->workload); i++)
		json_object_set_new(params, job->workload->params[i].name,
				    json_integer(job->param[i]));
	return params;
}

json_t *cell_without_figures(const struct job *job, unsigned int rep,
			     const char *status, const char *error)
{
	json_t *why = json_string(error);

	/* A path in it may be, or have been cut within a character. */
	if (!why)
		why = json_string("for a reason that is not UTF-8");
	return json_pack("{s:s, s:o, s:i, s:s, s:i, s:i, s:i, s:[], s:s, s:o}",
			 "workload", job->workload->name, "params",
			 cell_params(job), "rep", rep,
			 "op", job->workload->op, "ops", 0,
			 "elapsed_cycles", 0, "exits", 0, "reasons",
			 "status", status, "error", why);
}

uint32_t cell_number(const json_t *obj)
{
	json_t *about = json_pack("{s:O, s:O, s:O}",
		"workload", json_object_get(obj, "workload"),
		"params", json_object_get(obj, "params"),
		"rep", json_object_get(obj, "rep"));
	char *text = json_dumps(about, JSON_COMPACT | JSON_SORT_KEYS);
	uint32_t number = text ? crc32(0, (const Bytef *)text, strlen(text)) : 0;

	free(text);
	json_decref(about);
	return number;
}

void cell_refuse(json_t *record, const char *why)
{
	json_object_set_new(record, "status", json_string("failed"));
	json_object_set_new(record, "error", json_string(why));
	json_object_set_new(record, "ops", json_integer(0));
	json_object_set_new(record, "elapsed_cycles", json_integer(0));
	json_object_set_new(record, "exits", json_integer(0));
	json_object_set_new(record, "reasons", json_array());
}

void cell_place(json_t *record, enum vendor vendor, enum paging paging,
		const char *machine)
{
	json_object_set_new(record, "vendor", json_string(vendor_name(vendor)));
	json_object_set_new(record, "paging",
			    json_string(paging_name(vendor, paging)));
	json_object_set_new(record, "machine", json_string(machine));
}
