/* SPDX-License-Identifier: GPL-2.0 */
/* One measured guest, as those who start it (qemu.h, guest_domain.h) need it. */
#ifndef EXITBENCH_GUEST_SPEC_H
#define EXITBENCH_GUEST_SPEC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct guest_spec {
	const char *machine;	/* QEMU's */
	unsigned int memory_mib;
	unsigned int vcpus, vcpus_now;	/* at most; at boot */
	const char *append;	/* the whole kernel command line */
	const char *tool_disk;	/* image of a second disk, or NULL */
	bool trace;		/* of what timeline.c reads, to QEMU_TRACE */
};

/* One that was started. */
struct guest {
	pid_t pid;		/* our child, QEMU or its keeper; 0 when none runs */
	pid_t vm;		/* QEMU */
	int channel;		/* read end of its messages */
	uint64_t started_tsc;	/* of the KVM host, when it was told to start */
};

#endif
