// SPDX-License-Identifier: GPL-2.0
/* How cells end: the records that go to the front end. */
#include "kvmhost.h"

void cell_hand_on(const struct kvmhost *host, json_t *record)
{
	json_object_set_new(record, "vendor",
			    json_string(vendor_name(host->vendor)));
	json_object_set_new(record, "paging",
			    json_string(kvmhost_paging(host)));
	json_object_set_new(record, "machine", json_string(host->machine));
	channel_emit(record);
}

void cell_end(const struct kvmhost *host, unsigned int j, unsigned int rep,
	      const char *status, const char *error, json_t *console)
{
	const struct job *job = &host->job[j];
	json_t *params = json_object(), *record;
	int i;

	for (i = 0; i < workload_nr_params(job->workload); i++)
		json_object_set_new(params, job->workload->params[i].name,
				    json_integer(job->param[i]));
	record = json_pack("{s:s, s:s, s:o, s:i, s:s, s:i, s:i, s:i, s:[], s:s, s:s}",
			   "type", "record", "workload", job->workload->name,
			   "params", params, "rep", rep,
			   "op", job->workload->op, "ops", 0,
			   "elapsed_cycles", 0, "exits", 0, "reasons",
			   "status", status, "error", error);
	if (console)
		json_object_set(record, "console", console);
	cell_hand_on(host, record);
}
