/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Files that replace older ones together. They are written into a directory of
 * their own and moved once all of them are there: a failure, a full disk for
 * one, leaves the old files as they were. A lock lets one program at a time do
 * this to a directory; the next one waits.
 */
#ifndef EXITBENCH_STAGED_H
#define EXITBENCH_STAGED_H

struct staged {
	char *dir;	/* where the files will be */
	char *work;	/* where they are written: a directory in @dir */
	char *derived;	/* "derived" in @work */
	int lock;
};

/*
 * Makes directory @dir unless it exists, waits for its lock, and makes @s->work
 * and @s->derived. Returns 0 or a negative errno, printed; staged_end() is
 * called in either case.
 */
int staged_begin(struct staged *s, const char *dir);

/*
 * Moves the files and directories @names from @s->work to @s->dir, each in place
 * of the older one; what was not written is removed there. The list ends with
 * NULL. Returns 0 or a negative errno, printed.
 */
int staged_move(struct staged *s, const char *const *names);

/* Removes what was not moved, and unlocks. */
void staged_end(struct staged *s);

#endif
