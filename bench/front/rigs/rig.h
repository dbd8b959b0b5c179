/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A rig: where a KVM host comes from (DESIGN: "Rigs"). It starts one machine
 * with a kernel and an initramfs, lets it run and takes it away. What the
 * machine does, and what its serial ports say, is not the rig's business.
 */
#ifndef EXITBENCH_RIG_H
#define EXITBENCH_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "needs.h"

/* What became of the question whether something works on this machine */
struct verdict {
	bool works;
	char found[256];	/* what was found, or why it does not work */
	char remedy[256];	/* what to do about it; may be empty */
};

struct plan;

/* One KVM host. The caller fills in the first part and keeps it alive. */
struct machine {
	const struct rig *rig;
	const char *name;	/* unique in this run, a file name: "ept" */
	const char *dir;	/* absolute; the rig's own files go there */
	const char *kernel;	/* absolute path of a bzImage */
	/* Absolute path of an uncompressed cpio; of a domain, guest program. */
	const char *initrd;
	const char *cmdline;	/* kernel command line, console included */
	unsigned int memory_mib;
	const struct plan *plan;	/* for a domain, which has no cmdline */
	/* Absolute paths of files that appear and grow: ttyS0 and ttyS1. */
	const char *console;
	const char *channel;
	/* For a rig on this machine: what make setup made; the patched modules. */
	const char *build, *modules;	/* absolute directories */
	const char *tune;	/* as for tune_settings(), or NULL */

	void *priv;		/* the rig's */
	char error[256];	/* why start or poll failed, with the remedy */
};

struct rig {
	const char *name;	/* "vmx-emu" */
	const char *vendor;	/* "vmx" or "svm" */
	const char *tdp;	/* "ept" or "npt" */
	const char *summary;	/* one line for lists */
	const char *cycles_unit;
	const char *cycles_note;
	const char *cmdline;	/* what the KVM host's kernel needs here */
	/*
	 * On the real processor, so only for one of its vendor: where there are
	 * two rigs of one name, that one is meant.
	 */
	bool real;
	/*
	 * This machine is the KVM host: the kernel and the initramfs are the
	 * guest's, and the KVM modules are those for the kernel that runs.
	 */
	bool this_machine;
	const enum need *needs;	/* of the machine, NEED_NONE at the end */

	/*
	 * Whether it works here, where all it needs is there. May take 5 s, for
	 * it never hangs. NULL: it does.
	 */
	void (*probe)(struct verdict *verdict);

	/*
	 * Real seconds on a two-core machine, for the time left: until the KVM
	 * host starts a guest, a guest's boot (two-dimensional, shadow paging),
	 * a small workload.
	 */
	unsigned int typical_start_s, typical_boot_s[2], typical_cell_s;

	/*
	 * Starts the machine and returns at once: 0, or -1 with machine->error.
	 * A machine that failed to start needs no stop.
	 */
	int (*start)(struct machine *machine);

	/* 1 while it runs, 0 when it ended by itself, -1 with machine->error. */
	int (*poll)(struct machine *machine);

	/*
	 * Ends it if it runs, leaves no process and no domain, frees priv. Safe
	 * to call after the machine has ended, and twice.
	 */
	void (*stop)(struct machine *machine);

	/*
	 * Returns the command line or configuration by which the machine was
	 * started, for meta.json, to be freed by the caller; NULL if unknown.
	 */
	char *(*describe)(const struct machine *machine);
};

extern const struct rig rig_vmx_emu;
extern const struct rig rig_svm_emu;
extern const struct rig rig_nested_vmx;
extern const struct rig rig_nested_svm;
extern const struct rig rig_host_vmx;
extern const struct rig rig_host_svm;
/* Not to be chosen by name: plan->domain chooses one. domain.c */
extern const struct rig rig_domain_vmx;
extern const struct rig rig_domain_svm;

/* Rig number @i that this processor may have, NULL behind the last. rigs.c */
const struct rig *rig_at(unsigned int i);

/* The one of that name, or NULL. */
const struct rig *rig_find(const char *name);

/* Whether @rig works on this machine. */
void rig_judge(const struct rig *rig, struct verdict *verdict);

/*
 * The rig to take when none is named: `nested` where it is shown to work, else
 * vmx-emu. @why is the verdict on `nested`.
 */
const struct rig *rig_auto(struct verdict *why);

#endif
