/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the records of a run come to: figures per workload and paging mode, with
 * their spread, and the ratio between the modes. No presentation.
 */
#ifndef EXITBENCH_FIGURES_H
#define EXITBENCH_FIGURES_H

#include <stdbool.h>

#include "detail.h"
#include "finding.h"
#include "measured.h"
#include "ratio.h"
#include "reasons_derive.h"
#include "results.h"
#include "stats.h"

enum figure {
	FIG_EXITS,
	FIG_EXITS_PER_OP,
	FIG_COST,		/* kernel + VMM: what the exits took in work */
	FIG_KERNEL,
	FIG_USER,
	FIG_BLOCKED,		/* halted or scheduled out: no work */
	FIG_AWAY,		/* the VMM on no processor: no work */
	FIG_SWITCH,		/* the world switch; not told: part of the guest's */
	FIG_GUEST,		/* elapsed less these */
	FIG_ELAPSED,
	FIGURES
};

struct figure_desc {
	const char *key;	/* in derived/ */
	const char *title;
	bool cycles;		/* in cycles of the rig; else a count */
};

extern const struct figure_desc figure_descs[FIGURES];

/* One workload under one paging mode; all spreads over its ok repetitions. */
struct mode_figures {
	const struct record **recs;	/* all of it, as they came */
	size_t n_recs;
	size_t ok, failed, skipped;
	double ops;			/* of a repetition; 0 when none is ok */
	struct spread fig[FIGURES];
	struct interval interval[FIGURES];	/* of the medians */
	struct reason_figures *reasons;	/* that occurred, ascending */
	size_t n_reasons;
	struct details details;
	struct measured_figures *measured;	/* what else there is, see there */
	size_t n_measured;
	bool overrun;	/* exits took longer than elapsed: FIG_GUEST is 0 */
};

/* One workload with one set of parameters, on one machine and kernel. */
struct group {
	const char *workload, *machine, *kernel, *op;
	const char *params;	/* of equal parameters equal texts */
	const char *params_text;	/* "count=1000", empty without parameters */
	size_t came, asked;	/* its places among groups and workloads asked for */
	char *label;		/* as short as it can be and unique in the run */
	struct mode_figures mode[PAGING_MODES];
	struct interval ratio_interval[FIGURES];	/* shadow by tdp */
};

struct figures {
	const struct results *res;
	const char *rig, *machine, *kernel;
	enum vendor vendor;		/* VMX when nothing says */
	bool emulated;
	const char *tdp;		/* "EPT" or "NPT" */
	const char *cycles_unit, *cycles_note;
	struct group *groups;		/* in the order asked for */
	const struct record **by_place;	/* what their modes' recs point into */
	size_t *group_of;		/* of each record of res: its group */
	size_t n_groups;
	struct findings findings;	/* by findings.h; failures first */
};

/*
 * Derives the figures of @res, which must outlive them. Returns 0 or -ENOMEM;
 * figures_free() is due in both cases.
 */
int figures_derive(struct figures *figs, const struct results *res);

/*
 * The same without figures: only which repetitions there are of what, for those who
 * take their samples from the records.
 */
int figures_group(struct figures *figs, const struct results *res);
void figures_free(struct figures *figs);

/* Shadow by two-dimensional paging. */
struct ratio figures_ratio(const struct group *group, enum figure fig);

/* Whether @rec is a repetition of @group, in whichever mode and status. */
bool figures_in_group(const struct group *group, const struct record *rec);

/* Whether the rig's processor is emulated, so that its figures repeat. */
bool figures_emulated(const struct figures *figs);

/*
 * Whether @rec tells @fig. A KVM of others may count and not time: exits without
 * a cycle are not free, what they cost is not known.
 */
bool figures_known(const struct record *rec, enum figure fig);

/* "EPT", "NPT" or "shadow". */
const char *figures_mode(const struct figures *figs, enum paging mode);

/* The same as records and meta.json have it: "ept", "npt" or "shadow". */
const char *figures_mode_key(const struct figures *figs, enum paging mode);

/* @reason of @mode, NULL when it did not occur there. */
const struct reason_figures *figures_reason(const struct mode_figures *mode,
					    uint32_t reason);

/*
 * What single exits of @reason cost under @paging, in all workloads together;
 * @name is its name. Without any, histogram_count() is 0.
 */
struct histogram figures_cost(const struct figures *figs, uint32_t reason,
			      enum paging paging, const char **name);

/* How deep exits of @reason went, in the same way; all 0 where it is not known. */
struct depths {
	uint64_t of[KVM_EXIT_ACCT_DEPTHS];
};
struct depths figures_depths(const struct figures *figs, uint32_t reason,
			     enum paging paging, const char **name);

/* Of what exits of @reason were blocked, in the same way. */
struct blocked figures_blocked(const struct figures *figs, uint32_t reason,
			       enum paging paging, const char **name);

/*
 * The next larger reason that occurred in @group under either mode, beginning
 * with *@reason: true and stored there, or false when there is none.
 */
bool figures_next_reason(const struct group *group, uint64_t *reason);

/* Whether the run tells the world switch apart (exit_acct_switch). */
bool figures_tell_switch(const struct figures *figs);

/* Whether the run has @fig at all: FIG_SWITCH is only in one that tells it. */
static inline bool figures_have(const struct figures *figs, enum figure fig)
{
	return fig != FIG_SWITCH || figures_tell_switch(figs);
}

#endif
