/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A VM of a few instructions beside the measured guest: LINE_SECOND_EXITS CPUIDs in user
 * space, of the leaves of the accounting. A KVM whose counters are the module's counts
 * them as the guest's; one whose slots are the module's latches the guest's.
 */
#ifndef EXITBENCH_SECOND_VM_H
#define EXITBENCH_SECOND_VM_H

#include "base.h"

/* Starts it, in a process of its own. */
void second_vm_start(void);

/* Whether it did all its exits by now: 0, or a negative errno with @why. */
int second_vm_ended(struct sentence *why);

#endif
