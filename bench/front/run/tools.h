/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tools of the distribution that a plan's workloads need: which they are, and
 * putting them, and files of the user's, where the KVM host finds them.
 */
#ifndef EXITBENCH_TOOLS_H
#define EXITBENCH_TOOLS_H

#include "plan.h"

#define TOOLS_MAX 8

/* Fills @tools with the names of those that @plan needs; returns how many. */
int tools_needed(const struct plan *plan, const char *tools[]);

/* Whether their images are there. Returns 0, or a negative errno with a message. */
int tools_check(const struct plan *plan);

/*
 * For a KVM host that boots: where @plan needs tools or has files, makes an
 * initramfs with them in directory @work, and puts it in place of
 * images->host_initrd. For one that is this machine unpacks them in @work. Returns
 * 0, or a negative errno with a message.
 */
int tools_add(const struct plan *plan, const char *work, struct images *images);

#endif
