/* SPDX-License-Identifier: GPL-2.0 */
/* The record of a cell, with what only the front end knows of it. */
#ifndef EXITBENCH_CELL_RECORD_H
#define EXITBENCH_CELL_RECORD_H

#include <jansson.h>

#include "plan.h"

/*
 * Adds that to @record: a new object, in the order of the table. @kernel, the KVM
 * host's, may be NULL.
 */
json_t *cell_record(const struct plan *plan, json_t *kernel, json_t *record);

/*
 * A new one, of a @cell of @plan->paging[@mode] that has failed. @console, the last
 * lines of the KVM host, may be NULL.
 */
json_t *cell_record_failed(const struct plan *plan, unsigned int mode,
			   json_t *kernel, unsigned int cell, const char *error,
			   json_t *console);

#endif
