/* SPDX-License-Identifier: GPL-2.0 */
/* The way from the KVM host to the front end: sealed lines. */
#ifndef EXITBENCH_CHANNEL_H
#define EXITBENCH_CHANNEL_H

#include <jansson.h>

/*
 * Where messages go: the end of file @path, NULL for the second serial port. 0, or
 * a negative errno with a message on stderr.
 */
int channel_open(const char *path);

/* Takes an object (a stolen reference) to the front end. */
void channel_emit(json_t *obj);

/* Emits one of the given type with a text, printf-like. */
void channel_say(const char *type, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
