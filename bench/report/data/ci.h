/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The figures of a run as services and tools of continuous benchmarking take
 * them: bench/REPORT.md, "For other programs".
 */
#ifndef EXITBENCH_CI_H
#define EXITBENCH_CI_H

#include <stdio.h>

#include "figures.h"

/* github-action-benchmark, tool "customSmallerIsBetter". */
void ci_github(FILE *out, const struct figures *figs);

/* Bencher Metric Format, adapter "json". */
void ci_bencher(FILE *out, const struct figures *figs);

/* The Go benchmark format, for benchstat: a line a repetition. */
void ci_benchstat(FILE *out, const struct figures *figs);

#endif
