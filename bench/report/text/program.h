/* SPDX-License-Identifier: GPL-2.0 */
/* Runs another program and waits for it. */
#ifndef EXITBENCH_PROGRAM_H
#define EXITBENCH_PROGRAM_H

/*
 * Runs argv[0] of the PATH. Returns its exit status, -ENOENT when there is no
 * such program, -EINTR when a signal ended it, or another negative errno.
 */
int program_run(char *const argv[]);

#endif
