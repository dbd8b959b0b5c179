// SPDX-License-Identifier: GPL-2.0
/* Estimates times; see estimate.h. */
#include <stdio.h>
#include <string.h>

#include <glib.h>
#include <jansson.h>

#include "estimate.h"
#include "progress.h"
#include "stats.h"

/* The newest are as good as all. */
#define RUNS_MAX 1000

/* What a meta.json says of the run's work; false when it is not the same here. */
static bool plan_of_meta(struct plan *plan, const json_t *meta)
{
	json_t *modes = json_object_get(meta, "modes"), *item;
	json_t *workloads = json_object_get(meta, "workloads");
	size_t i;

	plan->reps = json_integer_value(json_object_get(meta, "reps"));
	if (!plan->reps || !json_array_size(modes) ||
	    json_array_size(modes) > PAGING_MODES ||
	    !json_array_size(workloads) || json_array_size(workloads) > JOBS_MAX)
		return false;
	json_array_foreach(modes, i, item)
		if (!json_is_string(item) ||
		    paging_find(plan->rig->vendor, json_string_value(item),
				&plan->paging[plan->nr_modes++]))
			return false;
	json_array_foreach(workloads, i, item) {
		const char *name = json_string_value(json_object_get(item, "name"));
		struct job *job = &plan->job[plan->nr_jobs++];

		job->workload = name ? workload_find(name) : NULL;
		if (!job->workload)
			return false;
	}
	return true;
}

/* Of one run: its seconds by the typical ones; 0 if it does not tell. */
static double pace_of(const char *folder, const struct rig *rig)
{
	g_autofree char *path = g_build_filename(folder, "meta.json", NULL);
	g_autofree struct plan *plan = g_new0(struct plan, 1);
	json_t *meta = json_load_file(path, 0, NULL);
	const char *of = json_string_value(json_object_get(meta, "rig"));
	const json_t *cells = json_object_get(meta, "cells");
	json_int_t expected =
		json_integer_value(json_object_get(cells, "expected"));
	double wall = json_number_value(json_object_get(meta, "wall_seconds"));
	double pace = 0;

	plan->rig = rig;
	if (of && !strcmp(of, rig->name) && wall > 0 && expected > 0 &&
	    json_integer_value(json_object_get(cells, "ok")) == expected &&
	    !json_object_get(meta, "merged") && plan_of_meta(plan, meta))
		pace = wall / progress_typical(plan);
	json_decref(meta);
	return pace;
}

/* The runs in @folder, and those of the studies in it. */
static void look(const char *folder, const struct rig *rig, bool studies,
		 double *paces, size_t *n)
{
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name;
	double pace;

	while (dir && *n < RUNS_MAX && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			continue;
		if (studies && g_str_has_prefix(name, "study-")) {
			look(path, rig, false, paces, n);
			continue;
		}
		pace = pace_of(path, rig);
		if (pace > 0)
			paces[(*n)++] = pace;
	}
	if (dir)
		g_dir_close(dir);
}

double estimate_pace(const char *results, const struct rig *rig)
{
	g_autofree double *paces = g_new(double, RUNS_MAX);
	size_t n = 0;

	look(results, rig, true, paces, &n);
	return stats_double(paces, n).median;
}

void estimate_plan(struct plan *plan, const struct study_run *run,
		   const struct matrix *matrix)
{
	plan->reps = matrix->reps;
	plan->nr_modes = 0;
	for (enum paging p = 0; p < PAGING_MODES; p++)
		if (run->modes[p])
			plan->paging[plan->nr_modes++] = p;
	plan->nr_jobs = run->n_jobs;
	memcpy(plan->job, run->jobs, sizeof(plan->job));
}

const char *estimate_text(char *text, size_t len, double seconds)
{
	unsigned int s = seconds + 0.5;

	if (seconds <= 0)
		snprintf(text, len, "unknown");
	else if (s >= 3600)
		snprintf(text, len, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	else
		snprintf(text, len, "%u:%02u", s / 60, s % 60);
	return text;
}
