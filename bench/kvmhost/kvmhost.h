/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The program beside the patched KVM: swaps the vendor module, runs guests and
 * hands their records on. This header is what its files share.
 */
#ifndef EXITBENCH_KVMHOST_H
#define EXITBENCH_KVMHOST_H

#include <jansson.h>
#include <sched.h>
#include <stdbool.h>

#include "jobs.h"
#include "reasons.h"

struct kvmhost {
	enum vendor vendor;
	bool shadow;		/* the paging mode asked for */
	const char *machine;	/* QEMU's */
	unsigned int reps;
	unsigned int memory_mib;
	unsigned int vcpus;
	unsigned int timeout_s;	/* a repetition, in seconds of this clock */
	const char *command;	/* for `cmd`, encoded; NULL for none */
	unsigned int nr_jobs;
	struct job job[JOBS_MAX];
	bool check;		/* check the ABI; no jobs then */
	bool calibrate;		/* find the counts of the jobs instead */
	bool overhead;		/* of each variant of KVM; no jobs then */
	const char *modules;	/* directory */
	const char *kvm;	/* parameters of kvm.ko, separated by commas */
	const char *channel;	/* file; not for /init */
	bool is_init;		/* the machine is ours alone; else we are its guest */
	bool pin;		/* the vCPUs */
	const char *keeper;	/* of guests as libvirt domains: its program; or NULL */
	char parameter[64];	/* read back: "kvm_intel ept=Y" */
};

/* "ept", "npt" or "shadow", as in records. */
const char *kvmhost_paging(const struct kvmhost *host);

/*
 * Where objects go: the end of file @path, NULL for the second serial port. 0, or
 * -1 with a message. channel.c
 */
