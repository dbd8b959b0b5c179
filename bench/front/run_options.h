/* SPDX-License-Identifier: GPL-2.0 */
/* The options of a run, and the plan that they make. */
#ifndef EXITBENCH_RUN_OPTIONS_H
#define EXITBENCH_RUN_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

#include "plan.h"

#define EXIT_USAGE 2

/* A kernel does not boot in less; a KVM host that boots has 1 GiB of its own. */
#define GUEST_MEMORY_MIN_MIB 128
#define GUEST_MEMORY_MAX_MIB 640

/* What the user said. Zero but for the plan, which plan_init() begins. */
struct words {
	const char *rig, *mode, *workloads, *machine, *kernel, *plots;
	const char *counts;	/* the run whose counts are taken, or NULL */
	const char *files;	/* for the command, or NULL */
	const char *walks;	/* as plan_set_walks() takes it */
	const char *resume;	/* the run that is to go on, or NULL */
	unsigned int shards;	/* 0: of a plan the most, of a run none */
	unsigned int jobs;	/* of a run in shards, as lanes.h has it */
	unsigned int detail;	/* entries of the table; 0 for none */
	bool dry_run;
	struct plan plan;
};

/* Both take a struct words as their input, and end the program with EXIT_USAGE. */
extern const struct argp run_argp, doctor_argp;

/*
 * Makes the plan of a run out of the words. Returns 0, or the exit status after
 * a message.
 */
int run_options_plan(struct words *w);

/*
 * The words of a run that goes on: those that it was begun with, by @saved, which
 * must live on, and behind them the user's again. May end the program, too.
 */
void run_options_again(struct words *w, char *const *saved, int argc, char **argv);

/*
 * The same for an action, a guest's work that is no run and has fewer options.
 * name is for the message.
 */
int run_options_action(struct words *w, const char *name);

#endif
