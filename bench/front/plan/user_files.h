/* SPDX-License-Identifier: GPL-2.0 */
/* Files of the user's for the command, in memory, with all that they need. */
#ifndef EXITBENCH_USER_FILES_H
#define EXITBENCH_USER_FILES_H

#include <stdbool.h>
#include <stddef.h>

enum user_file_kind {
	USER_FILE,		/* named by the user */
	USER_LIBRARY,		/* a shared library that one of them needs */
	USER_LOADER,		/* a dynamic loader, under its whole path */
};

struct user_file {
	enum user_file_kind kind;
	char *name;		/* in the guest; of a loader its whole path */
	char *bytes;
	size_t len;
	bool executable;
	char *loader;		/* of a dynamic program: whole path; or NULL */
	char *sha256;
};

struct user_files {
	struct user_file *file;	/* those named by the user come first */
	size_t n;
	size_t total;		/* bytes of all */
};

#endif
