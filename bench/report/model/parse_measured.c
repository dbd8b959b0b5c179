// SPDX-License-Identifier: GPL-2.0
/*
 * The integers of a record that its description says are to be shown. Knows none
 * of them by name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "parse_measured.h"
#include "record_fields.h"

static int add(struct record *rec, const struct field *field, const char *key,
	       const json_t *value, struct sentence *why)
{
	if (key && strlen(key) > PARSE_NAME_MAX)
		return sentence_set(why, -EBADMSG,
				    "a name in '%s' is longer than %d bytes",
				    field->name, PARSE_NAME_MAX);
	rec->measured[rec->n_measured++] = (struct measured){
		.field = field, .key = kept(key),
		.value = json_integer_value(value),
	};
	return key && !rec->measured[rec->n_measured - 1].key ? -ENOMEM : 0;
}

static int add_field(struct record *rec, const struct field *field,
		     json_t *value, struct sentence *why)
{
	size_t n = rec->n_measured + 1 + json_object_size(value);
	struct measured *grown;
	const char *key;
	json_t *member;
	int err = 0;

	if (json_object_size(value) > PARSE_MEASURED_MAX)
		return sentence_set(why, -EBADMSG,
				    "'%s' has more than %d integers",
				    field->name, PARSE_MEASURED_MAX);
	grown = reallocarray(rec->measured, n, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rec->measured = grown;
	if (field->kind != FIELD_MAP_INTEGERS)
		return add(rec, field, NULL, value, why);
	json_object_foreach(value, key, member)
		err = err ?: add(rec, field, key, member, why);
	return err;
}

int parse_measured(struct record *rec, const json_t *obj, struct sentence *why)
{
	int err = 0;

	for (const struct field *f = record_fields; !err && f->name; f++) {
		json_t *value = json_object_get(obj, f->name);

		if (f->show && value)
			err = add_field(rec, f, value, why);
	}
	return err;
}
