/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The settings of a run, as meta.json keeps them: the options that make the same
 * plan again, so that a run that was stopped can go on.
 */
#ifndef EXITBENCH_SETTINGS_H
#define EXITBENCH_SETTINGS_H

#include <jansson.h>

#include "plan.h"

/*
 * An object of strings, by the names of the options; a flag has "". Without what
 * was left to a default that is none. All counts are known by now. A new
 * reference.
 */
json_t *settings_of(const struct plan *plan);

/*
 * The same as options, "--reps=3", with NULL at the end; to be freed by
 * g_strfreev(). NULL if @settings cannot be what settings_of() has made.
 */
char **settings_options(const json_t *settings);

/* The first in which the two differ, or NULL. */
const char *settings_differ(const json_t *a, const json_t *b);

#endif
