/* SPDX-License-Identifier: GPL-2.0 */
/* The way from the KVM host to the front end: sealed lines. */
#ifndef EXITBENCH_CHANNEL_H
#define EXITBENCH_CHANNEL_H

#include <jansson.h>

#include "line.h"

/*
 * Where messages go: the end of file @path, NULL for the second serial port. 0, or
 * a negative errno with a message on stderr.
 */
int channel_open(const char *path);

/* Takes a message, whose object it steals, to the front end. */
void channel_emit(enum line_type type, json_t *obj);

/* Emits one with a text alone, printf-like. */
void channel_say(enum line_type type, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