int channel_open(const char *path);
/* Takes an object (a stolen reference) to the front end. */
void channel_emit(json_t *obj);
/* Emits one of the given type with a text, printf-like. */
void channel_say(const char *type, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Loads kvm and the vendor's module in the mode asked for and reads back what
 * they took. Returns 0, or -1 with the reason in @error. modules.c
 */
int modules_load(struct kvmhost *host, char *error, size_t len);

/* Emits what a reader of the results wants to know about this host. facts.c */
void facts_emit(const struct kvmhost *host);

/*
 * Completes a record (a stolen reference) by what the guest cannot know, and
 * hands it on. cells.c
 */
void cell_hand_on(const struct kvmhost *host, json_t *record);

/*
 * Hands on the record of repetition @rep of job @j that the guest does not give:
 * its "status" and why. @console may be NULL. cells.c
 */
void cell_end(const struct kvmhost *host, unsigned int j, unsigned int rep,
	      const char *status, const char *error, json_t *console);

/* Runs all jobs, in as many guests as it takes. guests.c */
void guests_run(struct kvmhost *host);

/*
 * Why @record's exits cannot be of @host's paging mode, a constant string; NULL
 * when they can. With @whole_boot it must also have exits that only this mode
 * causes. verify.c
 */
const char *verify_exits(const struct kvmhost *host, const json_t *record,
			 bool whole_boot);

/*
 * Verifies the mode by what the guest says first: KVM's own word, and the exits
 * of the boot. Emits the findings. NULL, or why the mode is not the one asked
 * for. verify.c
 */
const char *verify_hello(const struct kvmhost *host, const json_t *hello);

/*
 * Names of files are relative to the working directory: / of the emulated KVM
 * host, a directory of the run on this machine.
 */
#define MODULES_PATCHED "kvm"

/*
 * Variant 0, 1, ... of the KVM modules: loads it, undoes what unloading it does
 * not, and names it, NULL behind the last one. overhead.c
 */
int overhead_begin(struct kvmhost *host, unsigned int variant, char *error,
		   size_t len);
void overhead_end(unsigned int variant);
const char *overhead_variant(unsigned int variant);

/* Mounted by the KVM host where it is /init. */
#define DEBUGFS "/sys/kernel/debug"

/* Copies what KVM shows of its VMs to the console. hostview.c */
void hostview_print(const struct kvmhost *host);
/* From here on the kernel's complaints count: call it before KVM is loaded. */
void hostview_begin(void);
/* What the kernel has complained of since, NULL when it has not. */
const char *hostview_complaint(void);

/*
 * The timeline of a boot. timeline.c
 *
 * timeline_begin() samples the VM of process @qemu from now on: it returns what becomes readable when
 * timeline_sample() is due. timeline_end() stops that, and adds what came of it
 * to the @record of the boot, if there is one. timeline_prepare() is called well
 * before, for the rate of the TSC is taken from between.
 */
void timeline_prepare(void);
int timeline_begin(int qemu, uint64_t interval_cycles);
void timeline_sample(void);
void timeline_end(json_t *record);

/* The guest's first serial port, what QEMU says, and the guest's disk. */
#define QEMU_CONSOLE "run/guest-console"
#define QEMU_MESSAGES "run/qemu-messages"
#define QEMU_DISK "run/disk.img"
/* QEMU's monitor, a socket. */
#define QEMU_MONITOR "run/qemu-monitor"
/* What QEMU traces of fw_cfg, with the time of day. */
#define QEMU_TRACE "run/qemu-trace"

/*
 * Waits for the vCPU threads of QEMU @pid and gives each a processor of its own,
 * QEMU's other threads the rest; with one processor there is nothing to do.
 * Emits what it did. pin.c
 */
void pin_vcpus(int pid, unsigned int vcpus);
/*
 * Chooses processors for @vcpus threads out of @allowed, no two of them on one
 * core while there are cores: @core has the first sibling of each. Returns how
 * many it found, at most all but one.
 */
unsigned int pin_choose(const cpu_set_t *allowed, const int *core,
			unsigned int vcpus, int *chosen);

/* One guest's QEMU. qemu.c */
struct qemu {
	int pid;		/* our child, QEMU or its keeper; 0 when none runs */
	int vm;			/* QEMU */
	int channel;		/* read end of its records */
};

/* What a guest has that others have not. */
struct guest_needs {
	unsigned int vcpus;
	const char *tool;	/* NULL for none; on a disk of its own */
	const char *kernel_words;	/* NULL for none */
	bool trace;		/* of fw_cfg, to QEMU_TRACE */
};

/* How many vCPUs a guest of these needs has. */
unsigned int qemu_vcpus(const struct kvmhost *host,
			const struct guest_needs *needs);

/*
 * QEMU's monitor: opens it, or -1; and one command, whose answer ends with a
 * newline unless it was too long or too late. plug.c
 */
int monitor_open(void);
void monitor_ask(int fd, const char *command, char *answer, size_t len);

/*
 * Whether a guest of so many vCPUs gets all but one of them when it has booted,
 * and asks; then plug_vcpus() gives them. plug.c
 */
bool qemu_plugs(unsigned int vcpus);
void plug_vcpus(unsigned int vcpus);

/* Where the disk of a tool is. */
void qemu_tool_path(const char *tool, char *path, size_t len);

/* Both 0, or -1 with a reason in @error. @args go to the guest's /init. */
int qemu_make_disk(char *error, size_t len);
int qemu_start(const struct kvmhost *host, const struct guest_needs *needs,
	       const char *args, struct qemu *qemu, char *error, size_t len);
/*
 * In a child of @parent: becomes argv[0], with @out as its output and what it says
 * in QEMU_MESSAGES; ends with its parent.
 */
void qemu_exec(char *const argv[], int out, pid_t parent)
	__attribute__((noreturn));
/*
 * The same by libvirt, with the whole kernel command line; run/qemu-messages tells
 * what went wrong, and @error the end of it. domain.c
 */
int domain_start(const struct kvmhost *host, const struct guest_needs *needs,
		 const char *append, struct qemu *qemu, char *error, size_t len);
/* Waits for its end up to @timeout_s, then kills it. */
void qemu_stop(struct qemu *qemu, unsigned int timeout_s);
/* The last lines of guest console and QEMU messages: a new array. */
json_t *qemu_last_lines(void);

#endif
