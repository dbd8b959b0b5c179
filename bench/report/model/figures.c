// SPDX-License-Identifier: GPL-2.0
/* Derives the figures of a run from its records; see figures.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "lookup.h"
#include "text.h"

const struct figure_desc figure_descs[FIGURES] = {
	[FIG_EXITS] = { "exits", "VM exits", false },
	[FIG_EXITS_PER_OP] = { "exits_per_op", "exits per operation", false },
	[FIG_COST] = { "cost_cycles", "exit cost (kernel + VMM)", true },
	[FIG_KERNEL] = { "kernel_cycles", "kernel", true },
	[FIG_USER] = { "user_cycles", "VMM", true },
	[FIG_BLOCKED] = { "blocked_cycles", "blocked", true },
	[FIG_AWAY] = { "away_cycles", "away", true },
	[FIG_SWITCH] = { "switch_cycles", "world switch", true },
	[FIG_GUEST] = { "guest_cycles", "guest", true },
	[FIG_ELAPSED] = { "elapsed_cycles", "elapsed cycles", true },
};

bool figures_in_group(const struct group *group, const struct record *rec)
{
	const struct record_texts *texts = rec->texts;

	return !strcmp(group->workload, texts->workload) &&
	       !strcmp(group->machine, texts->machine) &&
	       !strcmp(group->kernel, texts->kernel) &&
	       !strcmp(group->params, texts->params);
}

/* A record, and the groups that it may belong to. */
struct membership {
	const struct figures *figs;
	const struct record *rec;
};

static bool is_member(const void *data, size_t entry)
{
	const struct membership *m = data;

	return figures_in_group(&m->figs->groups[entry], m->rec);
}

/* Sets *@of to the group of @rec, a new one when there is none. */
static int find_group(struct figures *figs, struct lookup *groups,
		      const struct record *rec, size_t *of)
{
	const struct record_texts *texts = rec->texts;
	struct membership member = { figs, rec };
	uint64_t hash = LOOKUP_SEED;
	struct group *grown;

	hash = lookup_text(lookup_text(hash, texts->workload), texts->params);
	hash = lookup_text(lookup_text(hash, texts->machine), texts->kernel);
	*of = lookup_find(groups, hash, is_member, &member);
	if (*of != LOOKUP_NONE)
		return 0;
	grown = reallocarray(figs->groups, figs->n_groups + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	figs->groups = grown;
	*of = figs->n_groups++;
	grown[*of] = (struct group){
		.workload = texts->workload,
		.machine = texts->machine,
		.kernel = texts->kernel,
		.params = texts->params,
		.params_text = texts->params_text,
		.op = texts->op,
		.came = *of,
	};
	return lookup_add(groups, hash, *of);
}

/* The place of @workload among those asked for; unknown ones come last. */
static size_t asked_place(const struct figures *figs, const char *workload)
{
	const struct run_meta *meta = &figs->res->meta;
	size_t i;

	for (i = 0; i < meta->n_workloads; i++) {
		const char *name = meta->workloads[i].name;

		if (name && !strcmp(name, workload))
			break;
	}
	return i;
}

/* Parameters of one workload stay as they came. */
static int by_place(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->asked != y->asked)
		return x->asked < y->asked ? -1 : 1;
	return x->came < y->came ? -1 : x->came > y->came;
}

static int order_groups(struct figures *figs)
{
	size_t *moved = calloc(figs->n_groups + 1, sizeof(*moved));

	if (!moved)
		return -ENOMEM;
	for (size_t i = 0; i < figs->n_groups; i++)
		figs->groups[i].asked = asked_place(figs,
						    figs->groups[i].workload);
	if (figs->n_groups)
		qsort(figs->groups, figs->n_groups, sizeof(*figs->groups),
		      by_place);
	for (size_t i = 0; i < figs->n_groups; i++)
		moved[figs->groups[i].came] = i;
	for (size_t i = 0; i < figs->res->n_records; i++)
		figs->group_of[i] = moved[figs->group_of[i]];
	free(moved);
	return 0;
}

/* Each mode of each group gets its records, as they came. */
static int place_records(struct figures *figs)
{
	const struct results *res = figs->res;
	const struct record **next;

	figs->by_place = calloc(res->n_records + 1, sizeof(*figs->by_place));
	if (!figs->by_place)
		return -ENOMEM;
	for (size_t i = 0; i < res->n_records; i++)
		figs->groups[figs->group_of[i]]
			.mode[res->records[i].paging].n_recs++;
	next = figs->by_place;
	for (size_t i = 0; i < figs->n_groups; i++)
		for (int m = 0; m < PAGING_MODES; m++) {
			struct mode_figures *mode = &figs->groups[i].mode[m];

			mode->recs = next;
			next += mode->n_recs;
			mode->n_recs = 0;
		}
	for (size_t i = 0; i < res->n_records; i++) {
		struct mode_figures *mode = &figs->groups[figs->group_of[i]]
			.mode[res->records[i].paging];

		mode->recs[mode->n_recs++] = &res->records[i];
	}
	return 0;
}

