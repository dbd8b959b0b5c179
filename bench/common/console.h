/* SPDX-License-Identifier: GPL-2.0 */
/* The last lines of a machine's console, as a record keeps them. */
#ifndef EXITBENCH_CONSOLE_H
#define EXITBENCH_CONSOLE_H

#include <jansson.h>

/* Adds the lines of file @path to @lines, which keeps the last @max of all. */
void console_append(json_t *lines, const char *path, size_t max);

#endif
