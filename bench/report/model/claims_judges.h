/* SPDX-License-Identifier: GPL-2.0 */
/* The rules by which a claim is held against figures. */
#ifndef EXITBENCH_CLAIMS_JUDGES_H
#define EXITBENCH_CLAIMS_JUDGES_H

#include <stdio.h>

#include "figures.h"

enum claim_verdict {
	CLAIM_CONFIRMED,
	CLAIM_REFUTED,
	CLAIM_OPEN,		/* the run has not what it takes to tell */
	CLAIM_VERDICTS
};

struct claim;

/* Judges @claim by @figs; writes our numbers, in a few words, to @ours. */
typedef enum claim_verdict claim_judge(const struct claim *claim,
				       const struct figures *figs, FILE *ours);

struct claim {
	const char *source;
	const char *text;
	const char *rule;
	claim_judge *judge;
	/* What the judge needs besides. */
	const char *workload;
	enum figure fig;
	double low, high;
	const uint32_t *reasons;	/* basic exit reasons of VMX */
	size_t n_reasons;
};

claim_judge judge_range;	/* fig of workload within low..high */
claim_judge judge_cycles;	/* the same, of real cycles only */
claim_judge judge_average;	/* cost of one exit of reasons[0] likewise */
claim_judge judge_order;	/* boot, then fileio, by exits per operation */
claim_judge judge_first;	/* most frequent of boot under EPT */
claim_judge judge_rare;		/* reasons are a hundredth of boot at most */
claim_judge judge_only_shadow;	/* reasons occur under shadow alone */
claim_judge judge_vanish;	/* the reverse */
claim_judge judge_never;	/* reasons never occur */
claim_judge judge_growth;	/* reasons of workload, shadow by EPT: low..high */
claim_judge judge_ratio;	/* fig of workload, shadow by EPT: low..high */
claim_judge judge_operation;	/* cycles of one operation, likewise */
claim_judge judge_footprint;	/* KVM's page tables of workload, likewise */
claim_judge judge_steady;	/* exits in time, of all workloads */

#endif
