/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Workloads as a user names them: `pagefault:size=64M`. The same text goes from
 * the command line to the KVM host and on to the guest.
 */
#ifndef EXITBENCH_JOBS_H
#define EXITBENCH_JOBS_H

#include <stdint.h>

#include "base.h"
#include "workload.h"

/* How many workloads a run can have, with groups expanded. */
#define JOBS_MAX 128

/* What runs when the user names nothing. */
#define JOBS_DEFAULT "null,cpuid,boot,idle,fileio,pagefault"

/* The groups, for people to read. */
#define JOBS_GROUPS "@nano @mm @smp @io @stress @boot @idle @trade @lmbench @all"

/* The value `auto` of a count: it is still to be calibrated. */
#define JOB_AUTO (-1)

/* A workload with all its parameters. */
struct job {
	const struct workload *workload;
	bool grouped;		/* named by its group, not by itself */
	unsigned int given;	/* bit i: param[i] was named by the user */
	int64_t param[WORKLOAD_MAX_PARAMS];
};

const struct workload *workload_find(const char *name);

/* How many parameters it has. */
int workload_nr_params(const struct workload *workload);

/*
 * Which parameter is the number of operations, going by its name: `count`, or
 * `ops`. Returns its index, or -1 when there is none.
 */
int workload_count_param(const struct workload *workload);

/* How many vCPUs its guest has at least. */
unsigned int job_vcpus(const struct job *job);

/* Whether its count is still to be calibrated. */
bool job_is_auto(const struct job *job);

/*
 * Reads digits alone: no sign, no blank, no 0 in front. Returns 0, or a negative
 * errno for what is no such number or does not fit.
 */
int number_parse(const char *text, int64_t *value);

/*
 * Reads `name[:param=value]...`, values with an optional suffix K, M or G
 * (powers of 1024), or `auto` for the count. Returns 0, or a negative errno with
 * @why, which names what is valid.
 */
int job_parse(const char *text, struct job *job, struct sentence *why);

/*
 * Adds what @list names to the @nr jobs of an array of JOBS_MAX: workloads as
 * job_parse() reads them, or `@group`, separated by commas or blanks. A group
 * leaves out what is there already. Returns 0, or a negative errno with @why.
 */
int jobs_add(struct job *jobs, unsigned int *nr, const char *list,
	     struct sentence *why);

/* Whether @workload belongs to @group, which is written without its `@`. */
bool workload_in_group(const struct workload *workload, const char *group);

/*
 * @job as job_parse() reads it, to be freed; without the parameters that have
 * their default, for a kernel command line is short.
 */
char *job_text(const struct job *job);

/* The same with those parameters, too, that are @named. */
char *job_text_naming(const struct job *job, const bool *named);

/*
 * The user's command as one word of a kernel command line, to be freed; and back
 * in place.
 */
char *command_encode(const char *command);
void command_decode(char *text);

#endif
