// SPDX-License-Identifier: GPL-2.0
/* Counts taken from another run; see counts_of_run.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "run_archive.h"
#include "counts_of_run.h"

/* Whether @params of another run are those of @job, its count aside. */
static bool same_but_count(const struct job *job, int count,
			   const json_t *params)
{
	const struct workload_param *p = job->workload->params;
	int i, n = workload_nr_params(job->workload);

	for (i = 0; i < n; i++)
		if (i != count &&
		    json_integer_value(json_object_get(params, p[i].name)) !=
		    job->param[i])
			return false;
	return true;
}

/* The count of @job in @asked, workloads of meta.json; -1 when there is none. */
static json_int_t count_in(const json_t *asked, const struct job *job,
			   int count)
{
	const struct workload_param *p = &job->workload->params[count];
	json_int_t only = -1;
	const json_t *item;
	size_t i, named = 0;

	json_array_foreach(asked, i, item) {
		const json_t *params = json_object_get(item, "params");
		const json_t *n = json_object_get(params, p->name);
		const char *name =
			json_string_value(json_object_get(item, "name"));

		if (!name || strcmp(name, job->workload->name) ||
		    !json_is_integer(n) || json_integer_value(n) < p->min ||
		    json_integer_value(n) > p->max)
			continue;
		if (same_but_count(job, count, params))
			return json_integer_value(n);
		only = json_integer_value(n);
		named++;
	}
	return named == 1 ? only : -1;
}

static void take_count(struct job *job, const json_t *asked, const char *run)
{
	int count = workload_count_param(job->workload);
	json_int_t n;

	if (count < 0 || (job->given & 1u << count &&
			  job->param[count] != JOB_AUTO))
		return;
	n = count_in(asked, job, count);
	if (n < 0) {
		fprintf(stderr, "exitbench: %s: run '%s' has no %s for it\n",
			job->workload->name, run,
			job->workload->params[count].name);
		return;
	}
	job->param[count] = n;
	printf("  %-17s %s=%lld, as in '%s'\n", job->workload->name,
	       job->workload->params[count].name, (long long)n, run);
}

int plan_take_counts(struct plan *plan, const char *run)
{
	json_error_t error;
	g_autofree char *dir = NULL, *path = NULL;
	json_t *meta;
	unsigned int i;

	if (archive_open(run, plan->results, &dir))
		return -EINVAL;
	path = g_build_filename(dir, "meta.json", NULL);
	meta = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	if (!meta) {
		fprintf(stderr, "exitbench: reading counts of '%s': %s\n",
			path, error.text);
		return -EINVAL;
	}
	for (i = 0; i < plan->nr_jobs; i++)
		take_count(&plan->job[i], json_object_get(meta, "workloads"),
			   run);
	json_decref(meta);
	return 0;
}
