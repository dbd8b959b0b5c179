/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One look for one exit reason, in every plot and table, on both vendors.
 */
#ifndef EXITBENCH_PALETTE_H
#define EXITBENCH_PALETTE_H

#include <stdbool.h>
#include <stdint.h>

#include "mode.h"

struct look {
	const char *colour;	/* "#0072B2" */
	bool pale;		/* a pale fill with a strong border */
};

/* What all reasons without a look of their own are drawn in, summed up. */
extern const struct look look_other;

/* The look of @reason on @vendor, NULL when it has none. */
const struct look *palette_look(enum vendor vendor, uint32_t reason);

/* Its place in the order of drawing, INT_MAX when it has no look. */
int palette_rank(enum vendor vendor, uint32_t reason);

#endif
