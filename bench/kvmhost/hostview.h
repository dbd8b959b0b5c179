/* SPDX-License-Identifier: GPL-2.0 */
/* What KVM and the kernel show of the VM that runs. */
#ifndef EXITBENCH_HOSTVIEW_H
#define EXITBENCH_HOSTVIEW_H

#include "kvmhost.h"

/* Copies what KVM shows of its VMs to the console. */
void hostview_print(const struct kvmhost *host);

/* From here on the kernel's complaints count: call it before KVM is loaded. */
void hostview_begin(void);

/* What the kernel has complained of since, NULL when it has not. */
const char *hostview_complaint(void);

#endif
