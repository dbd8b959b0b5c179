// SPDX-License-Identifier: GPL-2.0
/* The claims, with their sources and rules; see claims.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/vmx.h>

#include "claims.h"
#include "published.h"
#include "reasons.h"

#define COURSEWORK "coursework reports"
#define BOOT "a published boot, EPT and ept=0"

#define REASONS(...)							\
	.reasons = (const uint32_t []){ __VA_ARGS__ },			\
	.n_reasons = sizeof((uint32_t []){ __VA_ARGS__ }) / sizeof(uint32_t)

/* Within a factor of two of @value: other machines, kernels and guests. */
#define ABOUT(value) .low = (value) / 2., .high = (value) * 2.

static const struct claim fixed[] = {
	{ COURSEWORK, "A boot takes 187,000 to 617,000 exits.",
	  "exits of boot between 187,000 and 617,000 under either mode",
	  judge_range, "boot", FIG_EXITS, 187000, 617000, NULL, 0 },
	{ COURSEWORK, "Its exits take 9.6 G cycles.",
	  "cost of the exits of boot within a factor of two; real cycles only",
	  judge_cycles, "boot", FIG_COST, ABOUT(9.6e9), NULL, 0 },
	{ COURSEWORK, "A file created, written and saved takes about 9,200 exits.",
	  "exits per file of fileio within a factor of two, under either mode",
	  judge_range, "fileio", FIG_EXITS_PER_OP, ABOUT(9200), NULL, 0 },
	{ COURSEWORK, "An idle guest takes 1,000 to 2,000 exits a look.",
	  "exits of idle as a whole, between 1,000 and 2,000 under either mode",
	  judge_range, "idle", FIG_EXITS, 1000, 2000, NULL, 0 },
	{ COURSEWORK, "Boot is the most expensive operation, file work second.",
	  "exits per operation: boot more than fileio, fileio more than all others, under both modes",
	  judge_order, "fileio", FIG_EXITS_PER_OP, 0, 0, NULL, 0 },
	{ COURSEWORK, "Under EPT, 48 (EPT violation) is the most frequent exit of a boot.",
	  "no reason of boot under EPT is more frequent than 48", judge_first,
	  "boot", FIG_EXITS, 0, 0, REASONS(EXIT_REASON_EPT_VIOLATION) },
	{ COURSEWORK, "29, 46, 40 and 54 are the least frequent.",
	  "each at most 1 % of the exits of boot under EPT", judge_rare, "boot",
	  FIG_EXITS, 0, 0,
	  REASONS(EXIT_REASON_DR_ACCESS, EXIT_REASON_GDTR_IDTR,
		  EXIT_REASON_PAUSE_INSTRUCTION, EXIT_REASON_WBINVD) },
	{ COURSEWORK, "14 (INVLPG) occurs only under shadow paging.",
	  "occurs under shadow in some workload, under EPT in none",
	  judge_only_shadow, NULL, FIG_EXITS, 0, 0, REASONS(EXIT_REASON_INVLPG) },
	{ COURSEWORK, "33 (VM entry failed, invalid guest state) occurs only under shadow paging.",
	  "occurs under shadow in some workload, under EPT in none. KVM itself counts it (vmx_vcpu_run()) when it emulates a guest state that VMX cannot enter without unrestricted guest, which needs EPT",
	  judge_only_shadow, NULL, FIG_EXITS, 0, 0,
	  /* The project's own leaves have these apart. */
	  REASONS(EXIT_REASON_INVALID_STATE, REASON_EMULATED) },
	{ COURSEWORK, "58 (INVPCID) occurs only under shadow paging.",
	  "occurs under shadow in some workload, under EPT in none",
	  judge_only_shadow, NULL, FIG_EXITS, 0, 0,
	  REASONS(EXIT_REASON_INVPCID) },
	{ COURSEWORK, "Under shadow paging CR accesses explode.",
	  "exits of 28 in boot, shadow by EPT, at least 10 times", judge_growth,
	  "boot", FIG_EXITS, 10, 1e18, REASONS(EXIT_REASON_CR_ACCESS) },
	{ COURSEWORK, "Under shadow paging page-fault exceptions explode.",
	  "exits of 0 in boot, shadow by EPT, at least 10 times", judge_growth,
	  "boot", FIG_EXITS, 10, 1e18, REASONS(EXIT_REASON_EXCEPTION_NMI) },
	{ COURSEWORK, "Under shadow paging 48 and 49 vanish.",
	  "occur under EPT in some workload, under shadow in none",
	  judge_vanish, NULL, FIG_EXITS, 0, 0,
	  REASONS(EXIT_REASON_EPT_VIOLATION, EXIT_REASON_EPT_MISCONFIG) },
	{ COURSEWORK, "Exits unrelated to paging do not change.",
	  "exits of 10 and 30 (CPUID, I/O) in boot, together, shadow by EPT, within 5 %",
	  judge_growth, "boot", FIG_EXITS, 0.95, 1.05,
	  REASONS(EXIT_REASON_CPUID, EXIT_REASON_IO_INSTRUCTION) },
	{ COURSEWORK, "Under shadow paging boot is visibly slower.",
	  "elapsed of boot, shadow by EPT or NPT, at least 1.1 times", judge_ratio,
	  "boot", FIG_ELAPSED, 1.1, 1e18, NULL, 0 },
	{ COURSEWORK, "The memory footprint of EPT is smaller than that of shadow page tables.",
	  "KVM's page tables (secondary page tables of the KVM host) at the end of boot, shadow by EPT or NPT, more than once. KVM's own data beside each shadow page is not in it",
	  judge_footprint, "boot", FIG_EXITS, 1.0000001, 1e18, NULL, 0 },
	/* By number as they are quoted: some have no name in the header. */
	{ COURSEWORK, "KVM never enables 3 to 6, 11, 16, 17, 33, 34, 51, 63, 64, 66, 68, 69.",
	  "none of them occurs in any workload", judge_never, NULL, FIG_EXITS, 0,
	  0, REASONS(3, 4, 5, 6, 11, 16, 17, 33, 34, 51, 63, 64, 66, 68, 69) },
	{ COURSEWORK, "13 to 27, 50 to 53 and 55 to 60 are never seen.",
	  "none of them occurs in any workload", judge_never, NULL, FIG_EXITS, 0,
	  0, REASONS(13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
		     50, 51, 52, 53, 55, 56, 57, 58, 59, 60) },
	{ COURSEWORK, "Exits arrive at a steady rate.",
	  "exits per million elapsed cycles under EPT or NPT: no workload with exits has twice those of another",
	  judge_steady, NULL, FIG_EXITS, 0, 0, NULL, 0 },
	{ COURSEWORK, "A CPUID exit takes 1,077 cycles on average.",
	  "kernel and VMM cycles of 10 by its exits, in cpuid under EPT, within a factor of two; real cycles only",
	  judge_average, "cpuid", FIG_COST, ABOUT(1077),
	  REASONS(EXIT_REASON_CPUID) },
	{ COURSEWORK, "An external interrupt takes 333 cycles on average.",
	  "kernel and VMM cycles of 1 by its exits, in boot under EPT, within a factor of two; real cycles only",
	  judge_average, "boot", FIG_COST, ABOUT(333),
	  REASONS(EXIT_REASON_EXTERNAL_INTERRUPT) },
	{ BOOT, "Shadow paging takes a boot from 450,000 to 11.17 M exits: 25 times.",
	  "exits of boot, shadow by EPT or NPT, within a factor of two of 25",
	  judge_ratio, "boot", FIG_EXITS, ABOUT(25), NULL, 0 },
	{ BOOT, "CPUID is the control: 132,076 exits under EPT, 132,252 under shadow.",
	  "exits of 10 in boot, shadow by EPT, within 1 %", judge_growth, "boot",
	  FIG_EXITS, 0.99, 1.01, REASONS(EXIT_REASON_CPUID) },
	{ BOOT, "WRMSR exits grow from 21,545 to 111,076: 5.2 times.",
	  "exits of 32 in boot, shadow by EPT, within a factor of two of 5.2",
	  judge_growth, "boot", FIG_EXITS, ABOUT(5.2),
	  REASONS(EXIT_REASON_MSR_WRITE) },
};

