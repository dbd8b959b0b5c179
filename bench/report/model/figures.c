// SPDX-License-Identifier: GPL-2.0
/* Derives the figures of a run from its records; see figures.h. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "text.h"

const struct figure_desc figure_descs[FIGURES] = {
	[FIG_EXITS] = { "exits", "VM exits", false },
	[FIG_EXITS_PER_OP] = { "exits_per_op", "exits per operation", false },
	[FIG_COST] = { "cost_cycles", "exit cost (kernel + VMM)", true },
	[FIG_KERNEL] = { "kernel_cycles", "kernel", true },
	[FIG_USER] = { "user_cycles", "VMM", true },
	[FIG_BLOCKED] = { "blocked_cycles", "blocked", true },
	[FIG_GUEST] = { "guest_cycles", "guest", true },
	[FIG_ELAPSED] = { "elapsed_cycles", "elapsed cycles", true },
};

bool figures_in_group(const struct group *group, const struct record *rec)
{
	return !strcmp(group->workload, rec->workload) &&
	       !strcmp(group->machine, rec->machine) &&
	       !strcmp(group->kernel, rec->kernel) &&
	       json_equal(group->params, rec->params);
}

/* "count=1000 size=4096", to be freed by the caller. */
static char *params_text(const json_t *params)
{
	const char *key, *space = "";
	char *text;
	size_t len;
	FILE *out;
	json_t *val;

	out = open_memstream(&text, &len);
	if (!out)
		return NULL;
	json_object_foreach((json_t *)params, key, val) {
		fprintf(out, "%s%s=", space, key);
		space = " ";
		if (json_is_string(val))
			fputs(json_string_value(val), out);
		else
			json_dumpf(val, out, JSON_ENCODE_ANY | JSON_COMPACT);
	}
	return fclose(out) ? NULL : text;
}

static struct group *find_group(struct figures *figs, const struct record *rec)
{
	struct group *group;

	for (size_t i = 0; i < figs->n_groups; i++)
		if (figures_in_group(&figs->groups[i], rec))
			return &figs->groups[i];

	group = reallocarray(figs->groups, figs->n_groups + 1, sizeof(*group));
	if (!group)
		return NULL;
	figs->groups = group;
	group += figs->n_groups;
	*group = (struct group){
		.workload = rec->workload,
		.machine = rec->machine,
		.kernel = rec->kernel,
		.params = rec->params,
		.op = rec->op,
		.params_text = params_text(rec->params),
	};
	if (!group->params_text)
		return NULL;
	figs->n_groups++;
	return group;
}

/* The place of @workload among those asked for; unknown ones come last. */
static size_t asked_place(const struct figures *figs, const char *workload)
{
	const json_t *asked = json_object_get(figs->res->meta, "workloads");
	const json_t *item;
	size_t i;

	json_array_foreach(asked, i, item) {
		const char *name = json_string_value(json_object_get(item,
								     "name"));

		if (name && !strcmp(name, workload))
			return i;
	}
	return i;
}

/* Stable, so that parameters of one workload stay as they came. */
static void order_groups(struct figures *figs)
{
	for (size_t i = 1; i < figs->n_groups; i++) {
		struct group moved = figs->groups[i];
		size_t place = asked_place(figs, moved.workload), j;

		for (j = i; j > 0; j--) {
			if (asked_place(figs, figs->groups[j - 1].workload) <=
			    place)
				break;
			figs->groups[j] = figs->groups[j - 1];
		}
		figs->groups[j] = moved;
	}
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
		params |= !json_equal(other->params, group->params);
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
	double blocked = rec->blocked_cycles, elapsed = rec->elapsed_cycles;

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
	case FIG_GUEST:
		if (kernel + user + blocked <= elapsed)
			return elapsed - kernel - user - blocked;
		*over = true;
		return 0;
	case FIG_ELAPSED:
	case FIGURES:
		break;
	}
	return elapsed;
}

static const struct exit_reason *find_reason(const struct record *rec,
					     uint32_t reason)
{
	for (size_t i = 0; i < rec->n_reasons; i++)
		if (rec->reasons[i].reason == reason)
			return &rec->reasons[i];
	return NULL;
}

