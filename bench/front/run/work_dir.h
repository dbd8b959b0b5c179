/* SPDX-License-Identifier: GPL-2.0 */
/* Directories in which machines work, and what is left of those that were killed. */
#ifndef EXITBENCH_WORK_DIR_H
#define EXITBENCH_WORK_DIR_H

/*
 * Makes @path, whose name is a word, a dash and what else there is, and holds it by a
 * lock. Directories beside it that begin with the same word, are this user's and held
 * by none are removed: who made them was killed. Returns the lock, a file descriptor
 * to be closed when it is removed, or a negative errno.
 */
int work_dir_make(const char *path);

#endif
