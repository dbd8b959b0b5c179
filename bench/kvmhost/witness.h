/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Witnesses of what a guest counts (`make bench VERIFY=1`): the kernel's trace of
 * the same exits, and KVM's own statistics.
 */
#ifndef EXITBENCH_WITNESS_H
#define EXITBENCH_WITNESS_H

#include <jansson.h>
#include <sys/types.h>

#include "base.h"
#include "mode.h"

/* For all guests to come; after KVM is loaded. 0, or a negative errno with @why. */
int witness_begin(enum vendor vendor, struct sentence *why);
void witness_end(void);

/* A guest has been started, whose QEMU is process @vm. */
void witness_guest(pid_t vm, unsigned int vcpus);

/* A repetition begins: its statistics count from here. */
void witness_start(void);

/* Empties the kernel's buffer, so that it has room. */
void witness_look(void);

/*
 * Adds "witness" to @record, which the guest has just sent and which is ok. 0, or
 * -EBADMSG with @why: the witnesses disagree, or there are none.
 */
int witness_add(json_t *record, struct sentence *why);

#endif
