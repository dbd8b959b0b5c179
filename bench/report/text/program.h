/* SPDX-License-Identifier: GPL-2.0 */
/* Runs another program, which ends when this one does, and waits for it. */
#ifndef EXITBENCH_PROGRAM_H
#define EXITBENCH_PROGRAM_H

/*
 * Runs argv[0] of the PATH. Returns its exit status, -ENOENT when there is no
 * such program, -EINTR when a signal ended it, or another negative errno.
 */
int program_run(char *const argv[]);

/*
 * The same; what it prints goes to *@text, to be freed, NULL without any. Its
 * complaints go nowhere.
 */
int program_text(char *const argv[], char **text);

#endif
