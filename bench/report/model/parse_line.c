// SPDX-License-Identifier: GPL-2.0
/*
 * A record out of a sealed line; see parse_line.h. Its exit reasons are scanned, the
 * rest is read as JSON; a line that cannot be read that way is read as JSON whole.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse_line.h"
#include "parse_record.h"
#include "record.h"

/* The object of @text without its exit reasons, which were scanned; or NULL. */
static json_t *parse_rest(const char *text, size_t len,
			  const struct scanned *scanned)
{
	size_t before = scanned->array - text;
	size_t after = text + len - scanned->end;
	char *rest = malloc(before + sizeof("null") + after), *to = rest;
	const char *unsaid;
	json_t *obj;

	if (!rest)
		return NULL;
	to = mempcpy(to, text, before);
	to = mempcpy(to, "null", 4);
	to = mempcpy(to, scanned->end, after);
	obj = record_parse(rest, to - rest, &unsaid);
	free(rest);
	return obj;
}

/* Whether the scan and the rest make a record; whatever is wrong is not said. */
static bool parse_scanned(struct record *rec, const char *text, size_t len,
			  struct scanned *scanned)
{
	json_t *obj = parse_rest(text, len, scanned);
	struct sentence unsaid;
	bool done = false;

	/* If it is not null, the array was that of a phase. */
	if (json_is_null(json_object_get(obj, "reasons")) &&
	    !json_object_set_new(obj, "reasons", json_array())) {
		done = !parse_record(rec, obj, scanned, &unsaid);
		if (!done)
			parse_free(rec);
	}
	json_decref(obj);
	return done;
}

static int parse_json(struct record *rec, const char *text, size_t len,
		      struct sentence *why)
{
	const char *wrong;
	json_t *obj = record_parse(text, len, &wrong);
	int err;

	if (!obj)
		return sentence_set(why, wrong == record_no_memory ?
				    -ENOMEM : -EBADMSG, "%s", wrong);
	*rec = (struct record){ 0 };
	err = parse_record(rec, obj, NULL, why);
	json_decref(obj);
	if (err)
		parse_free(rec);
	return err;
}

int parse_line(struct record *rec, const char *line, struct sentence *why)
{
	struct scanned scanned;
	const char *wrong;
	size_t len = record_length(line, &wrong);
	bool done;

	if (!len)
		return sentence_set(why, -EBADMSG, "%s", wrong);
	*rec = (struct record){ 0 };
	done = scan_reasons(&scanned, line) &&
	       parse_scanned(rec, line, len, &scanned);
	scan_free(&scanned);
	return done ? 0 : parse_json(rec, line, len, why);
}
