/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What members a JSON object has: a table that is checked against objects and
 * printed into bench/RECORDS.md.
 */
#ifndef EXITBENCH_FIELDS_H
#define EXITBENCH_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base.h"

enum field_kind {
	FIELD_STRING,
	FIELD_COUNT,		/* an integer, 0 or more */
	FIELD_REAL,
	FIELD_BOOL,
	FIELD_COUNTS,		/* an array of counts */
	FIELD_STRINGS,		/* an array of strings */
	FIELD_MAP_INTEGERS,	/* an object, whatever its keys are */
	FIELD_MAP_STRINGS,
	FIELD_OBJECT,		/* with the members of .of */
	FIELD_OBJECTS,		/* an array of such */
};

/* An object gains fields on its way: each stage adds those that only it knows. */
enum field_stage { STAGE_GUEST, STAGE_KVMHOST, STAGE_FRONT };

enum field_when {
	ALWAYS,
	WHEN_NOT_OK,		/* "status" is not "ok" */
	MAYBE,
};

struct field {
	const char *name;
	enum field_kind kind;
	enum field_when when;
	enum field_stage by;	/* who adds it */
	bool passing;		/* the next stage removes it again */
	const char *const *values;	/* those a string may have, or NULL for any */
	const struct field *of;	/* up to one without a name */
	const char *meaning;	/* Markdown */
	/*
	 * Of a count, or of a map of integers: the report lists it under this
	 * title, which names the unit. NULL: it does not, or another section does.
	 */
	const char *show;
};

/* One of a table: FIELD("rep", FIELD_COUNT, .meaning = "which repetition"). */
#define FIELD(n, k, ...) { .name = (n), .kind = (k), __VA_ARGS__ }
/* For .values, and the end of a table. */
#define FIELD_VALUES(...) (const char *const[]){ __VA_ARGS__, NULL }
#define FIELD_END { .name = NULL }

/*
 * Whether @obj, as it leaves @stage, has all the members that it must have, each of
 * its type, and no other. 0, or -EBADMSG with @why, which names the member.
 */
int fields_check(const struct field *fields, enum field_stage stage,
		 const json_t *obj, struct sentence *why);

/* A new object with the members of @obj in the order of @fields. */
json_t *fields_sort(const struct field *fields, const json_t *obj);

/* The rows of a Markdown table of fields that are in records. */
void fields_print(FILE *out, const struct field *fields);

/* "integer", "array of strings", `"ok"`, `"failed"` or `"skipped"`. */
void fields_print_type(FILE *out, const struct field *field);

#endif
