// SPDX-License-Identifier: GPL-2.0
/* The record of a cell, as the front end keeps it; see cell_record.h. */
#include "cell.h"
#include "cell_record.h"
#include "record.h"
#include "record_fields.h"

json_t *cell_record(const struct plan *plan, json_t *kernel, json_t *record)
{
	json_object_set_new(record, "schema", json_integer(RECORD_SCHEMA));
	json_object_set_new(record, "rig", json_string(plan->rig->name));
	json_object_set_new(record, "kernel", kernel ? json_incref(kernel) :
						       json_string("unknown"));
	return fields_sort(record_fields, record);
}

json_t *cell_record_failed(const struct plan *plan, unsigned int mode,
			   json_t *kernel, unsigned int cell, const char *error,
			   json_t *console)
{
	json_t *record, *whole;

	record = cell_without_figures(&plan->job[cell / plan->reps],
				      cell % plan->reps, "failed", error);
	cell_place(record, plan->rig->vendor, plan->paging[mode], plan->machine);
	if (console)
		json_object_set(record, "console", console);
	whole = cell_record(plan, kernel, record);
	json_decref(record);
	return whole;
}
