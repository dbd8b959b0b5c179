/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The folder of a study, results/study-NAME: study.json, and a run in a folder of
 * its own for each combination, there only when it is whole.
 */
#ifndef EXITBENCH_STUDY_DIR_H
#define EXITBENCH_STUDY_DIR_H

#include <jansson.h>

#include "combine.h"

struct study_dir {
	char *path;		/* results/study-NAME */
	char *work;		/* in it: results of the run that goes on */
	int lock;
};

/* What a run in a study's folder is. */
enum kept {
	KEPT_NONE,		/* it is not there */
	KEPT_FAILED,		/* cells of it failed, or it was stopped */
	KEPT_WHOLE,
};

/*
 * study.json: the study's name, @revision, @text (the file), axes, runs and plots;
 * an object. bench/RECORDS.md describes it.
 */
json_t *study_json(const char *name, const char *revision, const char *text,
		   const struct matrix *matrix, const struct study_runs *runs);

/*
 * Makes the folder, or takes the one that is there: if it is of another file or
 * revision, or another process is at work in it, it is refused. What a run that
 * was stopped has left is removed. 0, or a negative errno with @why;
 * study_dir_close() is due in either case.
 */
int study_dir_open(struct study_dir *dir, const char *results, const char *name,
		   const json_t *study, struct sentence *why);
void study_dir_close(struct study_dir *dir);

/* What there is of @run. */
enum kept study_dir_kept(const char *path, const struct study_run *run);

/*
 * Puts the run that has ended in dir->work in its place, which it takes from one that
 * failed earlier. 0, or a negative errno with @why.
 */
int study_dir_take(const struct study_dir *dir, const struct study_run *run,
		   struct sentence *why);

#endif
