/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The worker's words: what the program beside the patched KVM
 * (exitbench-kvmhost) is told to do, made of the plan in one place.
 */
#ifndef EXITBENCH_WORKER_H
#define EXITBENCH_WORKER_H

#include "plan.h"

/* For paging mode @mode of the plan; to be freed by g_strfreev(). */
char **worker_words(const struct plan *plan, unsigned int mode);

/*
 * The kernel command line of a KVM host that boots and has the worker as its
 * /init: what every KVM host is told, what the rig and the user add, and @words. A new
 * string.
 */
char *worker_cmdline(const struct plan *plan, const char *const *words);

/*
 * Whether all words fit: a kernel command line is short. 0, or -E2BIG with a
 * message.
 */
int worker_check(const struct plan *plan);

#endif
