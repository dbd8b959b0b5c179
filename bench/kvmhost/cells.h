/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which cells this KVM host still owes, and how those end that no guest gives a
 * record of. Two rows of them: the repetitions of `boot`, one a guest, and those
 * of all other workloads, as many in one guest as it can run.
 */
#ifndef EXITBENCH_CELLS_H
#define EXITBENCH_CELLS_H

#include "kvmhost.h"

struct progress {
	struct kvmhost *host;
	int boot;		/* the boot that is to be done, -1 if none */
	unsigned int boot_rep;
	int timer;		/* of the samples of a boot, -1 for none */
	json_t *boot_record;	/* of the guest that runs, until it has ended */
	unsigned int job, rep;	/* the first cell not done */
	bool booted, said_bye;	/* the guest that runs */
	bool refused;		/* it goes on with what is settled: end it */
	struct guest_needs has;	/* it has */
	unsigned int variant;	/* of KVM, when its overhead is asked for */
};

/* The first cells of p->host. */
void cells_begin(struct progress *p);

bool cells_is_boot(const struct kvmhost *host, unsigned int job);
bool cells_jobs_left(const struct progress *p);
bool cells_boots_left(const struct progress *p);

/* On to the next workload, which is not `boot`, or the next boot. */
void cells_next_job(struct progress *p);
void cells_next_boot(struct progress *p);

/* Whether any cell ended between the two. */
bool cells_progressed(const struct progress *from, const struct progress *to);

/* What @job wants of its guest; whether one guest does for both. */
struct guest_needs cells_needs(const struct progress *p, unsigned int job);
bool cells_same_needs(const struct guest_needs *a, const struct guest_needs *b);

/* Whether this host has not what the next workload wants; then it is skipped. */
bool cells_skip_for_needs(struct progress *p);

/* A workload that its guest cannot run has all its repetitions skipped. */
void cells_skip_job(struct progress *p, const json_t *record);

/*
 * The workload being run is over with repetition @done - 1, which failed: what is
 * left of it will not be run.
 */
void cells_fail_job(struct progress *p, unsigned int done);

/* The guest ended or hangs in the middle of something. */
void cells_fail_current(struct progress *p, const char *error);

/* No guest of this host will do. */
void cells_fail_rest(struct progress *p, const char *error);

#endif
