/* SPDX-License-Identifier: GPL-2.0 */
/* Runs another program for its output. */
#ifndef EXITBENCH_PROGRAM_OUTPUT_H
#define EXITBENCH_PROGRAM_OUTPUT_H

#include <stddef.h>

/*
 * All bytes that @argv, found in PATH, writes to its standard output, a new
 * string of @len bytes; NULL when it could not be started. What it says on
 * standard error is dropped.
 */
char *program_output(char *const argv[], size_t *len);

#endif
