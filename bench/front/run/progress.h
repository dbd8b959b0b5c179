/* SPDX-License-Identifier: GPL-2.0 */
/* What a run shows while it goes on, and counts of cells by status. */
#ifndef EXITBENCH_PROGRESS_H
#define EXITBENCH_PROGRESS_H

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "plan.h"
#include "session.h"

struct progress {
	const struct plan *plan;
	const struct session *session;		/* one a mode */
	struct timespec began;
	double mode_began_s[PAGING_MODES];	/* behind that; -1: waits */
	unsigned int ok, failed, skipped;
	double pace;				/* of the last cell; 2: takes twice as long */
	/* What the last cell of a job took; 0: none is done. */
	double took_s[PAGING_MODES][JOBS_MAX];
	double last_s[PAGING_MODES];		/* when the last cell was done; 0: none */
	bool on_terminal;
	int shown_s;				/* on the live line */
};

/* Starts the clock; shows nothing. */
void progress_init(struct progress *progress, const struct plan *plan,
		   const struct session *session);

/* What is to come; @warnings is an array of sentences, or NULL. */
void progress_begin(const struct progress *progress, const char *run,
		    const json_t *warnings);

/* Behind it, of a run that goes on: what is there already. */
void progress_kept(struct progress *progress);

/* The KVM host of that mode starts now. */
void progress_mode(struct progress *progress, unsigned int mode);

/* A cell is done. */
void progress_cell(struct progress *progress, const struct session *session,
		   const json_t *record);

/* Call it often: refreshes the live line on a terminal. */
void progress_tick(struct progress *progress);

/* Replaces the live line by the totals. */
void progress_end(const struct progress *progress);

/* Seconds since progress_init(). */
double progress_seconds(const struct progress *progress);

/* An estimate of the seconds that the rest will take. */
double progress_left(const struct progress *progress);

/* What @plan typically takes in all, in seconds of the machine that rig.h names. */
double progress_typical(const struct plan *plan);

#endif
