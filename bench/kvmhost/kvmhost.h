/* SPDX-License-Identifier: GPL-2.0 */
/* What the program beside the patched KVM is asked to do: its command line. */
#ifndef EXITBENCH_KVMHOST_H
#define EXITBENCH_KVMHOST_H

#include <stdbool.h>

#include "jobs.h"
#include "mode.h"

struct kvmhost {
	enum vendor vendor;
	enum paging paging;	/* asked for */
	const char *machine;	/* QEMU's */
	unsigned int reps, warmup;
	unsigned int memory_mib;
	unsigned int vcpus;
	unsigned int timeout_s;	/* a repetition, in seconds of this clock */
	const char *command;	/* for `cmd`, encoded; NULL for none */
	unsigned int nr_jobs;
	struct job job[JOBS_MAX];
	bool check;		/* check the ABI; no jobs then */
	bool pmu;		/* guests count page walks by their PMU */
	bool isolation;		/* with a second VM beside the guest */
	bool calibrate;		/* find the counts of the jobs instead */
	bool verify;		/* with witnesses */
	bool overhead;		/* of each variant of KVM; no jobs then */
	/* Parameters of kvm.ko and of the vendor's module, commas between. */
	const char *kvm, *vendor_module;
	const char *guest_words;	/* more for the guest's kernel; "" */
	bool no_posted_interrupts;	/* kvm-intel is to do without */
	const char *channel;	/* file; not for /init */
	bool is_init;		/* the machine is ours alone; else we are its guest */
	bool pin;		/* the vCPUs */
	const char *keeper;	/* of guests as libvirt domains: its program; or NULL */
};

#endif