static struct histogram cost_of(const struct record **recs, size_t n,
				uint32_t reason)
{
	struct histogram all = { 0 };

	for (size_t i = 0; i < n; i++) {
		const struct exit_reason *r = find_reason(recs[i], reason);

		if (r && r->timed)
			histogram_add(&all, &r->cost);
	}
	return all;
}

/* The spread of the 64-bit @member of a reason; absent is 0. */
static struct spread spread_of(const struct record **recs, size_t n,
			       uint32_t reason, size_t member,
			       uint64_t *scratch)
{
	for (size_t i = 0; i < n; i++) {
		const struct exit_reason *r = find_reason(recs[i], reason);

		scratch[i] = 0;
		if (r)
			memcpy(&scratch[i], (const char *)r + member,
			       sizeof(*scratch));
	}
	return stats_u64(scratch, n);
}

/* Of the reasons from @from on, the least that is in any of @recs, or NULL. */
static const struct exit_reason *least_reason(const struct record **recs,
					      size_t n, uint64_t from)
{
	const struct exit_reason *least = NULL;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < recs[i]->n_reasons; j++) {
			const struct exit_reason *r = &recs[i]->reasons[j];

			if (r->reason >= from &&
			    (!least || r->reason < least->reason))
				least = r;
		}
	return least;
}

static int derive_reasons(struct mode_figures *mode,
			  const struct record **recs, uint64_t *scratch)
{
	const struct exit_reason *r;
	uint64_t from = 0;
	size_t most = 0;

	for (size_t i = 0; i < mode->ok; i++)
		most += recs[i]->n_reasons;
	mode->reasons = calloc(most + 1, sizeof(*mode->reasons));
	if (!mode->reasons)
		return -ENOMEM;

	while ((r = least_reason(recs, mode->ok, from))) {
		struct reason_figures *to = &mode->reasons[mode->n_reasons++];

		from = (uint64_t)r->reason + 1;
		to->reason = r->reason;
		to->name = r->name;
		to->count = spread_of(recs, mode->ok, r->reason,
				      offsetof(struct exit_reason, count),
				      scratch);
		to->kernel = spread_of(recs, mode->ok, r->reason,
				       offsetof(struct exit_reason,
						kernel_cycles), scratch);
		to->user = spread_of(recs, mode->ok, r->reason,
				     offsetof(struct exit_reason, user_cycles),
				     scratch);
		to->blocked = spread_of(recs, mode->ok, r->reason,
					offsetof(struct exit_reason,
						 blocked_cycles), scratch);
		to->cost = cost_of(recs, mode->ok, r->reason);
	}
	return 0;
}

static int derive_figures(struct mode_figures *mode,
			  const struct record **recs)
{
	mode->samples = calloc(FIGURES * mode->ok + 1, sizeof(*mode->samples));
	if (!mode->samples)
		return -ENOMEM;
	for (int fig = 0; fig < FIGURES; fig++) {
		double *values = mode->samples + fig * mode->ok;
		size_t n = 0;

		for (size_t i = 0; i < mode->ok; i++)
			if (fig != FIG_EXITS_PER_OP || recs[i]->ops)
				values[n++] = figure_of(recs[i], fig,
							&mode->overrun);
		mode->fig[fig] = stats_double(values, n);
		mode->interval[fig] = stats_median_interval(values, n);
	}
	return 0;
}

static int derive_mode(struct figures *figs, struct group *group,
		       enum paging paging)
{
	struct mode_figures *mode = &group->mode[paging];
	size_t most = figs->res->n_records + 1;
	const struct record **recs = calloc(most, sizeof(*recs));
	uint64_t *scratch = calloc(most, sizeof(*scratch));
	int err = -ENOMEM;

