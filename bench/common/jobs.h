/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Workloads as a user names them: `pagefault:size=64M`. The same text goes from
 * the command line to the KVM host and on to the guest.
 */
#ifndef EXITBENCH_JOBS_H
#define EXITBENCH_JOBS_H

#include <stddef.h>
#include <stdint.h>

#include "workload.h"

/* A workload with all its parameters. */
struct job {
	const struct workload *workload;
	int64_t param[WORKLOAD_MAX_PARAMS];
};

const struct workload *workload_find(const char *name);

/* How many parameters it has. */
int workload_nr_params(const struct workload *workload);

/*
 * Reads `name[:param=value]...`, values with an optional suffix K, M or G
 * (powers of 1024). Returns 0, or -1 with a message that names what is valid
 * in @error.
 */
int job_parse(const char *text, struct job *job, char *error, size_t len);

/* Writes @job as job_parse() reads it, every parameter with its value. */
void job_format(const struct job *job, char *text, size_t len);

#endif
