// SPDX-License-Identifier: GPL-2.0
/* Tables of fields, checked and printed; see fields.h. */
#include <errno.h>
#include <string.h>

#include "fields.h"

static const struct field *find(const struct field *fields, const char *name)
{
	for (; fields && fields->name; fields++)
		if (!strcmp(fields->name, name))
			return fields;
	return NULL;
}

static bool is_count(const json_t *value)
{
	return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool is_string(const json_t *value)
{
	return json_is_string(value);
}

static bool all_items(const json_t *array, bool (*is)(const json_t *))
{
	const json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
		if (!is(item))
			return false;
	return json_is_array(array);
}

static bool all_members(const json_t *obj, json_type type)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)obj, key, value)
		if (json_typeof(value) != type)
			return false;
	return json_is_object(obj);
}

/* Does not look into objects. */
static bool has_kind(const json_t *value, enum field_kind kind)
{
	switch (kind) {
	case FIELD_STRING:
		return json_is_string(value);
	case FIELD_COUNT:
		return is_count(value);
	case FIELD_REAL:
		return json_is_number(value);
	case FIELD_BOOL:
		return json_is_boolean(value);
	case FIELD_COUNTS:
		return all_items(value, is_count);
	case FIELD_STRINGS:
		return all_items(value, is_string);
	case FIELD_MAP_INTEGERS:
		return all_members(value, JSON_INTEGER);
	case FIELD_MAP_STRINGS:
		return all_members(value, JSON_STRING);
	case FIELD_OBJECT:
		return json_is_object(value);
	case FIELD_OBJECTS:
		return json_is_array(value);
	}
	return false;
}

static const char *kind_name(enum field_kind kind)
{
	static const char *const names[] = {
		[FIELD_STRING] = "string", [FIELD_COUNT] = "integer",
		[FIELD_REAL] = "number", [FIELD_BOOL] = "boolean",
		[FIELD_COUNTS] = "array of integers",
		[FIELD_STRINGS] = "array of strings",
		[FIELD_MAP_INTEGERS] = "object of integers",
		[FIELD_MAP_STRINGS] = "object of strings",
		[FIELD_OBJECT] = "object", [FIELD_OBJECTS] = "array of objects",
	};

	return names[kind];
}

static bool is_counted(enum field_kind kind)
{
	return kind == FIELD_COUNT || kind == FIELD_COUNTS;
}

/* "'count' of 'reasons'" is easier to find than "'count'". */
static int inside(struct sentence *why, const char *name)
{
	struct sentence what = *why;

	return sentence_set(why, -EBADMSG, "in '%s': %s", name, what.text);
}

static int check_value(const struct field *field, enum field_stage stage,
		       const json_t *value, struct sentence *why)
{
	const char *const *known = field->values;
	const json_t *item;
	size_t i;

	if (!has_kind(value, field->kind))
		return sentence_set(why, -EBADMSG, "'%s' is not of type %s%s",
				    field->name, kind_name(field->kind),
				    is_counted(field->kind) ? " (0 or more)" : "");
	if (known) {
		while (*known && strcmp(*known, json_string_value(value)))
			known++;
		if (!*known)
			return sentence_set(why, -EBADMSG,
					    "'%s' has an unknown value '%.40s'",
					    field->name, json_string_value(value));
	}
	if (field->kind == FIELD_OBJECT)
		return fields_check(field->of, stage, value, why) ?
		       inside(why, field->name) : 0;
	if (field->kind != FIELD_OBJECTS)
		return 0;
	json_array_foreach(value, i, item) {
		if (!json_is_object(item))
			return sentence_set(why, -EBADMSG,
					    "'%s' has an element that is not an object",
					    field->name);
		if (fields_check(field->of, stage, item, why))
			return inside(why, field->name);
	}
	return 0;
}

static bool is_due(const struct field *field, const json_t *obj)
{
	const char *status;

	if (field->when != WHEN_NOT_OK)
		return field->when == ALWAYS;
	status = json_string_value(json_object_get(obj, "status"));
	return !status || strcmp(status, "ok");
}

int fields_check(const struct field *fields, enum field_stage stage,
		 const json_t *obj, struct sentence *why)
{
	const struct field *field;
	const char *key;
	json_t *value;
	int err;

	json_object_foreach((json_t *)obj, key, value) {
		field = find(fields, key);
		if (!field || field->by > stage ||
		    (field->passing && field->by != stage))
			return sentence_set(why, -EBADMSG,
					    "unknown field '%.40s'", key);
		err = check_value(field, stage, value, why);
		if (err)
			return err;
	}
	for (field = fields; field && field->name; field++)
		if (field->by <= stage && !field->passing &&
		    is_due(field, obj) && !json_object_get(obj, field->name))
			return sentence_set(why, -EBADMSG,
					    "field '%s' is missing",
					    field->name);
	return 0;
}

json_t *fields_sort(const struct field *fields, const json_t *obj)
{
	json_t *sorted = json_object(), *value;

	for (; fields->name; fields++) {
		value = json_object_get(obj, fields->name);
		if (value)
			json_object_set(sorted, fields->name, value);
	}
	return sorted;
}

void fields_print_type(FILE *out, const struct field *field)
{
	const char *const *value = field->values;

	if (!value) {
		fputs(kind_name(field->kind), out);
		return;
	}
	for (; *value; value++)
		fprintf(out, "%s`\"%s\"`", value == field->values ? "" :
			value[1] ? ", " : " or ", *value);
}

static void print_rows(FILE *out, const struct field *fields, int depth)
{
	for (; fields && fields->name; fields++) {
		if (fields->passing)
			continue;
		fprintf(out, "| %s`%s` | ", depth ? "– " : "", fields->name);
		fields_print_type(out, fields);
		fprintf(out, " | %s |\n", fields->meaning ? fields->meaning : "");
		/* Deeper ones are described in the text. */
		if (!depth)
			print_rows(out, fields->of, depth + 1);
	}
}

void fields_print(FILE *out, const struct field *fields)
{
	print_rows(out, fields, 0);
}
