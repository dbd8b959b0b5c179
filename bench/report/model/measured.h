/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Figures of the integers that the description of a record says are to be shown
 * (bench/common/record_fields.c), over the repetitions that have them.
 */
#ifndef EXITBENCH_MEASURED_H
#define EXITBENCH_MEASURED_H

#include "records.h"
#include "stats.h"

struct measured_figures {
	const struct field *field;
	const char *key;		/* in a map of integers; else NULL */
	struct spread values;
};

/*
 * Derives *@measured of @n records, in the order of the description, then of the
 * keys. Returns 0 or -ENOMEM; *@measured is to be freed in both cases.
 */
int measured_derive(struct measured_figures **measured, size_t *n_measured,
		    const struct record **recs, size_t n);

#endif
