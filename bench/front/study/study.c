// SPDX-License-Identifier: GPL-2.0
/* Carries out a study; see study.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <glib.h>

#include "estimate.h"
#include "interrupt.h"
#include "progress.h"
#include "rigs.h"
#include "study.h"

/* What the runs of a study typically take, and how much longer here. */
struct times {
	double *typical;	/* of each run; 0: its rig is not known */
	double *pace;		/* the same of its rig; 0: no earlier run */
};

static const char *rig_of(const struct study *study, const struct study_run *run)
{
	const struct axis *axis = matrix_axis(study->matrix, "rig");

	return axis ? run->pick[axis - study->matrix->axes]->text : NULL;
}

static struct times times_of(const struct study *study)
{
	size_t n = study->runs->n;
	struct times times = { g_new0(double, n), g_new0(double, n) };
	g_autofree struct plan *plan = g_new0(struct plan, 1);
	const char *last = "";

	plan_init(plan);
	for (size_t i = 0; i < n; i++) {
		const struct study_run *run = &study->runs->list[i];
		const char *rig = rig_of(study, run);

		/* To choose one may take seconds. */
		if (i && (rig == last || (rig && last && !strcmp(rig, last)))) {
			times.pace[i] = times.pace[i - 1];
		} else {
			if (plan_set_rig(plan, rig))
				continue;
			times.pace[i] = estimate_pace(study->results, plan->rig);
		}
		last = rig;
		estimate_plan(plan, run, study->matrix);
		times.typical[i] = progress_typical(plan);
	}
	return times;
}

static void free_times(struct times *times)
{
	g_free(times->typical);
	g_free(times->pace);
}

/* The value without which @run could begin; NULL: it takes more than one. */
static const struct value *find_cause(const struct study *study,
				      const struct study_run *run)
{
	g_autofree struct study_run *without = g_memdup2(run, sizeof(*run));
	const struct value *cause = NULL;

	for (size_t a = 0; !cause && a < study->matrix->n_axes; a++) {
		if (!run->pick[a])
			continue;
		without->pick[a] = NULL;
		g_auto(GStrv) words = study_run_words(without, study->matrix);
		if (!study->runner->check(words, true))
			cause = run->pick[a];
		without->pick[a] = run->pick[a];
	}
	return cause;
}

int study_check(const struct study *study)
{
	const struct study_runs *runs = study->runs;
	const struct study_run *first = NULL;
	const struct value *cause;
	size_t n = 0;

	for (size_t i = 0; i < runs->n; i++) {
		g_auto(GStrv) words = study_run_words(&runs->list[i],
						      study->matrix);

		/* One reason is enough: others have the same, or wait. */
		if (!study->runner->check(words, first))
			continue;
		first = first ?: &runs->list[i];
		n++;
	}
	if (!n)
		return 0;
	cause = find_cause(study, first);
	fprintf(stderr, "exitbench: study '%s'", study->file);
	if (cause)
		fprintf(stderr, ":%u:%u: '%s'", cause->at.line, cause->at.column,
			cause->text);
	fprintf(stderr, ": %zu of %zu runs cannot begin, the first with %s; its reason is above\n",
		n, runs->n, first->label);
	return -EINVAL;
}

/* With the parameters that an axis gives it, also where that is the default. */
static char *text_of(const struct job *job, const struct matrix *matrix)
{
	bool named[WORKLOAD_MAX_PARAMS] = { false };

	for (size_t a = 0; a < matrix->n_axes; a++) {
		const struct axis_name *what = &matrix->axes[a].what;

		if (what->kind == AXIS_PARAM && what->workload == job->workload)
			named[what->param] = true;
	}
	return job_text_naming(job, named);
}

static void print_modes(const struct study_run *run, const struct matrix *matrix)
{
	bool both = run->modes[PAGING_TDP] && run->modes[PAGING_SHADOW];

	printf("  %s: ", both ? "tdp,shadow" :
	       paging_word(run->modes[PAGING_SHADOW]));
	for (unsigned int j = 0; j < run->n_jobs; j++) {
		char *text = text_of(&run->jobs[j], matrix);

		printf("%s%s", j ? "," : "", text);
		free(text);
	}
	printf("\n");
}

