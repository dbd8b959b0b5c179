/* SPDX-License-Identifier: GPL-2.0 */
/* What KVM and the kernel show of the VM that runs. */
#ifndef EXITBENCH_HOSTVIEW_H
#define EXITBENCH_HOSTVIEW_H

#include <stdbool.h>

#include "crash.h"
#include "kvmhost.h"

/* Copies what KVM shows of its VMs to the console. */
void hostview_print(const struct kvmhost *host);

/* The kernel's complaints count from here on: call it before KVM is loaded. */
void hostview_begin(void);

/* What the kernel has complained about since, or NULL. */
const char *hostview_complaint(void);

/* Whether that is only that the log ran over before it was read. */
bool hostview_lost(void);

/*
 * Whether the kernel has killed a process since it was last asked, because there was
 * no memory left; which one, and what to do. It goes on, and this is no complaint.
 */
bool hostview_starved(struct sentence *why);

/* The crash that it has logged since, as far as that is known; n is 0 if none. */
const struct crash *hostview_crash(void);

#endif
