/* SPDX-License-Identifier: GPL-2.0 */
/* Carries out a plan and leaves a results directory. */
#ifndef EXITBENCH_RUN_H
#define EXITBENCH_RUN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "plan.h"
#include "session.h"

struct run {
	const struct plan *plan;
	char name[64];		/* of the run */
	char dir[4096];		/* absolute: results/<name> */
	char work[4096];	/* absolute: for the machines, removed at the end */
	struct session session[PLAN_MAX_MODES];
	FILE *records;
	time_t started;
	double wall_s;
	json_t *hygiene;	/* of this machine; NULL on emulated ones */
	unsigned int ok, failed, skipped;
	bool write_failed, interrupted;
};

/*
 * Returns 0 when every cell is ok, 1 when one failed, 130 after Ctrl-C or
 * SIGTERM. Copies the name of the results directory to @dir, unless there is
 * none: then it is empty.
 */
int run_plan(const struct plan *plan, char *dir, size_t len);

/*
 * Checks the CPUID leaves in a guest of each mode of the plan and prints the
 * verdicts. Returns 0 when no rule failed. action.c
 */
int check_plan(struct plan *plan);

/* The same for what the accounting costs an exit. action.c */
int overhead_plan(struct plan *plan);

/*
 * Asks a guest of each mode of the plan for plan->action. Returns 0, 1 with a
 * message, or 130 when a signal ended it. action.c
 */
int action_run(const struct plan *plan);

/*
 * Finds the counts of @plan that are to be found out, in a guest of its own under
 * the slower paging mode, so that all modes have the same. Returns 0, or the
 * exit status of a failure, with a message; a count that could not be found is
 * the default one. calibrate.c
 */
int calibrate_plan(struct plan *plan);

/* From here on SIGINT, SIGTERM, SIGHUP end nothing: run_stopped() says which came. */
void run_catch_signals(void);
int run_stopped(void);

/* Absolute paths of what machines are made of. */
struct images {
	char kernel[4096], initrd[4096];
	char build[4096], modules[4096];	/* directories */
};

/* What is there for the plan: 0, or -1 with a message. */
int run_find_images(const struct plan *plan, struct images *images);

/*
 * Adds the tools that workloads run to the images, or, on this machine, to the
 * directory of one KVM host. 0, or -1 with a message.
 */
int run_add_tools(const struct plan *plan, const char *work,
		  struct images *images);

/* @images must stay. */
void run_give_images(const struct plan *plan, const struct images *images,
		     struct machine *machine);

/* meta.json of a run that is over. 0, or -1 with a message. meta.c */
int meta_write(const struct run *run);

/* progress.c */
void progress_begin(const struct run *run);
/* A cell is done. */
void progress_cell(const struct run *run, const struct session *session,
		   const json_t *record);
/* Call it often: refreshes the live line on a terminal. */
void progress_tick(const struct run *run);
/* The live line goes, the totals come. */
void progress_end(const struct run *run);

/* Seconds since the run began. */
double run_seconds(const struct run *run);

#endif
