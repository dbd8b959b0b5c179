/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What page tables take of the KVM host's memory, and what KVM did with its own:
 * read before the VMM starts, and at both ends of every repetition, outside the
 * bracket. Within it, reading would cost the guest exits on a host of one processor.
 */
#ifndef EXITBENCH_HOST_MEMORY_H
#define EXITBENCH_HOST_MEMORY_H

#include <stdbool.h>

#include "paths.h"
#include "vm_stats.h"

struct host_memory {
	const char *vmstat;	/* the kernel's counts of pages */
	/*
	 * Reading it makes them exact, by work on every processor. NULL where others
	 * use those: then each processor keeps up to 125 pages to itself (mm/vmstat.c).
	 */
	const char *refresh;
	const char *kvm;	/* KVM's folder in debugfs */
	pid_t vm;		/* 0 before there is one */
	struct vm_stats stats;
	json_t *before_vm, *begin;
};

/* Those of this host; @alone: it is ours alone. */
#define HOST_MEMORY(alone) (struct host_memory){ \
	.vmstat = VMSTAT, .refresh = (alone) ? VMSTAT_REFRESH : NULL, \
	.kvm = DEBUGFS "/kvm", \
}

/* Before the VMM starts; when it has started, its process is @vm. */
void host_memory_before(struct host_memory *memory);
void host_memory_started(struct host_memory *memory, pid_t vm);

/* A repetition begins, or has ended, of which @record is. */
void host_memory_begin(struct host_memory *memory);
void host_memory_end(struct host_memory *memory, json_t *record);

void host_memory_free(struct host_memory *memory);

#endif
