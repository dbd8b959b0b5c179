/* SPDX-License-Identifier: GPL-2.0 */
/* What all lines about a cell have in common, from guest, KVM host or front end. */
#ifndef EXITBENCH_CELL_H
#define EXITBENCH_CELL_H

#include <jansson.h>
#include <stdint.h>

#include "jobs.h"
#include "mode.h"

/* "params": all parameters of @job with their values, a new object. */
json_t *cell_params(const struct job *job);

/*
 * The record, a new object, of repetition @rep that has no figures: its "status"
 * and why.
 */
json_t *cell_without_figures(const struct job *job, unsigned int rep,
			     const char *status, const char *error);

/*
 * A number of the repetition that @obj is about, from its "workload", "params" and
 * "rep": the guest and the front end come to the same (walk_marks.h).
 */
uint32_t cell_number(const json_t *obj);

/* Marks a @record that cannot be believed as failed, without figures. */
void cell_refuse(json_t *record, const char *why);

/* Adds where the cell ran, which the KVM host knows and the guest does not. */
void cell_place(json_t *record, enum vendor vendor, enum paging paging,
		const char *machine);

#endif
