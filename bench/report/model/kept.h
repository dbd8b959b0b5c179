/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts that stay for as long as the program runs, each kept once: the records of
 * a run say the same again and again. Threads may keep texts at once; kept_text()
 * is for when none does.
 */
#ifndef EXITBENCH_KEPT_H
#define EXITBENCH_KEPT_H

#include <stddef.h>

#define KEPT_NONE ((size_t)-1)

/* The number of @text, equal for equal ones; KEPT_NONE without memory. */
size_t kept_number(const char *text);

/* The text of a number. */
const char *kept_text(size_t number);

/* @text, kept. NULL of NULL, or without memory. */
const char *kept(const char *text);

/* The same for @len bytes of something else, without gaps. */
const void *kept_bytes(const void *bytes, size_t len);

#endif
