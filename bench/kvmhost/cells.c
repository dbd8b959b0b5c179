// SPDX-License-Identifier: GPL-2.0
/* How cells end: the records that go to the front end. */
#include "cell.h"
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
	json_t *record = cell_without_figures(&host->job[j], rep, status, error);

	if (console)
		json_object_set(record, "console", console);
	cell_hand_on(host, record);
}