	if (!recs || !scratch)
		goto out;
	for (size_t i = 0; i < figs->res->n_records; i++) {
		const struct record *rec = &figs->res->records[i];

		if (rec->paging != paging || !figures_in_group(group, rec))
			continue;
		mode->failed += rec->status == STATUS_FAILED;
		mode->skipped += rec->status == STATUS_SKIPPED;
		if (rec->status == STATUS_OK)
			recs[mode->ok++] = rec;
	}
	if (mode->ok) {
		group->op = recs[0]->op;
		mode->ops = recs[0]->ops;
	}
	err = derive_figures(mode, recs) ?:
	      derive_reasons(mode, recs, scratch) ?:
	      details_derive(&mode->details, recs, mode->ok,
			     figs->res->detailed);
out:
	free(scratch);
	free(recs);
	return err;
}

static void derive_ratios(struct group *group)
{
	const struct mode_figures *tdp = &group->mode[PAGING_TDP];
	const struct mode_figures *shadow = &group->mode[PAGING_SHADOW];

	for (int fig = 0; fig < FIGURES; fig++)
		group->ratio_interval[fig] = stats_ratio_interval(
			figures_samples(tdp, fig), tdp->fig[fig].n,
			figures_samples(shadow, fig), shadow->fig[fig].n);
}

/* Older runs do not say so, but by the names that their rigs had. */
static bool is_emulated(const struct results *res, const char *rig)
{
	const json_t *said = json_object_get(res->meta, "emulated");
	size_t len = strlen(rig);

	if (json_is_boolean(said))
		return json_is_true(said);
	return len > 4 && !strcmp(rig + len - 4, "-emu");
}

int figures_derive(struct figures *figs, const struct results *res)
{
	const struct record *any = res->n_records ? res->records : NULL;
	int err = 0;

	*figs = (struct figures){
		.res = res,
		.rig = results_meta(res, "rig", any ? any->rig : "unknown"),
		.vendor = results_meta(res, "vendor", any ? any->vendor : ""),
		.machine = results_meta(res, "machine",
					any ? any->machine : "unknown"),
		.kernel = results_meta(res, "kernel",
				       any ? any->kernel : "unknown"),
		.cycles_unit = results_meta(res, "cycles_unit", "cycles"),
		.cycles_note = results_meta(res, "cycles_note",
					    "meta.json does not say what a cycle is in this run"),
	};
	figs->tdp = strcmp(figs->vendor, "svm") ? "EPT" : "NPT";
	figs->emulated = is_emulated(res, figs->rig);
	for (size_t i = 0; i < res->n_records; i++)
		if (!find_group(figs, &res->records[i]))
			return -ENOMEM;
	order_groups(figs);
	for (size_t i = 0; !err && i < figs->n_groups; i++) {
		struct group *group = &figs->groups[i];

		err = make_label(figs, group) ?:
		      derive_mode(figs, group, PAGING_TDP) ?:
		      derive_mode(figs, group, PAGING_SHADOW);
		if (!err)
			derive_ratios(group);
	}
	return err;
}

void figures_free(struct figures *figs)
{
	for (size_t i = 0; i < figs->n_groups; i++) {
		free(figs->groups[i].params_text);
		free(figs->groups[i].label);
		for (int mode = 0; mode < PAGING_MODES; mode++) {
			free(figs->groups[i].mode[mode].samples);
			free(figs->groups[i].mode[mode].reasons);
			details_free(&figs->groups[i].mode[mode].details);
		}
	}
	free(figs->groups);
	findings_free(&figs->findings);
	*figs = (struct figures){ 0 };
}

const double *figures_samples(const struct mode_figures *mode, enum figure fig)
{
	return mode->samples + fig * mode->ok;
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
	return mode == PAGING_TDP ? figs->tdp : "shadow";
}

const char *figures_mode_key(const struct figures *figs, enum paging mode)
{
	if (mode == PAGING_SHADOW)
		return "shadow";
	return strcmp(figs->tdp, "NPT") ? "ept" : "npt";
}

const struct reason_figures *figures_reason(const struct mode_figures *mode,
					    uint32_t reason)
{
	for (size_t i = 0; i < mode->n_reasons; i++)
		if (mode->reasons[i].reason == reason)
			return &mode->reasons[i];
	return NULL;
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
