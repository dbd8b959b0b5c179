// SPDX-License-Identifier: GPL-2.0
/* The rules by which claims are judged; see claims.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "claims_judges.h"
#include "footprint.h"
#include "operation.h"
#include "text.h"

#define RARE 0.01		/* a hundredth is "least frequent" */
#define STEADY 2		/* rates within this factor are steady */

/* The first of its name; its parameters are those of the run. */
static const struct group *find(const struct figures *figs, const char *name)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (!strcmp(figs->groups[i].workload, name))
			return &figs->groups[i];
	return NULL;
}

static bool within(double value, const struct claim *claim)
{
	return claim->low <= value && value <= claim->high;
}

static enum claim_verdict verdict(bool confirmed)
{
	return confirmed ? CLAIM_CONFIRMED : CLAIM_REFUTED;
}

/* The claims name exit reasons of VMX by number. */
static bool other_vendor(const struct figures *figs, FILE *ours)
{
	if (figs->vendor == VENDOR_VMX)
		return false;
	fputs("the claim is about VMX", ours);
	return true;
}

static bool emulated(const struct figures *figs, FILE *ours)
{
	if (!figures_emulated(figs))
		return false;
	fputs("; cycles here are ", ours);
	fputs(figs->cycles_unit, ours);
	return true;
}

/* Whether @group was measured under both modes, or says why not. */
static bool both(const struct group *group, const char *name, FILE *ours)
{
	if (group && group->mode[PAGING_TDP].ok &&
	    group->mode[PAGING_SHADOW].ok)
		return true;
	fprintf(ours, "%s was not measured under both modes", name);
	return false;
}

static double sum_of(const struct group *group, enum paging paging,
		     const struct claim *claim)
{
	double sum = 0;

	for (size_t i = 0; i < claim->n_reasons; i++) {
		const struct reason_figures *r = figures_reason(
			&group->mode[paging], claim->reasons[i]);

		sum += r ? r->count.median : 0;
	}
	return sum;
}

enum claim_verdict judge_range(const struct claim *claim,
			       const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	bool any = false, in = false;

	for (int m = 0; group && m < PAGING_MODES; m++) {
		const struct spread *s = &group->mode[m].fig[claim->fig];

		if (!s->n)
			continue;
		fprintf(ours, "%s%s %s", any ? ", " : "",
			figures_mode(figs, m), text_number(s->median).s);
		any = true;
		in |= within(s->median, claim);
	}
	if (any)
		return verdict(in);
	fprintf(ours, "%s was not measured", claim->workload);
	return CLAIM_OPEN;
}

enum claim_verdict judge_cycles(const struct claim *claim,
				const struct figures *figs, FILE *ours)
{
	enum claim_verdict told = judge_range(claim, figs, ours);

	return emulated(figs, ours) ? CLAIM_OPEN : told;
}

enum claim_verdict judge_average(const struct claim *claim,
				 const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	const struct reason_figures *r = !group ? NULL :
		figures_reason(&group->mode[PAGING_TDP], claim->reasons[0]);
	double each;

	if (other_vendor(figs, ours))
		return CLAIM_OPEN;
	if (!r || !r->count.median) {
		fprintf(ours, "none in %s", claim->workload);
		return CLAIM_OPEN;
	}
	if (!r->kernel.n) {
		fprintf(ours, "its cycles are not known");
		return CLAIM_OPEN;
	}
	each = (r->kernel.median + r->user.median) / r->count.median;
	fprintf(ours, "%s", text_si(round(each)).s);
	return emulated(figs, ours) ? CLAIM_OPEN : verdict(within(each, claim));
}

/* The most exits per operation of any workload but boot and fileio. */
static double most_of_others(const struct figures *figs, enum paging paging,
			     const char **name)
{
	double most = -1;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];
		double ops = group->mode[paging].fig[FIG_EXITS_PER_OP].median;

		if (!strcmp(group->workload, "boot") ||
		    !strcmp(group->workload, "fileio") || ops <= most ||
		    !group->mode[paging].ok)
			continue;
		most = ops;
		*name = group->label;
	}
	return most;
}

