// SPDX-License-Identifier: GPL-2.0
/* Members of a JSON object; see parse.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "parse.h"

uint64_t parse_count(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

int parse_name(const json_t *obj, const char *key, const char **to,
	       struct sentence *why)
{
	*to = json_string_value(json_object_get(obj, key));
	if (!*to)
		return sentence_set(why, -EBADMSG, "'%s' is not a string", key);
	if (strlen(*to) > PARSE_NAME_MAX)
		return sentence_set(why, -EBADMSG, "'%s' is longer than %d bytes",
				    key, PARSE_NAME_MAX);
	*to = kept(*to);
	return *to ? 0 : -ENOMEM;
}

int parse_optional(const json_t *obj, const char *key, uint64_t *to,
		   struct sentence *why)
{
	const json_t *val = json_object_get(obj, key);

	if (val && (!json_is_integer(val) || json_integer_value(val) < 0))
		return sentence_set(why, -EBADMSG, "'%s' is not a count", key);
	if (val)
		*to = json_integer_value(val);
	return 0;
}

char *parse_params_key(const json_t *params)
{
	return json_dumps(params, JSON_SORT_KEYS | JSON_COMPACT);
}
