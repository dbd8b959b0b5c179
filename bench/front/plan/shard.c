// SPDX-License-Identifier: GPL-2.0
/* A plan in parts; see shard.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "shard.h"

int shard_parse(struct plan *plan, const char *text)
{
	char number[16];
	int64_t shard, shards;
	size_t len = strcspn(text, "/");

	if (!*text)
		return 0;
	if (text[len] && len < sizeof(number)) {
		memcpy(number, text, len);
		number[len] = 0;
		if (!number_parse(number, &shard) &&
		    !number_parse(text + len + 1, &shards) && shard >= 1 &&
		    shard <= shards && shards <= JOBS_MAX * PAGING_MODES) {
			plan->shard = shard;
			plan->shards = shards;
			return 0;
		}
	}
	fprintf(stderr, "exitbench: shard '%s': wants a number and how many there are, such as 2/4\n",
		text);
	return -EINVAL;
}

unsigned int shards_most(const struct plan *plan)
{
	return plan->nr_jobs * plan->nr_modes;
}

int shards_check(const struct plan *plan, unsigned int shards)
{
	if (shards <= plan->nr_jobs || shards == shards_most(plan))
		return 0;
	fprintf(stderr, "exitbench: %u shards: there are %u workloads, so up to %u shards, or %u with a workload under one paging mode each\n",
		shards, plan->nr_jobs, plan->nr_jobs, shards_most(plan));
	return -EINVAL;
}

int shard_take(struct plan *plan)
{
	unsigned int cell = plan->shard - 1, kept = 0;

	if (!plan->shards)
		return 0;
	if (shards_check(plan, plan->shards))
		return -EINVAL;
	if (plan->shards > plan->nr_jobs) {
		plan->job[0] = plan->job[cell % plan->nr_jobs];
		plan->paging[0] = plan->paging[cell / plan->nr_jobs];
		plan->nr_jobs = plan->nr_modes = 1;
		return 0;
	}
	for (unsigned int j = cell; j < plan->nr_jobs; j += plan->shards)
		plan->job[kept++] = plan->job[j];
	plan->nr_jobs = kept;
	return 0;
}

char *shard_text(const struct plan *plan, unsigned int number, unsigned int shards)
{
	GString *text = g_string_new(NULL);
	struct plan part = *plan;

	part.shard = number;
	part.shards = shards;
	shard_take(&part);
	for (unsigned int m = 0; m < part.nr_modes; m++)
		g_string_append_printf(text, "%s%s", m ? "," : "",
				       plan_paging(&part, m));
	for (unsigned int j = 0; j < part.nr_jobs; j++) {
		char *job = job_text(&part.job[j]);

		g_string_append_printf(text, "%s%s", j ? "," : ": ", job);
		free(job);
	}
	return g_string_free(text, FALSE);
}
