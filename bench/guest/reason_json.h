/* SPDX-License-Identifier: GPL-2.0 */
/* One exit reason as JSON, as records and `exitstat -o json` have it. */
#ifndef EXITBENCH_REASON_JSON_H
#define EXITBENCH_REASON_JSON_H

#include <jansson.h>

#include "counters.h"

/* The kernel's name of @reason, or "unnamed". */
const char *reason_json_name(enum vendor vendor, uint32_t reason);

/* Number, name, count, cycles, and the shortest and longest exit if known. */
json_t *reason_json(enum vendor vendor, const struct counters_row *row);

/* The histogram, without the zeros at its end; and its quarters, if they are told. */
void reason_json_add_histogram(json_t *obj, const struct counters_row *row);

/* How many exits went how deep, if that is told. */
void reason_json_add_depth(json_t *obj, const struct counters_row *row);

#endif