enum claim_verdict judge_order(const struct claim *claim,
			       const struct figures *figs, FILE *ours)
{
	const struct group *boot = find(figs, "boot");
	const struct group *file = find(figs, claim->workload);
	bool confirmed = true;

	if (!both(boot, "boot", ours) || !both(file, claim->workload, ours))
		return CLAIM_OPEN;
	for (int m = 0; m < PAGING_MODES; m++) {
		double of_boot = boot->mode[m].fig[claim->fig].median;
		double of_file = file->mode[m].fig[claim->fig].median;
		const char *name = "no other";
		double other = most_of_others(figs, m, &name);

		fprintf(ours, "%s%s: boot %s, fileio %s, %s %s", m ? "; " : "",
			figures_mode(figs, m), text_number(of_boot).s,
			text_number(of_file).s, name,
			other < 0 ? "" : text_number(other).s);
		confirmed &= of_boot > of_file && of_file > other;
	}
	return verdict(confirmed);
}

enum claim_verdict judge_first(const struct claim *claim,
			       const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	const struct reason_figures *first = NULL;
	const struct mode_figures *mode;

	if (other_vendor(figs, ours))
		return CLAIM_OPEN;
	if (!group || !group->mode[PAGING_TDP].ok) {
		fprintf(ours, "%s was not measured", claim->workload);
		return CLAIM_OPEN;
	}
	mode = &group->mode[PAGING_TDP];
	for (size_t i = 0; i < mode->n_reasons; i++)
		if (!first ||
		    mode->reasons[i].count.median > first->count.median)
			first = &mode->reasons[i];
	fprintf(ours, "%s of %u, %s of %s",
		text_number(sum_of(group, PAGING_TDP, claim)).s,
		claim->reasons[0], first ? text_number(first->count.median).s :
		"0", first ? first->name : "any");
	return verdict(first && sum_of(group, PAGING_TDP, claim) >=
		       first->count.median);
}

enum claim_verdict judge_rare(const struct claim *claim,
			      const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	bool rare = true;
	double all;

	if (other_vendor(figs, ours))
		return CLAIM_OPEN;
	all = group ? group->mode[PAGING_TDP].fig[FIG_EXITS].median : 0;
	if (all <= 0) {
		fprintf(ours, "%s was not measured", claim->workload);
		return CLAIM_OPEN;
	}
	for (size_t i = 0; i < claim->n_reasons; i++) {
		const struct reason_figures *r = figures_reason(
			&group->mode[PAGING_TDP], claim->reasons[i]);
		double count = r ? r->count.median : 0;

		fprintf(ours, "%s%u: %s", i ? ", " : "", claim->reasons[i],
			text_number(count).s);
		rare &= count <= RARE * all;
	}
	fprintf(ours, " of %s", text_number(all).s);
	return verdict(rare);
}

/* In how many exits of all workloads @reason was, at most, under @paging. */
static double anywhere(const struct figures *figs, enum paging paging,
		       uint32_t reason)
{
	double sum = 0;

	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct reason_figures *r = figures_reason(
			&figs->groups[i].mode[paging], reason);

		sum += r ? r->count.max : 0;
	}
	return sum;
}

static bool measured(const struct figures *figs, enum paging paging)
{
	for (size_t i = 0; i < figs->n_groups; i++)
		if (figs->groups[i].mode[paging].ok)
			return true;
	return false;
}

/* The reasons occur under @in, and not under the other mode. */
static enum claim_verdict judge_only(const struct claim *claim,
				     const struct figures *figs, FILE *ours,
				     enum paging in)
{
	enum paging out = in == PAGING_TDP ? PAGING_SHADOW : PAGING_TDP;
	double inside = 0, outside = 0;

	if (other_vendor(figs, ours))
		return CLAIM_OPEN;
	if (!measured(figs, in) || !measured(figs, out)) {
		fputs("one mode was not measured", ours);
		return CLAIM_OPEN;
	}
	for (size_t i = 0; i < claim->n_reasons; i++) {
		inside += anywhere(figs, in, claim->reasons[i]);
		outside += anywhere(figs, out, claim->reasons[i]);
	}
	fprintf(ours, "in all workloads: %s %s, %s %s", figures_mode(figs, in),
		text_number(inside).s, figures_mode(figs, out),
		text_number(outside).s);
	if (!inside && !outside)
		return CLAIM_OPEN;
	return verdict(inside > 0 && !outside);
}

enum claim_verdict judge_only_shadow(const struct claim *claim,
				     const struct figures *figs, FILE *ours)
{
	return judge_only(claim, figs, ours, PAGING_SHADOW);
}

enum claim_verdict judge_vanish(const struct claim *claim,
				const struct figures *figs, FILE *ours)
{
	return judge_only(claim, figs, ours, PAGING_TDP);
}

