/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics that KVM keeps of one VM, by name, as any KVM does, patched or not.
 * Read from debugfs: that interrupts no vCPU, and needs no file descriptor of the
 * VMM's as KVM's binary statistics do, which are the same numbers.
 */
#ifndef EXITBENCH_VM_STATS_H
#define EXITBENCH_VM_STATS_H

#include <jansson.h>
#include <sys/types.h>

struct vm_stats {
	const char *const *names;	/* up to NULL */
	int folder;		/* of the VM */
};

/*
 * Opens statistics of the VM that process @vm has made, or of its vCPUs, added up.
 * @folder is KVM's in debugfs. @names lives as long as @stats. 0, or a negative
 * errno: -ENOENT if there is no VM (yet), or no debugfs.
 */
int vm_stats_open(struct vm_stats *stats, const char *folder, pid_t vm,
		  const char *const *names);

/* Adds to @obj those that this KVM has, as they are now. */
void vm_stats_read(const struct vm_stats *stats, json_t *obj);

void vm_stats_close(struct vm_stats *stats);

#endif