static int make_groups(struct figures *figs)
{
	struct lookup groups = { 0 };
	int err = 0;

	figs->group_of = calloc(figs->res->n_records + 1,
				sizeof(*figs->group_of));
	if (!figs->group_of)
		return -ENOMEM;
	for (size_t i = 0; !err && i < figs->res->n_records; i++)
		err = find_group(figs, &groups, &figs->res->records[i],
				 &figs->group_of[i]);
	lookup_free(&groups);
	return err ?: order_groups(figs) ?: place_records(figs);
}

static int make_label(const struct figures *figs, struct group *group)
{
	bool params = false, machine = false, kernel = false;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *other = &figs->groups[i];

		machine |= strcmp(other->machine, group->machine) != 0;
		kernel |= strcmp(other->kernel, group->kernel) != 0;
		if (strcmp(other->workload, group->workload))
			continue;
		params |= strcmp(other->params, group->params) != 0;
	}
	group->label = text_format("%s%s%s%s%s%s%s", group->workload,
				   params ? " " : "",
				   params ? group->params_text : "",
				   machine ? " " : "",
				   machine ? group->machine : "",
				   kernel ? " " : "",
				   kernel ? group->kernel : "");
	return group->label ? 0 : -ENOMEM;
}

static double figure_of(const struct record *rec, enum figure fig, bool *over)
{
	double kernel = rec->kernel_cycles, user = rec->user_cycles;
	double blocked = rec->blocked_cycles, away = rec->away_cycles;
	double elapsed = rec->elapsed_cycles;
	double rest = elapsed - kernel - user - blocked - away -
		      rec->switch_cycles;

	switch (fig) {
	case FIG_EXITS:
		return rec->exits;
	case FIG_EXITS_PER_OP:
		return (double)rec->exits / rec->ops;
	case FIG_COST:
		return kernel + user;
	case FIG_KERNEL:
		return kernel;
	case FIG_USER:
		return user;
	case FIG_BLOCKED:
		return blocked;
	case FIG_AWAY:
		return away;
	case FIG_SWITCH:
		return rec->switch_cycles;
	case FIG_GUEST:
		*over |= rest < 0;
		return rest < 0 ? 0 : rest;
	case FIG_ELAPSED:
	case FIGURES:
		break;
	}
	return elapsed;
}

bool figures_known(const struct record *rec, enum figure fig)
{
	switch (fig) {
	case FIG_EXITS_PER_OP:
		return rec->ops;
	case FIG_COST:
	case FIG_KERNEL:
	case FIG_USER:
	case FIG_BLOCKED:
	case FIG_AWAY:
	case FIG_GUEST:
		return !rec->exits || rec->kernel_cycles || rec->user_cycles ||
		       rec->blocked_cycles || rec->away_cycles;
	case FIG_SWITCH:
		return rec->switch_cycles || !rec->exits;
	default:
		return true;
	}
}

/* @fig of the ok repetitions, and how many have it; NULL without memory. */
static double *samples_of(struct mode_figures *mode, enum figure fig, size_t *n)
{
	double *values = calloc(mode->ok + 1, sizeof(*values));

	*n = 0;
	for (size_t i = 0; values && i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];

		if (rec->status == STATUS_OK &&
		    figures_known(rec, fig))
			values[(*n)++] = figure_of(rec, fig, &mode->overrun);
	}
	return values;
}

/* Samples are in memory for one figure only: there may be a million. */
static int derive_figure(struct group *group, enum figure fig)
{
	double *samples[PAGING_MODES];
	size_t n[PAGING_MODES];
	int err = 0;

	for (int m = 0; m < PAGING_MODES; m++) {
		struct mode_figures *mode = &group->mode[m];

		samples[m] = samples_of(mode, fig, &n[m]);
		if (!samples[m]) {
			err = -ENOMEM;
			continue;
		}
		mode->fig[fig] = stats_double(samples[m], n[m]);
		mode->interval[fig] = stats_median_interval(samples[m], n[m]);
	}
	if (!err)
		group->ratio_interval[fig] = stats_ratio_interval(
			samples[PAGING_TDP], n[PAGING_TDP],
			samples[PAGING_SHADOW], n[PAGING_SHADOW]);
	for (int m = 0; m < PAGING_MODES; m++)
		free(samples[m]);
	return err;
}

