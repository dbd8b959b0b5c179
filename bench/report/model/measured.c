// SPDX-License-Identifier: GPL-2.0
/*
 * Figures of shown integers; see measured.h. Those of all records are sorted
 * once, so those of one name lie together.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "measured.h"

static int by_name(const void *a, const void *b)
{
	const struct measured *x = *(const struct measured *const *)a;
	const struct measured *y = *(const struct measured *const *)b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return x->key ? strcmp(x->key, y->key) : 0;
}

static const struct measured **collect(const struct record **recs, size_t n,
				       size_t *n_all)
{
	const struct measured **all;
	size_t most = 1;

	*n_all = 0;
	for (size_t i = 0; i < n; i++)
		most += recs[i]->n_measured;
	all = calloc(most, sizeof(*all));
	for (size_t i = 0; all && i < n; i++)
		for (size_t j = 0; j < recs[i]->n_measured; j++)
			all[(*n_all)++] = &recs[i]->measured[j];
	if (all)
		qsort(all, *n_all, sizeof(*all), by_name);
	return all;
}

int measured_derive(struct measured_figures **measured, size_t *n_measured,
		    const struct record **recs, size_t n)
{
	size_t n_all, same;
	const struct measured **all = collect(recs, n, &n_all);
	double *values = calloc(n + 1, sizeof(*values));
	int err = -ENOMEM;

	*measured = calloc(n_all + 1, sizeof(**measured));
	if (!all || !values || !*measured)
		goto out;
	for (size_t i = 0; i < n_all; i += same) {
		for (same = 0; i + same < n_all &&
		     !by_name(&all[i], &all[i + same]); same++)
			values[same] = all[i + same]->value;
		(*measured)[(*n_measured)++] = (struct measured_figures){
			.field = all[i]->field, .key = all[i]->key,
			.values = stats_double(values, same),
		};
	}
	err = 0;
out:
	free(values);
	free(all);
	return err;
}
