/* SPDX-License-Identifier: GPL-2.0 */
/* The directories of a run, and results/latest, which names the last one. */
#ifndef EXITBENCH_DIRS_H
#define EXITBENCH_DIRS_H

#include <time.h>

#include "plan.h"

struct dirs {
	char *name;		/* of the run */
	char *results;		/* absolute: results/<name> */
	char *work;		/* absolute: for the machines, gone at the end */
	int lock;		/* of that */
	bool resumed;
};

/*
 * Where machines work: the directory of what set-up built, or that of the
 * results where the former is not the user's to write. Absolute, to be freed;
 * NULL with a message.
 */
char *dirs_scratch(const struct plan *plan);

/* There, for states of KVM hosts that have booted; not made. To be freed. */
char *dirs_saved(const struct dirs *dirs);

/*
 * Makes both. Returns 0, or a negative errno with a message and nothing left behind:
 * they could not be made, or results/latest could not name the run.
 */
int dirs_make(struct dirs *dirs, const struct plan *plan, time_t started);

/*
 * The same of the run in @results, an absolute path, that goes on. What it had
 * for its machines is removed before.
 */
int dirs_resume(struct dirs *dirs, const struct plan *plan, const char *results);

/*
 * results/latest names the run from now on: it can be read. 0, or a negative errno
 * with a message.
 */
int dirs_point_at(const struct dirs *dirs);

/* Removes both directories: the run did not begin. Of one that goes on, one. */
void dirs_discard(struct dirs *dirs);

/* Removes what the machines had; the results stay. */
void dirs_free(struct dirs *dirs);

#endif
