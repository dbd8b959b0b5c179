/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One record out of its JSON. Every record is taken as coming from a stranger:
 * what does not fit bench/RECORDS.md is refused, in words.
 */
#ifndef EXITBENCH_PARSE_H
#define EXITBENCH_PARSE_H

#include "records.h"

/* Why a line cannot be used; the text of one message. */
struct why {
	char text[200];
};

/* Writes @why and returns -EBADMSG. */
__attribute__((format(printf, 2, 3)))
int parse_reject(struct why *why, const char *fmt, ...);

/* Members of @obj; 0 or parse_reject()'s. An optional one may be missing. */
int parse_string(const json_t *obj, const char *key, const char **to,
		 struct why *why);
int parse_u64(const json_t *obj, const char *key, uint64_t *to,
	      struct why *why);
int parse_optional(const json_t *obj, const char *key, uint64_t *to,
		   struct why *why);

#endif
