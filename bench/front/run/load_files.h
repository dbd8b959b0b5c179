/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the files that the user names for the command; see user_files.h. */
#ifndef EXITBENCH_LOAD_FILES_H
#define EXITBENCH_LOAD_FILES_H

#include "base.h"
#include "user_files.h"

/* The largest total size, including libraries. */
#define LOAD_FILES_MAX (64 << 20)

/*
 * Reads what @list names: paths with commas between them; `\,` is a comma in a
 * name, and `\\` a backslash. Libraries and loaders of dynamic programs are found
 * as these programs find them here. 0, or a negative errno with @why, which names
 * the file that cannot be put into a guest. To be freed either way.
 */
int load_files(const char *list, struct user_files *files,
	       struct sentence *why);

void free_files(struct user_files *files);

#endif
