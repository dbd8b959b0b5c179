/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Carries out a study: refuses what cannot run before anything starts, lists what
 * would run, or runs what is missing, one run after another.
 */
#ifndef EXITBENCH_STUDY_H
#define EXITBENCH_STUDY_H

#include "combine.h"
#include "study_dir.h"

/*
 * One run, by a process of its own; @words are its options, up to NULL. Each returns
 * the exit status of exitbench run.
 */
struct study_runner {
	/* Only whether it could begin; no machine boots. @quiet: without a message. */
	int (*check)(char **words, bool quiet);
	/* It leaves its records in a folder of @results. */
	int (*run)(char **words, const char *results);
};

struct study {
	const char *file;	/* of the matrix, for messages */
	const char *name;
	const char *results;	/* where earlier runs, and studies, are */
	const struct matrix *matrix;
	const struct study_runs *runs;
	const struct study_runner *runner;
};

/*
 * Asks of each run whether it could begin. 0, or -EINVAL with a message that has
 * the line and column of the value without which the first refused one could.
 */
int study_check(const struct study *study);

/* Lists the runs, their cells and times, and what there is of them already. */
int study_list(const struct study *study);

/*
 * Runs what is missing in @dir. 0; 1 when any cell of the study failed, or a run left
 * none; 130 when a signal ended it.
 */
int study_carry_out(const struct study *study, const struct study_dir *dir);

#endif
