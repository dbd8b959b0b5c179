// SPDX-License-Identifier: GPL-2.0
/* Published figures beside those of a run; see published.h. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "operation.h"
#include "published.h"

#define LEAST_CORRELATED 3

static const struct {
	const char *name, *setting, *unit;
} sources[SOURCES] = {
	[SOURCE_PVM_LMBENCH] = {
		"PVM, SOSP 2023",
		"lmbench on KVM; a Xeon, Linux 4.19, page-table isolation on",
		"us",
	},
	[SOURCE_PVM_EXITS] = {
		"PVM, SOSP 2023", "exits on KVM; a Xeon, Linux 4.19", "us",
	},
	[SOURCE_NANO] = {
		"Adams and Agesen, ASPLOS 2006",
		"native, and in a VMM on VT-x without nested paging", "cycles",
	},
};

const char *published_source(enum workload_source source)
{
	return sources[source].name;
}

const char *published_setting(enum workload_source source)
{
	return sources[source].setting;
}

const char *published_unit(enum workload_source source)
{
	return sources[source].unit;
}

struct ratio published_ratio(const struct workload_published *figure)
{
	if (!(figure->tdp > 0) || !(figure->shadow > 0))
		return (struct ratio){ RATIO_NONE, 0 };
	return (struct ratio){ RATIO_VALUE, figure->shadow / figure->tdp };
}

static int add_row(struct published *to, const struct workload *workload,
		   const struct workload_published *figure,
		   const struct group *group)
{
	struct published_row *grown = reallocarray(to->rows, to->n + 1,
						   sizeof(*grown)), *row;

	if (!grown)
		return -ENOMEM;
	to->rows = grown;
	row = &grown[to->n++];
	*row = (struct published_row){
		.workload = workload, .figure = figure, .group = group,
		.published = published_ratio(figure),
	};
	for (int m = 0; m < PAGING_MODES; m++)
		row->ours[m] = operation_figure(group, m, OP_CYCLES);
	row->ratio = ratio_of(&row->ours[PAGING_TDP],
			      &row->ours[PAGING_SHADOW]);
	return 0;
}

static bool has_row(const struct published *published,
		    const struct workload *workload)
{
	for (size_t i = 0; i < published->n; i++)
		if (published->rows[i].workload == workload)
			return true;
	return false;
}

static int add_group(struct published *to, const struct group *group)
{
	const struct workload *workload = workload_find(group->workload);
	int err = 0;

	if (!workload || has_row(to, workload) ||
	    !(group->mode[PAGING_TDP].ok || group->mode[PAGING_SHADOW].ok))
		return 0;
	for (const struct workload_published *p = workload->published;
	     !err && p->name; p++)
		err = add_row(to, workload, p, group);
	return err;
}

static bool has_both(const struct published_row *row)
{
	return row->ratio.kind == RATIO_VALUE &&
	       row->published.kind == RATIO_VALUE;
}

static void correlate(struct published *to)
{
	double *ours = calloc(2 * to->n + 1, sizeof(*ours));
	double *theirs = ours + to->n;

	to->correlation = NAN;
	for (size_t i = 0; ours && i < to->n; i++)
		if (has_both(&to->rows[i])) {
			ours[to->n_correlated] = to->rows[i].ratio.value;
			theirs[to->n_correlated++] =
				to->rows[i].published.value;
		}
	if (to->n_correlated >= LEAST_CORRELATED)
		to->correlation = stats_rank_correlation(ours, theirs,
							 to->n_correlated);
	free(ours);
}

int published_collect(struct published *published, const struct figures *figs)
{
	int err = 0;

	*published = (struct published){ 0 };
	for (size_t i = 0; !err && i < figs->n_groups; i++)
		err = add_group(published, &figs->groups[i]);
	if (err)
		published_free(published);
	else
		correlate(published);
	return err;
}

void published_free(struct published *published)
{
	free(published->rows);
	*published = (struct published){ 0 };
}
