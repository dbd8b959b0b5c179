/* SPDX-License-Identifier: GPL-2.0 */
/* Conditions like 'exits>+5%', by which a comparison fails. */
#ifndef EXITBENCH_THRESHOLD_H
#define EXITBENCH_THRESHOLD_H

#include <stdbool.h>

#include "figures.h"

struct threshold {
	enum figure fig;	/* FIG_EXITS, FIG_COST or FIG_ELAPSED */
	bool above;		/* fails above @percent, else below */
	double percent;
	const char *text;	/* as the user wrote it */
};

/*
 * Reads @text: exits, cycles or elapsed, then > or <, then the change from the
 * base in percent, as in exits>+5% or elapsed<-10%. Spaces may stand between
 * them. Returns NULL, or what is wrong with it.
 */
const char *threshold_parse(struct threshold *threshold, const char *text);

/* Whether @change, a ratio to the base, is beyond it; no ratio never is. */
bool threshold_exceeded(const struct threshold *threshold,
			const struct ratio *change);

#endif
