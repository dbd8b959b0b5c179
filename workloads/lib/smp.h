/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Workers on several vCPUs, each pinned to one, that begin at the same moment. They
 * wait in between without running. Worker 0 is the caller. Those that do not share
 * memory are processes, the others threads.
 *
 * A workload of these has a parameter SMP_CPUS, which says on how many vCPUs it
 * runs; its guest gets as many.
 */
#ifndef EXITBENCH_SMP_H
#define EXITBENCH_SMP_H

#include "workload.h"

#define SMP_CPUS WORKLOAD_CPUS, 2, 1, 64, "vCPUs that work at once"

struct smp_work {
	bool processes;
	/* Of each worker, on its vCPU; may be missing. 0 or, said, -1. */
	int (*setup)(struct workload_run *run);
	/* What one worker does, in a repetition: operations, or, said, -1. */
	int64_t (*run)(struct workload_run *run);
	/* Worker 0 alone does work: the others do this until it is over. */
	void (*beside)(void);
};

/* Starts the workers; 0 or, said, -1. Anything started is stopped by smp_stop(). */
int smp_start(struct workload_run *run, const struct smp_work *work,
	      unsigned int cpus);

/* Lets them all work once; the sum of what they did or, said, -1. */
int64_t smp_run(struct workload_run *run);

/* Whether worker 0 is still at work, for beside(). */
bool smp_at_work(void);

void smp_stop(struct workload_run *run);

#endif
