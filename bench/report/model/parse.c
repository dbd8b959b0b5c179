// SPDX-License-Identifier: GPL-2.0
/* What is taken out of a JSON object, and what is said when it is not there. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "parse.h"

int parse_reject(struct why *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return -EBADMSG;
}

int parse_string(const json_t *obj, const char *key, const char **to,
		 struct why *why)
{
	*to = json_string_value(json_object_get(obj, key));
	if (!*to)
		return parse_reject(why, "'%s' is not a string", key);
	return 0;
}

int parse_name(const json_t *obj, const char *key, const char **to,
	       struct why *why)
{
	int err = parse_string(obj, key, to, why);

	if (!err && strlen(*to) > PARSE_NAME_MAX)
		return parse_reject(why, "'%s' is longer than %d bytes", key,
				    PARSE_NAME_MAX);
	return err;
}

int parse_u64(const json_t *obj, const char *key, uint64_t *to,
	      struct why *why)
{
	const json_t *val = json_object_get(obj, key);

	if (!json_is_integer(val) || json_integer_value(val) < 0)
		return parse_reject(why, "'%s' is not a count", key);
	*to = json_integer_value(val);
	return 0;
}

int parse_optional(const json_t *obj, const char *key, uint64_t *to,
		   struct why *why)
{
	return json_object_get(obj, key) ? parse_u64(obj, key, to, why) : 0;
}

char *parse_params_key(const json_t *params)
{
	return json_dumps(params, JSON_SORT_KEYS | JSON_COMPACT);
}
