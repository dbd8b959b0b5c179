// SPDX-License-Identifier: GPL-2.0
/* The exit reasons of a run, looked up among its figures; see figures.h. */
#include "figures.h"

const struct reason_figures *figures_reason(const struct mode_figures *mode,
					    uint32_t reason)
{
	size_t low = 0, high = mode->n_reasons;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (mode->reasons[middle].reason < reason)
			low = middle + 1;
		else
			high = middle;
	}
	return low < mode->n_reasons && mode->reasons[low].reason == reason ?
	       &mode->reasons[low] : NULL;
}

struct histogram figures_cost(const struct figures *figs, uint32_t reason,
			      enum paging paging, const char **name)
{
	struct histogram all = { 0 };

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct reason_figures *r = figures_reason(
			&figs->groups[i].mode[paging], reason);

		if (!r)
			continue;
		histogram_add(&all, &r->cost);
		*name = r->name;
	}
	return all;
}

struct depths figures_depths(const struct figures *figs, uint32_t reason,
			     enum paging paging, const char **name)
{
	struct depths all = { 0 };

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct reason_figures *r = figures_reason(
			&figs->groups[i].mode[paging], reason);

		for (int d = 0; r && d < KVM_EXIT_ACCT_DEPTHS; d++)
			all.of[d] += r->depth[d];
		*name = r ? r->name : *name;
	}
	return all;
}

struct blocked figures_blocked(const struct figures *figs, uint32_t reason,
			       enum paging paging, const char **name)
{
	struct blocked all = { 0 };

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct reason_figures *r = figures_reason(
			&figs->groups[i].mode[paging], reason);

		if (r)
			blocked_add(&all, &r->parts);
		*name = r ? r->name : *name;
	}
	return all;
}

bool figures_tell_switch(const struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++)
			if (figs->groups[i].mode[m].fig[FIG_SWITCH].max > 0)
				return true;
	return false;
}

bool figures_next_reason(const struct group *group, uint64_t *reason)
{
	uint64_t least = UINT64_MAX;

	for (int m = 0; m < PAGING_MODES; m++) {
		const struct mode_figures *mode = &group->mode[m];

		for (size_t i = 0; i < mode->n_reasons; i++)
			if (mode->reasons[i].reason >= *reason &&
			    mode->reasons[i].reason < least)
				least = mode->reasons[i].reason;
	}
	if (least == UINT64_MAX)
		return false;
	*reason = least;
	return true;
}
