/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What others have published about VM exits, held against the figures of a
 * run. Every verdict follows from a rule that is shown with it.
 */
#ifndef EXITBENCH_CLAIMS_H
#define EXITBENCH_CLAIMS_H

#include "claims_judges.h"

/*
 * All claims: those of claims.c, and the ratios that stand with workloads as published
 * (published.h). They stay as they are until the end of the program.
 */
const struct claim *claims_all(size_t *n);

/* "confirmed", "refuted" or "not told by this run". */
const char *claim_word(enum claim_verdict verdict);

/* Judges @claim; *@ours is to be freed, NULL without memory. */
enum claim_verdict claim_judged(const struct claim *claim,
				const struct figures *figs, char **ours);

#endif
