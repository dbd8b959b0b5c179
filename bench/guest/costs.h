/* SPDX-License-Identifier: GPL-2.0 */
/* What the exits of a row cost, as a slot has them. */
#ifndef EXITBENCH_COSTS_H
#define EXITBENCH_COSTS_H

#include <stdbool.h>

#include "buckets.h"
#include "foreign.h"

/*
 * The octaves of the row whose pairs begin at @row, of @count exits in all; and their
 * @quarters, which are 0 with a KVM that does not tell them.
 */
void costs_read(foreign_query ask, uint32_t row, uint64_t count, bool quarters,
		uint64_t *octave, uint64_t *quarter);

#endif
