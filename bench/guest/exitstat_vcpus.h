/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exitstat --per-vcpu: the exits of each vCPU while a command runs. The latch of a
 * vCPU's own counters is for code that runs on it, so this process goes to every
 * vCPU in turn, before and after the command. Its brackets are outside that of the
 * VM: of every reason, the vCPUs have at least as many exits as the VM, and more
 * only by those of the moving.
 */
#ifndef EXITBENCH_EXITSTAT_VCPUS_H
#define EXITBENCH_EXITSTAT_VCPUS_H

#include <jansson.h>
#include <stdio.h>

#include "counters.h"

/*
 * Finds the vCPUs, those that are online in this guest, and says so where some are
 * not. Returns 0, or a negative errno after a message: this process may not run on
 * all of them, or this KVM does not latch one vCPU in @slot.
 */
int vcpus_find(const struct counters_info *info, int slot);

/*
 * Begins and ends the bracket of every vCPU; @slot[0] and @slot[1] are used for it
 * and for nothing else in between. Both return 0, -ENXIO when a vCPU cannot be run
 * on any more, or an error of counters_read_delta().
 */
int vcpus_begin(const struct counters_info *info, const int *slot);
int vcpus_end(const struct counters_info *info, const int *slot);

/* The brackets that ended last, as JSON: an object for each vCPU. */
json_t *vcpus_json(const struct counters_info *info);

/* Adds them to those that vcpus_show() shows. */
void vcpus_add(void);

/* The table of means over @runs. */
void vcpus_show(FILE *out, const struct counters_info *info, unsigned int runs);

#endif
