/* SPDX-License-Identifier: GPL-2.0 */
/* What pmu.c needs of processor and kernel; a test has its own. */
#ifndef EXITBENCH_PMU_SYSTEM_H
#define EXITBENCH_PMU_SYSTEM_H

#include <linux/perf_event.h>
#include <stdbool.h>

/* Whose events: signature, family and model, as cpuid tells them. */
struct pmu_processor {
	char vendor[13];
	unsigned int family, model;
};

struct pmu_processor pmu_processor(void);
int pmu_event_open(struct perf_event_attr *attr);	/* a file, or -errno */
void pmu_switch(bool on);	/* all events of this process */

#endif
