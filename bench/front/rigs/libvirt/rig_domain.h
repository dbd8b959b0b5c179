/* SPDX-License-Identifier: GPL-2.0 */
/* The user's own VM: workloads in a libvirt domain that is already running. */
#ifndef EXITBENCH_DOMAIN_H
#define EXITBENCH_DOMAIN_H

#include "plan.h"

/* JOBS_DEFAULT without the boot, which is over. */
#define DOMAIN_WORKLOADS "null,cpuid,idle,fileio,pagefault"

/*
 * Asks the KVM under plan->domain for its vendor and paging mode, by the guest
 * program, and sets rig and mode of @plan by the answer. Checks that the plan's
 * workloads can be run there. 0, or the exit status of a failure, with a message.
 */
int domain_prepare(struct plan *plan);

#endif
