/* SPDX-License-Identifier: GPL-2.0 */
/* For workloads of ring 0: /dev/exitbench, which bench/guest-module makes. */
#ifndef EXITBENCH_WORKLOADS_RING0_H
#define EXITBENCH_WORKLOADS_RING0_H

#include "../../bench/guest-module/exitbench_ring0.h"
#include "workload.h"

/* Opens the device; skips the workload where it or @op is missing. */
int ring0_setup(struct workload_run *run, enum exitbench_ring0_op op);

/* Does @op @count times. Returns @count, or -1. */
int64_t ring0_run(struct workload_run *run, enum exitbench_ring0_op op,
		  int64_t count);

void ring0_teardown(struct workload_run *run);

#endif
