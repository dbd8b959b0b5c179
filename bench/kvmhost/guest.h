/* SPDX-License-Identifier: GPL-2.0 */
/* Starts and ends one measured guest, under QEMU alone or under libvirt. */
#ifndef EXITBENCH_GUEST_H
#define EXITBENCH_GUEST_H

#include <jansson.h>

#include "base.h"
#include "guest_spec.h"
#include "kvmhost.h"

/* What distinguishes one guest from another. */
struct guest_needs {
	unsigned int vcpus;
	const char *tool;	/* NULL for none; on a disk of its own */
	const char *kernel_words;	/* NULL for none */
	bool trace;		/* see guest_spec.h */
};

/* How many vCPUs a guest of these needs has. */
unsigned int guest_vcpus(const struct kvmhost *host,
			 const struct guest_needs *needs);

/* Where the disk of a tool is, to be freed. */
char *guest_tool_path(const char *tool);

/*
 * Starts a guest with a new disk. @args go to its /init. 0, or a negative errno
 * with @why.
 */
int guest_start(const struct kvmhost *host, const struct guest_needs *needs,
		const char *args, struct guest *guest, struct sentence *why);

/* Waits up to @timeout_s for it to end, then kills it. */
void guest_stop(struct guest *guest, unsigned int timeout_s);

/* The last lines of the guest's console and of QEMU's messages: a new array. */
json_t *guest_last_lines(void);

#endif