int study_list(const struct study *study)
{
	g_autofree char *folder = g_strdup_printf("study-%s", study->name);
	g_autofree char *path = g_build_filename(study->results, folder, NULL);
	struct times times = times_of(study);
	double seconds, sum = 0;
	unsigned int cells, all = 0;
	bool known = true;
	char text[32];

	for (size_t i = 0; i < study->runs->n; i++) {
		const struct study_run *run = &study->runs->list[i];
		enum kept kept = study_dir_kept(path, run);

		cells = study_run_cells(run, study->matrix);
		seconds = times.typical[i] * times.pace[i];
		printf("%zu  %s: %u cells, %s\n", i + 1, run->label, cells,
		       kept == KEPT_WHOLE ? "done" :
		       estimate_text(text, sizeof(text), seconds));
		print_modes(run, study->matrix);
		all += cells;
		if (kept == KEPT_WHOLE)
			continue;
		known &= seconds > 0;
		sum += seconds;
	}
	printf("%zu run%s, %u cells; time: %s%s\n", study->runs->n,
	       study->runs->n == 1 ? "" : "s", all,
	       estimate_text(text, sizeof(text), known ? sum : 0),
	       known ? "" : ", for there is no earlier run of such a rig here");
	free_times(&times);
	return 0;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* What has been run in this process, to know the pace better. */
struct progressed {
	double took_s, typical_s;
};

static double left_s(const struct study *study, const struct times *times,
		     const struct progressed *p, const enum kept *kept, size_t from)
{
	double sum = 0, seconds;

	for (size_t i = from; i < study->runs->n; i++) {
		if (kept[i] == KEPT_WHOLE)
			continue;
		seconds = times->typical[i] * (p->typical_s > 0 ?
			  p->took_s / p->typical_s : times->pace[i]);
		if (seconds <= 0)
			return 0;
		sum += seconds;
	}
	return sum;
}

/* The exit status of one run; the study goes on unless it is 130. */
static int one(const struct study *study, const struct study_dir *dir,
	       const struct study_run *run)
{
	g_auto(GStrv) words = study_run_words(run, study->matrix);
	struct sentence why;
	int status = study->runner->run(words, dir->work);

	if (interrupt_signal() || status == 130)
		return 130;
	if (study_dir_take(dir, run, &why)) {
		fprintf(stderr, "exitbench: study '%s', run %s: %s\n",
			study->name, run->folder, why.text);
		return 1;
	}
	return status;
}

static int carry_out(const struct study *study, const struct study_dir *dir,
		     const struct times *times, enum kept *kept)
{
	struct progressed p = { 0 };
	size_t n = study->runs->n, failed = 0, before = 0;
	char text[32];
	double began;
	int status;

	for (size_t i = 0; i < n; i++) {
		kept[i] = study_dir_kept(dir->path, &study->runs->list[i]);
		before += kept[i] == KEPT_WHOLE;
	}
	if (before)
		printf("Study %s: %zu of %zu runs are there already\n",
		       study->name, before, n);
	for (size_t i = 0; i < n; i++) {
		const struct study_run *run = &study->runs->list[i];

		if (kept[i] == KEPT_WHOLE)
			continue;
		printf("Study %s: run %zu of %zu, %s; time left: %s\n",
		       study->name, i + 1, n, run->label,
		       estimate_text(text, sizeof(text),
				     left_s(study, times, &p, kept, i)));
		fflush(stdout);
		began = now_s();
		status = one(study, dir, run);
		if (status == 130)
			return 130;
		failed += status != 0;
		p.took_s += now_s() - began;
		p.typical_s += times->typical[i];
	}
	printf("Study %s: %zu run%s, %zu of them with a failure\n", study->name,
	       n, n == 1 ? "" : "s", failed);
	return failed ? 1 : 0;
}

int study_carry_out(const struct study *study, const struct study_dir *dir)
{
	g_autofree enum kept *kept = g_new0(enum kept, study->runs->n);
	struct times times = times_of(study);
	int ret;

	interrupt_catch();
	ret = carry_out(study, dir, &times, kept);
	free_times(&times);
	return ret;
}