static int derive_figures(struct group *group)
{
	int err = 0;

	for (int fig = 0; !err && fig < FIGURES; fig++)
		err = derive_figure(group, fig);
	return err;
}

static void count_mode(struct group *group, enum paging paging)
{
	struct mode_figures *mode = &group->mode[paging];

	for (size_t i = 0; i < mode->n_recs; i++) {
		const struct record *rec = mode->recs[i];

		mode->failed += rec->status == STATUS_FAILED;
		mode->skipped += rec->status == STATUS_SKIPPED;
		if (rec->status != STATUS_OK || mode->ok++)
			continue;
		group->op = rec->texts->op;
		mode->ops = rec->ops;
	}
}

static int derive_mode(struct figures *figs, struct group *group,
		       enum paging paging)
{
	struct mode_figures *mode = &group->mode[paging];
	const struct record **recs = calloc(mode->n_recs + 1, sizeof(*recs));
	size_t n = 0;
	int err;

	if (!recs)
		return -ENOMEM;
	for (size_t i = 0; i < mode->n_recs; i++)
		if (mode->recs[i]->status == STATUS_OK)
			recs[n++] = mode->recs[i];
	err = reasons_derive(&mode->reasons, &mode->n_reasons, recs,
			     mode->ok) ?:
	      measured_derive(&mode->measured, &mode->n_measured, recs,
			      mode->ok) ?:
	      details_derive(&mode->details, recs, mode->ok,
			     figs->res->detailed);
	free(recs);
	return err;
}

/* That of meta.json, else of the records. */
static enum vendor vendor_of(const struct results *res)
{
	enum vendor vendor;

	if (res->meta.vendor && !vendor_find(res->meta.vendor, &vendor))
		return vendor;
	return res->n_records ? res->records[0].vendor : VENDOR_VMX;
}

int figures_group(struct figures *figs, const struct results *res)
{
	const struct record_texts *any = res->n_records ?
					 res->records->texts : NULL;
	const struct run_meta *meta = &res->meta;
	int err = 0;

	*figs = (struct figures){
		.res = res,
		.rig = meta->rig ?: any ? any->rig : "unknown",
		.vendor = vendor_of(res),
		.machine = meta->machine ?: any ? any->machine : "unknown",
		.kernel = meta->kernel ?: any ? any->kernel : "unknown",
		.cycles_unit = meta->cycles_unit ?: "cycles",
		.cycles_note = meta->cycles_note ?:
			"meta.json does not say what a cycle is in this run",
	};
	figs->tdp = figures_mode(figs, PAGING_TDP);
	figs->emulated = meta_emulated(meta, figs->rig);
	err = make_groups(figs);
	for (size_t i = 0; !err && i < figs->n_groups; i++) {
		struct group *group = &figs->groups[i];

		err = make_label(figs, group);
		count_mode(group, PAGING_TDP);
		count_mode(group, PAGING_SHADOW);
	}
	return err;
}

int figures_derive(struct figures *figs, const struct results *res)
{
	int err = figures_group(figs, res);

	for (size_t i = 0; !err && i < figs->n_groups; i++) {
		struct group *group = &figs->groups[i];

		err = derive_mode(figs, group, PAGING_TDP) ?:
		      derive_mode(figs, group, PAGING_SHADOW) ?:
		      derive_figures(group);
	}
	return err;
}

void figures_free(struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++) {
		free(figs->groups[i].label);
		for (int mode = 0; mode < PAGING_MODES; mode++) {
			free(figs->groups[i].mode[mode].reasons);
			free(figs->groups[i].mode[mode].measured);
			details_free(&figs->groups[i].mode[mode].details);
		}
	}
	free(figs->groups);
	free(figs->by_place);
	free(figs->group_of);
	findings_free(&figs->findings);
	*figs = (struct figures){ 0 };
}

struct ratio figures_ratio(const struct group *group, enum figure fig)
{
	return ratio_of(&group->mode[PAGING_TDP].fig[fig],
			&group->mode[PAGING_SHADOW].fig[fig]);
}

bool figures_emulated(const struct figures *figs)
{
	return figs->emulated;
}

const char *figures_mode(const struct figures *figs, enum paging mode)
{
	return paging_title(figs->vendor, mode);
}

const char *figures_mode_key(const struct figures *figs, enum paging mode)
{
	return paging_name(figs->vendor, mode);
}
