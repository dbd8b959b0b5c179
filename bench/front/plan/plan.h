/* SPDX-License-Identifier: GPL-2.0 */
/* What a run is to do: the user's words, checked before anything boots. */
#ifndef EXITBENCH_PLAN_H
#define EXITBENCH_PLAN_H

#include <limits.h>
#include <stdbool.h>

#include <jansson.h>

#include "jobs.h"
#include "mode.h"
#include "rig.h"
#include "user_files.h"

struct plan {
	const struct rig *rig;
	bool rig_is_auto;		/* and `nested` was judged so: */
	struct probe nested;
	unsigned int nr_modes;
	enum paging paging[PAGING_MODES];
	unsigned int nr_jobs;
	struct job job[JOBS_MAX];
	const char *command;		/* of the workload cmd, or NULL */
	const struct user_files *files;	/* for the command, or NULL */
	const char *files_list;		/* the words that named them, or NULL */
	unsigned int shard, shards;	/* part 1 to shards of it; 0: all */
	unsigned int lanes;		/* most KVM hosts at a time; 0: see plan_lanes() */
	unsigned int reps, warmup;	/* warmup: before them, not recorded */
	unsigned int timeout_s;		/* a repetition, emulated seconds */
	unsigned int stall_s;		/* the user's plan_stall_s(), or 0 */
	const char *machine;
	const char *build, *results;	/* directories */
	const char *kernel;		/* "6.1" */
	const char *domain;		/* the user's own VM, or NULL */
	const char *libvirt_uri;	/* where libvirt is, or NULL */
	const char *kvm;		/* parameters of kvm.ko, or NULL */
	const char *vendor_module;	/* of the vendor's module, or NULL */
	/* For the kernels of the guest and of a KVM host that boots, or NULL. */
	const char *guest_words, *host_words;
	unsigned int memory_mib;	/* of the guest; 0 is the default */
	bool verify;			/* with witnesses of every record */
	bool vmruns;			/* the emulator is one of them */
	const char *walks;		/* geometry of their model, or NULL */
	bool pmu;			/* the guests' PMU is to count them */
	unsigned int vcpus;		/* of the guest; 0 is one */
	/* What to do instead of workloads, and who takes the answers; or NULL. */
	const char *action;		/* "check-abi", "overhead", "calibrate" */
	void (*answer)(const json_t *answer);
	/* On this machine only: a directory; as for tune_settings(). Or NULL. */
	const char *modules, *tune;
	bool isolation;			/* of check-abi: with a second VM */
	const char *image;		/* of the KVM host: "kvmhost" */
	const char *submission;		/* directory of another KVM, or NULL */
};

/* Defaults that need no word of the user, and LIBVIRT_URI. */
void plan_init(struct plan *plan);

/*
 * Each takes the user's word; NULL and "" mean the default. Returns 0, or
 * -EINVAL with a message that names the known ones on stderr. The rig comes
 * first: plan_set_rig() is in rigs.h.
 */
int plan_set_mode(struct plan *plan, const char *name);
/* After the command, which alone means the workload cmd. */
int plan_set_workloads(struct plan *plan, const char *list);
int plan_set_machine(struct plan *plan, const char *name);

/* The machine types that a guest can have; NULL at the end. */
extern const char *const plan_machines[];

/* Whether @version can be that of a kernel: it becomes a part of paths. */
bool plan_is_version(const char *version);

/* Whether @words can stand in the middle of a kernel's command line. */
bool plan_is_words(const char *words);

/*
 * The version of the kernel that set-up built in plan->build: @version; where
 * that is NULL or "", the one in kernel.default there, else the newest built.
 * When none is built, it names one that is then not found.
 */
void plan_set_kernel(struct plan *plan, const char *version);

/*
 * On a real processor, marks the counts that the user did not give for
 * calibration. On an emulated one they keep their defaults, so that equal runs
 * are equal, and cheap.
 */
void plan_set_counts(struct plan *plan);

/*
 * How many real seconds a machine may be silent. Longer than the time-out of a
 * repetition, which the KVM host, or the guest program of a domain, enforces.
 */
unsigned int plan_stall_s(const struct plan *plan);

/*
 * How many KVM hosts run at a time: plan->lanes, or one per processor, in an emulated
 * rig, and one on a real processor, where another would disturb the measurement.
 */
unsigned int plan_lanes(const struct plan *plan);

/* How many records are owed. */
unsigned int plan_cells(const struct plan *plan);

/* Mode number @mode: "ept", "npt" or "shadow". */
const char *plan_paging(const struct plan *plan, unsigned int mode);

#endif
