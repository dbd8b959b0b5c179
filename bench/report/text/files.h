/* SPDX-License-Identifier: GPL-2.0 */
/* Files that a command writes and reads whole. Knows nothing of what they hold. */
#ifndef EXITBENCH_FILES_H
#define EXITBENCH_FILES_H

#include <stdio.h>

/*
 * Makes directory @dir, and what it lies in, unless it is there. Returns 0 or a
 * negative errno, printed.
 */
int files_mkdir(const char *dir);

/*
 * Creates or replaces @dir/@name and tells its @path, to be freed by the caller;
 * 0 or a negative errno, printed, and then nothing is to be freed.
 */
int files_create(FILE **out, const char *dir, const char *name, char **path);

/* Closes what files_create() gave; 0 or a negative errno, printed. */
int files_close(FILE *out, const char *path);

/* Reads all of @path, to be freed by the caller; NULL with errno set. */
char *files_read(const char *path);

#endif
