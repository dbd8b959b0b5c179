/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What else on this machine influences figures measured on its processor. It is
 * recorded for every such run, and changed only if the user says so.
 */
#ifndef EXITBENCH_HYGIENE_H
#define EXITBENCH_HYGIENE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base.h"

/*
 * {"facts": {...}, "warnings": [...]}, a new reference. Each warning is a sentence
 * with its remedy; those that @tune, as for tune_settings(), takes care of are left
 * out. @root stands before /sys and /proc; "" but for tests.
 */
json_t *hygiene_look(const char *root, const char *tune);

/* What tune_settings() knows, for lists. */
#define TUNE_NAMES "governor, turbo, ksm, thp"

/*
 * What the words of @list, separated by commas, mean on this machine: an array
 * of {path, value, set}, of files below @root, what they have and what they are to
 * have; empty for NULL. A new reference, or NULL with @why.
 */
json_t *tune_settings(const char *root, const char *list, struct sentence *why);

/*
 * What a file has, to be freed: its line, or of "always [madvise] never" the word
 * in force. NULL when it has none.
 */
char *tune_read(const char *root, const char *path);

/* Sets them. 0, or a negative errno with @why; restore_all() undoes it. */
int tune_apply(const char *root, const json_t *settings, struct sentence *why);

#endif
