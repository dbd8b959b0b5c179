/* SPDX-License-Identifier: GPL-2.0 */
/* Finds the count with which a repetition takes long enough to be measured. */
#ifndef EXITBENCH_CALIBRATE_H
#define EXITBENCH_CALIBRATE_H

#include "base.h"
#include "harness.h"

/* Target time of a repetition: long compared to a bracket, short for a person. */
#define CALIBRATE_NS 20000000

/*
 * The count, one of 1, 2, 5, 10, 20…, with which @job takes at most about
 * CALIBRATE_NS by the clock @now, in ns. Takes a few times that. Returns 0 when
 * the workload did not work, with @why. @dir is that of the workload's
 * files, or NULL.
 */
int64_t calibrate(const struct job *job, const char *dir, uint64_t (*now)(void),
		  struct sentence *why);

/* The same, of this guest's clock, as a message. */
void calibrate_emit(const struct job *job, const char *dir, harness_emit emit);

#endif
