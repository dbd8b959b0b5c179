/* SPDX-License-Identifier: GPL-2.0 */
/* Reads a file line by line, in memory that a line cannot exceed. */
#ifndef EXITBENCH_LINES_H
#define EXITBENCH_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Begins as { .in = file, .most = limit }. */
struct lines {
	FILE *in;
	size_t most;		/* bytes of a line, without its newline */
	char *text;		/* of the last line, ends with a NUL of its own */
	size_t len, room;
	bool too_long;		/* the last line is, and text is its begin */
	char ahead[16384];	/* read, and not yet a line: from at to end */
	size_t at, end;
};

/*
 * Opens regular file @path for reading. Returns 0 or a negative errno; -EINVAL
 * for what is no regular file. Never waits, as for the writer of a FIFO.
 */
int lines_open(FILE **in, const char *path);

/*
 * Reads the next line, whatever bytes are in it. Returns 1, 0 at the end of the
 * file, or a negative errno.
 */
int lines_next(struct lines *lines);
void lines_close(struct lines *lines);

#endif
