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

/* What a record may hold; bench/RECORDS.md, "Limits". */
#define PARSE_NAME_MAX 255	/* bytes of a name */
#define PARSE_TEXT_MAX 65536	/* bytes of error, parameters, console */
#define PARSE_REASONS_MAX 256	/* exit reasons of a record */
#define PARSE_DETAILS_MAX 4096	/* details of an exit reason */
#define PARSE_MEASURED_MAX 256	/* integers of one map, such as 'tool' */
#define PARSE_SAMPLES_MAX 65536	/* of a timeline */

/* Writes @why and returns -EBADMSG. */
__attribute__((format(printf, 2, 3)))
int parse_reject(struct why *why, const char *fmt, ...);

/* Members of @obj; 0 or parse_reject()'s. An optional one may be missing. */
int parse_string(const json_t *obj, const char *key, const char **to,
		 struct why *why);
int parse_name(const json_t *obj, const char *key, const char **to,
	       struct why *why);	/* a string of PARSE_NAME_MAX bytes */
int parse_u64(const json_t *obj, const char *key, uint64_t *to,
	      struct why *why);
int parse_optional(const json_t *obj, const char *key, uint64_t *to,
		   struct why *why);

/* Parameters as one text, equal for equal ones; to be freed, NULL without memory. */
char *parse_params_key(const json_t *params);

#endif