#define N_FIXED (sizeof(fixed) / sizeof(*fixed))
#define PUBLISHED_MAX 32

/* The claim that a published ratio is, in words. */
struct published_claim {
	char text[120], rule[160];
};

static void claim_of(struct claim *to, struct published_claim *words,
		     const struct workload *workload,
		     const struct workload_published *figure)
{
	double times = published_ratio(figure).value;

	snprintf(words->text, sizeof(words->text),
		 "With page-table isolation, shadow paging makes lmbench's \"%s\" take %.3g times as long.",
		 figure->name, times);
	snprintf(words->rule, sizeof(words->rule),
		 "elapsed of an operation of %s, shadow by EPT or NPT, within a factor of two of %.3g",
		 workload->name, times);
	*to = (struct claim){
		.source = published_source(figure->source),
		.text = words->text, .rule = words->rule,
		.judge = judge_operation, .workload = workload->name,
		.fig = FIG_ELAPSED, ABOUT(times),
	};
}

const struct claim *claims_all(size_t *n)
{
	static struct claim all[N_FIXED + PUBLISHED_MAX];
	static struct published_claim words[PUBLISHED_MAX];
	size_t made = 0;

	memcpy(all, fixed, sizeof(fixed));
	for (size_t w = 0; workloads[w]; w++)
		for (const struct workload_published *p =
		     workloads[w]->published;
		     p->name && made < PUBLISHED_MAX; p++)
			if (published_ratio(p).kind == RATIO_VALUE) {
				claim_of(&all[N_FIXED + made], &words[made],
					 workloads[w], p);
				made++;
			}
	*n = N_FIXED + made;
	return all;
}

const char *claim_word(enum claim_verdict verdict)
{
	static const char *const words[CLAIM_VERDICTS] = {
		[CLAIM_CONFIRMED] = "confirmed", [CLAIM_REFUTED] = "refuted",
		[CLAIM_OPEN] = "not told by this run",
	};

	return words[verdict];
}

enum claim_verdict claim_judged(const struct claim *claim,
				const struct figures *figs, char **ours)
{
	enum claim_verdict verdict;
	size_t len;
	FILE *out = open_memstream(ours, &len);

	if (!out) {
		*ours = NULL;
		return CLAIM_OPEN;
	}
	verdict = claim->judge(claim, figs, out);
	if (fclose(out)) {
		*ours = NULL;
		return CLAIM_OPEN;
	}
	return verdict;
}
