/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which vCPU had a bracket's exits, where the workload runs on several. The vCPU that
 * latches the VM's counters latches its own beside them. The others are visited, before
 * the bracket and behind it; what they do between a visit and the bracket is told apart.
 */
#ifndef EXITBENCH_BRACKET_VCPUS_H
#define EXITBENCH_BRACKET_VCPUS_H

#include <jansson.h>

#include "counters.h"

/*
 * For a job on @vcpus vCPUs, before its setup. All others here do nothing if that
 * is one, or this guest cannot run on all vCPUs of its VM, or this KVM does not tell.
 */
void bracket_vcpus_open(const struct counters_info *info, unsigned int vcpus);
void bracket_vcpus_close(void);

/* Before the bracket: visits the others. This thread then stays where it latches. */
void bracket_vcpus_before(const struct counters_info *info);

/* Right before the latch that begins the bracket, and right behind the other. */
void bracket_vcpus_begin(void);
void bracket_vcpus_end(void);

/*
 * Behind the bracket, of which @all are the VM's exits: visits the others. 0, or a
 * negative errno: -ERANGE, the vCPUs had fewer exits than the VM; -EBUSY, another
 * program latched the same slots.
 */
int bracket_vcpus_after(const struct counters_info *info,
			const struct counters_delta *all);

/* Adds them to @record. */
void bracket_vcpus_json(const struct counters_info *info, json_t *record);

#endif
