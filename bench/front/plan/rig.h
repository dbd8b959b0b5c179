/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every rig is: where a KVM host comes from. A rig starts the program that
 * runs beside the patched KVM, the worker, in a machine that boots or as a
 * process, and ends it again. What the worker does and reports is not the
 * rig's business. The rigs themselves are in rigs/ and swap/, and run/rigs.c has
 * the table of them: nothing below run/ knows which rigs there are.
 */
#ifndef EXITBENCH_RIG_H
#define EXITBENCH_RIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base.h"
#include "mode.h"
#include "parts.h"

/* Whether something works on this machine. */
struct probe {
	bool works;
	char found[512];	/* what was found, or why it does not work */
	char remedy[512];	/* what to do about it; may be empty */
};

struct plan;

/*
 * What `make setup` and `make bench` made, as absolute paths; NULL where the
 * rig's kind does not use it.
 */
struct images {
	char *host_kernel, *host_initrd;	/* of a KVM host that boots */
	char *guest_kernel, *guest_initrd;	/* of the measured guest */
	char *guest_program;	/* static, for any guest */
	char *kvmhost;		/* the worker, for this machine */
	char *front;		/* this program, for processes beside it */
	char *modules;		/* directory of the patched KVM modules */
	bool once;		/* host_initrd was made for this run alone */
};

/* One KVM host. The caller fills in the first part and keeps it alive. */
struct machine {
	const struct rig *rig;
	const struct plan *plan;
	const char *name;	/* unique in this run, a file name: "ept" */
	const char *dir;	/* absolute; the rig's own files go there */
	const char *const *worker;	/* its words, worker.h; NULL at the end */
	const struct images *images;
	unsigned int memory_mib;
	const char *plugin;	/* of its QEMU, or NULL */
	/* Absolute paths of files that appear and grow: what is printed, and */
	const char *console;
	const char *channel;	/* the worker's lines */
	/* What the emulator, or what keeps it, says; it stays when dir is gone. */
	const char *log;
	/* Where states of hosts that have booted are kept, or NULL: none is. */
	const char *saved;

	bool restored;		/* by start: it began with one, and did not boot */
	struct sentence note;	/* by start: worth saying though it runs, or "" */
	void *priv;		/* the rig's */
	struct sentence why;	/* start or poll failed, with the remedy */
};

enum rig_kind {
	RIG_BOOTS,		/* a machine that boots with the worker as init */
	RIG_THIS_MACHINE,	/* the worker is a process beside this KVM */
	RIG_DOMAIN,		/* the guest program alone, in a VM that runs */
};

struct rig {
	const char *name;	/* "vmx-emu" */
	enum vendor vendor;
	const char *summary;	/* one line for lists */
	const char *cycles_unit;
	const char *cycles_note;
	enum rig_kind kind;
	/* RIG_BOOTS: what the KVM host's kernel is told in this rig. */
	const char *cmdline;
	const char *words;	/* more for the worker, or NULL */
	bool walks;	/* its QEMU can have the model of page walks */
	/*
	 * On the real processor, so only for one of its vendor: where there are
	 * two rigs of one name, that one is meant.
	 */
	bool real;
	const struct part *const *parts;	/* NULL at the end; NULL: none */

	/*
	 * Whether it works here, where all its parts are there. May take 5 s, for
	 * it never hangs. NULL: it does.
	 */
	void (*probe)(struct probe *probe);

	/*
	 * Whether guests can run under shadow paging, where that is not certain.
	 * What is found where they can is worth saying. NULL: they can.
	 */
	void (*probe_shadow)(struct probe *probe);

	/*
	 * Which emulator runs the KVM host, and how that was built, in a few words:
	 * a new string, or NULL. NULL: its version says enough.
	 */
	char *(*built)(void);

	/*
	 * Real seconds on a two-core machine, for the time left: until the KVM
	 * host starts a guest, the same where it is restored, a guest's boot, by
	 * paging mode, a small workload.
	 */
	unsigned int typical_start_s, typical_restored_s,
		typical_boot_s[PAGING_MODES], typical_cell_s;
	/* How much longer all of it takes with the emulator at hand. NULL: 1. */
	double (*pace)(void);

	/*
	 * Starts the machine and returns at once: 0, or a negative errno with
	 * machine->why. A machine that failed to start needs no stop.
	 */
	int (*start)(struct machine *machine);

	/*
	 * 1 while it runs, 0 when it ended by itself, a negative errno with
	 * machine->why.
	 */
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

/* Whether @rig works on this machine. */
void rig_probe(const struct rig *rig, struct probe *probe);

#endif
