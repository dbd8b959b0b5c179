/* SPDX-License-Identifier: GPL-2.0 */
/* Programs that the KVM host starts. */
#ifndef EXITBENCH_PROCESS_H
#define EXITBENCH_PROCESS_H

#include <sys/types.h>

#include "base.h"

/* Runs argv[0] to its end. 0, or a negative errno with @why. */
int process_run(char *const argv[], struct sentence *why);

/*
 * Starts argv[0], which ends with us. @out becomes the read end of its standard
 * output; what it says on standard error goes to file @messages. 0, or a negative
 * errno with @why, and nothing to stop.
 */
int process_start(char *const argv[], const char *messages, pid_t *pid,
		  int *out, struct sentence *why);

/* Waits for the end of a child up to @timeout_s, then kills it. */
void process_stop(pid_t pid, unsigned int timeout_s);

/* The same for a process that is not a child; does not kill it. */
void process_wait_gone(pid_t pid, unsigned int timeout_s);

#endif
