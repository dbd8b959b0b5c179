/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run whose shards (shard.h) run by themselves, several at a time, and are then
 * merged. Its directory has theirs in shards/1 to shards/N, each with a log of what
 * it has said, and in shards/plan.json what the whole was begun with.
 */
#ifndef EXITBENCH_LANES_H
#define EXITBENCH_LANES_H

#include "plan.h"

struct lanes_words {
	unsigned int shards;
	/* Most KVM hosts at a time; 0: one a processor that this process may use. */
	unsigned int jobs;
	const char *resume;	/* absolute: the run that goes on, or NULL */
};

/* Whether @run, a directory, is one of shards. */
bool lanes_is(const char *run);

/*
 * With what the run of shards in @run was begun: how many there are, and options as
 * those of settings_options(). 0, or a negative errno with a message.
 */
int lanes_open(const char *run, unsigned int *shards, char ***options);

/*
 * Runs all shards of @plan, or what is missing of them, and merges them. Returns and
 * @dir are as of run_plan(); where there is nothing that could be merged @dir is
 * NULL. Which shard failed, and how to go on, is said.
 */
int lanes_run(struct plan *plan, const struct lanes_words *words, char **dir);

#endif
