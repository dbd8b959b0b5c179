/* SPDX-License-Identifier: GPL-2.0 */
/* What KVM and the kernel show of the VM that runs. */
#ifndef EXITBENCH_HOSTVIEW_H
#define EXITBENCH_HOSTVIEW_H

#include "kvmhost.h"

/* Copies what KVM shows of its VMs to the console. */
void hostview_print(const struct kvmhost *host);

/* The kernel's complaints count from here on: call it before KVM is loaded. */
void hostview_begin(void);

/* What the kernel has complained about since, or NULL. */
const char *hostview_complaint(void);

#endif
