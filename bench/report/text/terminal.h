/* SPDX-License-Identifier: GPL-2.0 */
/* What stdout can show. */
#ifndef EXITBENCH_TERMINAL_H
#define EXITBENCH_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal, at least 60; 80 when stdout is none. */
size_t terminal_width(void);

/* stdout is a terminal, no dumb one, and NO_COLOR (no-color.org) is not set. */
bool terminal_colour(void);

#endif
