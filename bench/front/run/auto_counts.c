// SPDX-License-Identifier: GPL-2.0
/*
 * Counts that the user did not give: calibrated in one guest before the run, and
 * then the same for all modes and repetitions.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "action.h"
#include "auto_counts.h"
#include "tools.h"

static struct plan *asking;

/* The job that is named so as long as its count is not known. */
static struct job *find_job(const char *name)
{
	struct job *found = NULL;

	for (unsigned int i = 0; !found && i < asking->nr_jobs; i++) {
		char *text = job_text(&asking->job[i]);

		if (!strcmp(text, name))
			found = &asking->job[i];
		free(text);
	}
	return found;
}

static void on_count(const json_t *answer)
{
	const char *name = json_string_value(json_object_get(answer, "job"));
	const char *error =
		json_string_value(json_object_get(answer, "error"));
	json_int_t n = json_integer_value(json_object_get(answer, "count"));
	const struct workload_param *p;
	struct job *job = name ? find_job(name) : NULL;
	int count;

	if (!job || !job_is_auto(job))
		return;
	count = workload_count_param(job->workload);
	p = &job->workload->params[count];
	if (n < p->min || n > p->max) {
		fprintf(stderr, "exitbench: calibrate '%s': %s\n", name,
			error ? error : "no such count");
		return;
	}
	job->param[count] = n;
	printf("  %-17s %s=%lld\n", job->workload->name, p->name,
	       (long long)n);
	fflush(stdout);
}

/* Those that the guest did not report, or could not run. */
static void take_defaults(struct plan *plan)
{
	unsigned int i;
	struct job *job;
	int count;

	for (i = 0; i < plan->nr_jobs; i++) {
		job = &plan->job[i];
		if (!job_is_auto(job))
			continue;
		count = workload_count_param(job->workload);
		job->param[count] = job->workload->params[count].value;
		fprintf(stderr, "exitbench: %s: not calibrated; using its default %s=%lld\n",
			job->workload->name, job->workload->params[count].name,
			(long long)job->param[count]);
	}
}

int auto_counts(struct plan *plan)
{
	static struct plan trial;
	unsigned int i;
	int ret;

	trial = *plan;
	trial.nr_jobs = 0;
	for (i = 0; i < plan->nr_jobs; i++)
		if (job_is_auto(&plan->job[i]))
			trial.job[trial.nr_jobs++] = plan->job[i];
	if (!trial.nr_jobs)
		return 0;
	if (plan->domain) {
		fprintf(stderr,
			"exitbench: count=auto does not work in a domain of your own; give a number instead\n");
		return 2;
	}
	/* Shadow paging, if it is asked for, takes longer. */
	for (i = 0; i < plan->nr_modes; i++)
		if (plan->paging[i] == PAGING_SHADOW)
			trial.paging[0] = PAGING_SHADOW;
	trial.nr_modes = 1;
	trial.reps = 1;
	trial.action = "calibrate";
	trial.answer = on_count;
	asking = plan;
	if (tools_check(&trial))
		return 1;
	printf("Calibrating: ");
	ret = action_run(&trial);
	if (ret)
		return ret;
	take_defaults(plan);
	return 0;
}
