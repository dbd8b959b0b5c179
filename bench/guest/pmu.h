/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Page walks of a bracket, counted by the processor itself, in a guest that has a
 * PMU. Counting is switched on before the first latch and off behind the second:
 * each switch writes MSRs, which are exits, and none of them is in the bracket.
 */
#ifndef EXITBENCH_PMU_H
#define EXITBENCH_PMU_H

#include <jansson.h>

/*
 * Opens what this processor can count, for this process and its children to come.
 * Where there is nothing, pmu_walks() says why. Call it once.
 */
void pmu_open(void);

/* Around the latches of a bracket. Without pmu_open() they do nothing. */
void pmu_begin(void);
void pmu_end(void);

/* "pmu_walks" of the record of that bracket; NULL without pmu_open(). */
json_t *pmu_walks(void);

#endif
