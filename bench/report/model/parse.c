// SPDX-License-Identifier: GPL-2.0
/* Members of a JSON object; see parse.h. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

uint64_t parse_count(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

const char *parse_keep(const char *text)
{
	static void *kept;
	char **found, *copy;

	found = text ? tfind(text, &kept, by_text) : NULL;
	if (found || !text)
		return found ? *found : NULL;
	copy = strdup(text);
	found = copy ? tsearch(copy, &kept, by_text) : NULL;
	if (!found)
		free(copy);
	return found ? *found : NULL;
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
	*to = parse_keep(*to);
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
