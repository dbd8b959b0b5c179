/* SPDX-License-Identifier: GPL-2.0 */
/* Base64 (RFC 4648), in which the guest agent takes and gives bytes. */
#ifndef EXITBENCH_BASE64_H
#define EXITBENCH_BASE64_H

#include <stddef.h>

/* A new string; NULL when out of memory. */
char *base64_encode(const void *bytes, size_t len);

/*
 * New bytes with a zero behind them, @len of them; NULL when @text is no
 * base64, or out of memory.
 */
char *base64_decode(const char *text, size_t *len);

#endif
