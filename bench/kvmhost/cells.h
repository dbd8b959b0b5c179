/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which cells this KVM host still owes, and how those end that no guest gives a
 * record of. Two rows of them: the repetitions of `boot`, one a guest, and those
 * of all other workloads, as many in one guest as it can run.
 */
#ifndef EXITBENCH_CELLS_H
#define EXITBENCH_CELLS_H

#include "guest.h"
#include "kvmhost.h"

struct cells {
	const struct kvmhost *host;
	int boot;		/* the boot that is to be done, -1 if none */
	unsigned int boot_rep;
	unsigned int job, rep;	/* the first other cell not done */
	struct sentence late;	/* of a guest that did not end well, its cells done */
};

/* Starts with the first cells of @host. */
struct cells cells_of(const struct kvmhost *host);

bool cells_is_boot(const struct kvmhost *host, unsigned int job);
bool cells_jobs_left(const struct cells *cells);
bool cells_boots_left(const struct cells *cells);

/* Moves on to the next workload that is not `boot`, or to the next boot. */
void cells_next_job(struct cells *cells);
void cells_next_boot(struct cells *cells);

/* Whether any cell has ended between @from and @to. */
bool cells_progressed(const struct cells *from, const struct cells *to);

/* What kind of guest @job needs; whether the same guest serves both. */
struct guest_needs cells_needs(const struct cells *cells, unsigned int job);
bool cells_same_needs(const struct guest_needs *a, const struct guest_needs *b);

/*
 * Completes a record (a stolen reference) by what the guest cannot know, and
 * hands it on.
 */
void cells_hand_on(const struct cells *cells, json_t *record);

/* Whether this host lacks what the next workload needs; if so, it is skipped. */
bool cells_skip_for_needs(struct cells *cells);

/* Skips all repetitions of a workload that its guest cannot run. */
void cells_skip_job(struct cells *cells, const json_t *record);

/*
 * The workload being run is over with repetition @done - 1, which failed: what is
 * left of it will not be run.
 */
void cells_fail_job(struct cells *cells, unsigned int done);

/* The guest ended or hangs, in its boot or in the next workload. */
void cells_fail_current(struct cells *cells, bool in_boot, const char *error);

#endif
