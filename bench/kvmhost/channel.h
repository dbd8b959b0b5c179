/* SPDX-License-Identifier: GPL-2.0 */
/* Sends messages from the KVM host to the front end, as sealed lines. */
#ifndef EXITBENCH_CHANNEL_H
#define EXITBENCH_CHANNEL_H

#include <jansson.h>

#include "line.h"

/*
 * Where messages go: the end of file @path; NULL for the second serial port. 0, or
 * a negative errno with a message on stderr.
 */
int channel_open(const char *path);

/* From now on to the parallel port of an emulated machine. */
void channel_to_printer(void);

/* Sends a message to the front end; steals the object. */
void channel_emit(enum line_type type, json_t *obj);

/* Sends a message that has only a text, printf-like. */
void channel_say(enum line_type type, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
