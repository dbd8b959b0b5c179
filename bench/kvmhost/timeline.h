/* SPDX-License-Identifier: GPL-2.0 */
/* Samples a VM while it boots, for the timeline of that boot. */
#ifndef EXITBENCH_TIMELINE_H
#define EXITBENCH_TIMELINE_H

#include <jansson.h>
#include <stdint.h>

/* Call it well before: the rate of the TSC is measured from here on. */
void timeline_prepare(void);

/*
 * Samples the VM of process @qemu, which was started at @started_tsc, from now
 * on. Returns what becomes readable when timeline_sample() is due.
 */
int timeline_begin(int qemu, uint64_t started_tsc, uint64_t interval_cycles);
void timeline_sample(void);

/* Stops, and adds the result to the @record of the boot, if there is one. */
void timeline_end(json_t *record);

#endif
