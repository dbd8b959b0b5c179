/* SPDX-License-Identifier: GPL-2.0 */
/* Gives each vCPU thread a processor of its own. */
#ifndef EXITBENCH_PIN_H
#define EXITBENCH_PIN_H

#include <sched.h>

/*
 * Waits for the vCPU threads of QEMU @pid and gives each a processor of its own,
 * QEMU's other threads the rest; with one processor there is nothing to do.
 * Emits what it did.
 */
void pin_vcpus(int pid, unsigned int vcpus);

/*
 * Chooses processors for @vcpus threads out of @allowed, no two of them on one
 * core while there are cores: @core has the first sibling of each. Returns how
 * many it found, at most all but one.
 */
unsigned int pin_choose(const cpu_set_t *allowed, const int *core,
			unsigned int vcpus, int *chosen);

#endif
