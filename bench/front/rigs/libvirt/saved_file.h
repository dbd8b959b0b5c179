/* SPDX-License-Identifier: GPL-2.0 */
/*
 * States of booted KVM hosts in a directory of the user's alone: a file each, named by
 * the key of all that the state depends on. What is not whole, or of another key, is
 * never taken.
 */
#ifndef EXITBENCH_SAVED_FILE_H
#define EXITBENCH_SAVED_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base.h"

/* Hexadecimal digits of a key, a SHA-256. */
#define SAVED_KEY 64

/* States in a directory; beyond that the one goes that was used least recently. */
#define SAVED_MAX 4

struct saved_file {
	char *path, *part;	/* part: while it is written */
	char key[SAVED_KEY + 1];
	int fd;			/* at the stream; -1: none */
	char *console;		/* what the machine had printed */
	uint64_t left;		/* of the stream, to be read */
	uint64_t written;
	uint32_t crc32;
};

/*
 * Opens the state of @key in @dir. 0; -ENOENT when there is none; -EINVAL with @why,
 * which names it, when it was not whole or of another key, and is removed; or another
 * negative errno with @why when nothing there may be used.
 */
int saved_file_open(struct saved_file *file, const char *dir, const char *key,
		    struct sentence *why);

/*
 * The next bytes of the stream, at most @len; 0 at its end, or a negative errno.
 */
ssize_t saved_file_read(struct saved_file *file, void *bytes, size_t len);

/*
 * Begins one. 0, or a negative errno with @why; -EBUSY when another process writes the
 * same, or has written it.
 */
int saved_file_begin(struct saved_file *file, const char *dir, const char *key,
		     const char *console, struct sentence *why);
int saved_file_write(struct saved_file *file, const void *bytes, size_t len);

/* Gives it its name. 0, or a negative errno with @why, and it is not there. */
int saved_file_commit(struct saved_file *file, struct sentence *why);

/* Of one that was not committed, removes what was written. */
void saved_file_close(struct saved_file *file);

#endif
