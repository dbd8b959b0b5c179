/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What can be compared of a record: a figure of the whole workload, of a phase of
 * a boot or of one exit reason, or a percentile of what single exits cost.
 */
#ifndef EXITBENCH_MEASURE_H
#define EXITBENCH_MEASURE_H

#include <stdbool.h>

#include "figures.h"

struct measure {
	enum figure fig;	/* FIG_EXITS, FIG_COST, FIG_ELAPSED; FIG_SWITCH of the whole */
	double percentile;	/* instead of @fig: of an exit's cost; or 0 */
	const char *part;	/* a phase or an exit reason; NULL: the whole */
	bool of_reason;		/* @part is a reason */
};

/*
 * Takes @measure of @rec to *@value. A phase or reason goes by its name, blanks
 * as '-', a reason by its number, too. A reason that did not occur has 0 exits
 * and cycles. False: the record has no such thing.
 */
bool measure_record(const struct record *rec, const struct measure *measure,
		    double *value);

/*
 * Whether @part is an exit reason of either vendor, by name or number. What is
 * none may be a phase.
 */
bool measure_is_reason(const char *part);

/* Whether it is made of exit reasons, not of what the record says of all of them. */
bool measure_of_reasons(const struct measure *measure);

/* Whether it is a count, and whether it grows with the operations done. */
bool measure_counts(const struct measure *measure);
bool measure_adds_up(const struct measure *measure);

#endif
