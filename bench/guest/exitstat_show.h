/* SPDX-License-Identifier: GPL-2.0 */
/* The output of exitstat: a line of JSON for each run, or one table of all. */
#ifndef EXITBENCH_EXITSTAT_SHOW_H
#define EXITBENCH_EXITSTAT_SHOW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "counters.h"

/* One run, or an interval of one. */
struct stat_run {
	const char *type;	/* "run" or "interval" */
	unsigned int number;
	uint64_t cycles;
	int status;		/* of the command */
	bool interrupted;
	json_t *vcpus;		/* of each vCPU; NULL: not asked for */
};

/* A line of JSON of @delta. Takes @run->vcpus. */
void show_json(FILE *out, const struct counters_info *info,
	       const struct counters_delta *delta, const struct stat_run *run);

/* Interval mode, for people: the total and the most frequent reason. */
void show_interval(FILE *out, const struct counters_info *info,
		   const struct counters_delta *delta, double seconds);

/* Adds a run to those that show_table() shows. */
void show_add(const struct counters_delta *delta, uint64_t cycles);

/*
 * The table of all runs added, of @command; @costs: with what single exits cost;
 * @per_vcpu: with the exits of each vCPU.
 */
void show_table(FILE *out, const struct counters_info *info, char **command,
		bool costs, bool per_vcpu);

#endif
