/* SPDX-License-Identifier: GPL-2.0 */
/* Runs workloads between two snapshots and reports the result. */
#ifndef EXITBENCH_HARNESS_H
#define EXITBENCH_HARNESS_H

#include <jansson.h>

#include "counters.h"
#include "jobs.h"
#include "line.h"

/* Sends a message to wherever records go; steals the object. */
typedef void (*harness_emit)(enum line_type type, json_t *obj);

/*
 * Runs @job: @warmup times unrecorded, then repetitions @first_rep to @reps - 1.
 * Emits a "start" object before each and a "record" object after each; a failure
 * is a record too. @dir is a directory for the workload's files, or NULL.
 */
void harness_run(const struct counters_info *info, const struct job *job,
		 int warmup, int first_rep, int reps, const char *dir,
		 harness_emit emit);

/*
 * Emits a "hello" object: what the discovery leaf says, and the exits of the
 * boot, by which the KVM host verifies the paging mode.
 */
void harness_hello(const struct counters_info *info, harness_emit emit);

/* Called where a boot ends: user space is up. Harmless on any KVM. */
void harness_up(void);

/* Whether records say between which latches they were taken ("latches"). */
extern bool harness_tells_latches;

/* Emits the record of the boot of this VM, as repetition @rep. */
void harness_boot(const struct counters_info *info, const struct job *job,
		  int rep, harness_emit emit);

#endif
