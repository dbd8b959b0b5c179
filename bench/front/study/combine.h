/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The runs of a study: one for each combination of all axes but mode, workload
 * and the workloads' parameters, so that its cells share the boots of a KVM host.
 * Where an exclusion takes other workloads out of either mode, each mode is a run.
 */
#ifndef EXITBENCH_COMBINE_H
#define EXITBENCH_COMBINE_H

#include "matrix.h"
#include "mode.h"

#define STUDY_RUNS_MAX 1000

struct study_run {
	const struct value *pick[MATRIX_AXES_MAX];	/* NULL: axis of a cell */
	bool modes[PAGING_MODES];
	struct job jobs[JOBS_MAX];
	unsigned int n_jobs;
	char *label;	/* its values on axes that have several; "all" without */
	char *folder;	/* "03-vcpus=2", of its own */
};

struct study_runs {
	struct study_run *list;
	size_t n;
};

/*
 * All runs of @matrix, in the order of its axes, the last of them fastest. 0, or
 * -EINVAL with @error: nothing is left, there are too many, or an exclusion takes
 * nothing out.
 */
int study_combine(struct study_runs *runs, const struct matrix *matrix,
		  struct matrix_error *error);
void study_runs_free(struct study_runs *runs);

/* How many cells: modes, workloads and repetitions. */
unsigned int study_run_cells(const struct study_run *run,
			     const struct matrix *matrix);

/*
 * What exitbench run is told, "--rig=svm-emu" and so on; an array to be freed by
 * g_strfreev().
 */
char **study_run_words(const struct study_run *run, const struct matrix *matrix);

#endif
