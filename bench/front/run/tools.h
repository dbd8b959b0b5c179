/* SPDX-License-Identifier: GPL-2.0 */
/* The tools of the distribution that workloads run: fio, stress-ng. */
#ifndef EXITBENCH_TOOLS_H
#define EXITBENCH_TOOLS_H

#include "plan.h"

#define TOOLS_MAX 8

/* Fills @tools with the names of those that @plan needs; returns how many. */
int tools_needed(const struct plan *plan, const char *tools[]);

/* Whether their images are there. Returns 0, or -1 with a message. */
int tools_check(const struct plan *plan);

/*
 * Where @plan needs tools, makes an initramfs with them in @work from @initrd,
 * and puts its name there. Returns 0, or -1 with a message.
 */
int tools_initrd(const struct plan *plan, const char *work, char *initrd,
		 size_t len);

/* The same for a KVM host that is this machine: unpacks them in @dir. */
int tools_unpack(const struct plan *plan, const char *dir);

#endif
