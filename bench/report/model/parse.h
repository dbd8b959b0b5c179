/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parsers of records and of meta.json share. Both files may come from a
 * stranger: what does not fit bench/RECORDS.md is refused, in words.
 */
#ifndef EXITBENCH_PARSE_H
#define EXITBENCH_PARSE_H

#include <jansson.h>

#include "records.h"

/* What a record may hold; bench/RECORDS.md, "Limits". */
#define PARSE_NAME_MAX 255	/* bytes of a name */
#define PARSE_TEXT_MAX 65536	/* bytes of error, parameters, console */
#define PARSE_REASONS_MAX 256	/* exit reasons of a record */
#define PARSE_VCPUS_MAX 1024	/* vCPUs of a record */
#define PARSE_DETAILS_MAX 4096	/* details of an exit reason */
#define PARSE_MEASURED_MAX 256	/* integers of one map, such as 'tool' */
#define PARSE_SAMPLES_MAX 65536	/* of a timeline */

/* A count that record_check() has seen; 0 if it is missing. */
uint64_t parse_count(const json_t *obj, const char *key);

/*
 * A string of up to PARSE_NAME_MAX bytes, which stays when @obj is gone. 0, or
 * -EBADMSG with @why, or -ENOMEM.
 */
int parse_name(const json_t *obj, const char *key, const char **to,
	       struct sentence *why);

/* A count of meta.json, which may be missing. 0, or -EBADMSG with @why. */
int parse_optional(const json_t *obj, const char *key, uint64_t *to,
		   struct sentence *why);

/* Parameters as one text, equal for equal ones; to be freed, NULL without memory. */
char *parse_params_key(const json_t *params);

#endif
