/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The process that is responsible for this machine while its KVM modules are
 * swapped: it outlives the front end and puts them back.
 */
#ifndef EXITBENCH_SUPERVISOR_H
#define EXITBENCH_SUPERVISOR_H

#include <jansson.h>
#include <sys/types.h>

#include "base.h"

/* How often it looks, and how long it may take to put everything back. */
#define SUPERVISOR_TICK_MS 20
#define SUPERVISOR_TIMEOUT_MS 60000

/* As supervisor_start's socket has it: one at the beginning, one at the end. */
struct supervisor_report {
	enum { SUPERVISOR_RUNS, SUPERVISOR_ENDED, SUPERVISOR_FAILED } state;
	struct sentence why;	/* what went wrong; may be empty */
};

/*
 * Starts it, with @argv to run beside the patched modules; @settings as
 * tune_settings() made them. What it prints goes to @console. Returns its
 * process ID and @fd, a socket: to shut it down ends everything. Or a negative errno.
 */
pid_t supervisor_start(char *const argv[], const char *console,
		       const json_t *settings, int *fd);

#endif