enum claim_verdict judge_never(const struct claim *claim,
			       const struct figures *figs, FILE *ours)
{
	size_t seen = 0;

	if (other_vendor(figs, ours))
		return CLAIM_OPEN;
	if (!measured(figs, PAGING_TDP) && !measured(figs, PAGING_SHADOW)) {
		fputs("nothing was measured", ours);
		return CLAIM_OPEN;
	}
	for (size_t i = 0; i < claim->n_reasons; i++) {
		uint32_t reason = claim->reasons[i];

		if (!anywhere(figs, PAGING_TDP, reason) &&
		    !anywhere(figs, PAGING_SHADOW, reason))
			continue;
		fprintf(ours, "%s%u", seen++ ? ", " : "seen: ", reason);
	}
	if (!seen)
		fputs("none was seen", ours);
	return verdict(!seen);
}

enum claim_verdict judge_growth(const struct claim *claim,
				const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	double tdp, shadow;

	if (other_vendor(figs, ours) || !both(group, claim->workload, ours))
		return CLAIM_OPEN;
	tdp = sum_of(group, PAGING_TDP, claim);
	shadow = sum_of(group, PAGING_SHADOW, claim);
	fprintf(ours, "EPT %s, shadow %s", text_number(tdp).s,
		text_number(shadow).s);
	if (!tdp && !shadow)
		return CLAIM_OPEN;
	/* From none to some is more than any factor. */
	if (!tdp)
		return verdict(claim->high >= 1e18);
	return verdict(within(shadow / tdp, claim));
}

static enum claim_verdict judge_this_ratio(const struct claim *claim,
					   const struct figures *figs,
					   struct ratio ratio, FILE *ours)
{
	fputs(text_ratio(ratio, figs->tdp).s, ours);
	if (figure_descs[claim->fig].cycles && figures_emulated(figs))
		fprintf(ours, ", in %s", figs->cycles_unit);
	if (ratio.kind != RATIO_VALUE)
		return CLAIM_OPEN;
	return verdict(within(ratio.value, claim));
}

enum claim_verdict judge_ratio(const struct claim *claim,
			       const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);

	if (!both(group, claim->workload, ours))
		return CLAIM_OPEN;
	return judge_this_ratio(claim, figs, figures_ratio(group, claim->fig),
				ours);
}

enum claim_verdict judge_operation(const struct claim *claim,
				   const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	struct spread of[PAGING_MODES];

	if (!both(group, claim->workload, ours))
		return CLAIM_OPEN;
	for (int m = 0; m < PAGING_MODES; m++)
		of[m] = operation_figure(group, m, OP_CYCLES);
	return judge_this_ratio(claim, figs, ratio_of(&of[PAGING_TDP],
						      &of[PAGING_SHADOW]),
				ours);
}

enum claim_verdict judge_footprint(const struct claim *claim,
				   const struct figures *figs, FILE *ours)
{
	const struct group *group = find(figs, claim->workload);
	struct spread of[PAGING_MODES];

	if (!both(group, claim->workload, ours))
		return CLAIM_OPEN;
	for (int m = 0; m < PAGING_MODES; m++) {
		of[m] = footprint_after(&group->mode[m], MEMORY_KVM_TABLES);
		if (!of[m].n) {
			fputs("the KVM host's page tables are not known", ours);
			return CLAIM_OPEN;
		}
	}
	for (int m = 0; m < PAGING_MODES; m++)
		fprintf(ours, "%s %s KiB, ", figures_mode(figs, m),
			text_number(of[m].median * MEMORY_PAGE_KIB).s);
	return judge_this_ratio(claim, figs, ratio_of(&of[PAGING_TDP],
						      &of[PAGING_SHADOW]),
				ours);
}

enum claim_verdict judge_steady(const struct claim *claim,
				const struct figures *figs, FILE *ours)
{
	const char *slow = NULL, *fast = NULL;
	double least = 0, most = 0;

	(void)claim;
	for (size_t i = 0; i < figs->n_groups; i++) {
		const struct group *group = &figs->groups[i];
		const struct spread *fig = group->mode[PAGING_TDP].fig;
		double rate;

		if (fig[FIG_EXITS].median <= 0 || fig[FIG_ELAPSED].median <= 0)
			continue;
		rate = fig[FIG_EXITS].median / fig[FIG_ELAPSED].median * 1e6;
		if (!slow || rate < least) {
			least = rate;
			slow = group->label;
		}
		if (!fast || rate > most) {
			most = rate;
			fast = group->label;
		}
	}
	if (slow == fast) {
		fputs("needs two workloads with exits", ours);
		return CLAIM_OPEN;
	}
	fprintf(ours, "from %s (%s) to %s (%s)", text_number(least).s, slow,
		text_number(most).s, fast);
	return verdict(most <= STEADY * least);
}
