// SPDX-License-Identifier: GPL-2.0
/* study.json out of its JSON; see parse_study.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse_study.h"

#define STUDY_SCHEMA 1
/* Far beyond what a file of a study can say. */
#define LIST_MAX 10000

static const char *text(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

/* A zeroed array for the members of @list; NULL: it is none, or out of memory. */
static void *room_for(const json_t *list, size_t size)
{
	return json_is_array(list) && json_array_size(list) <= LIST_MAX ?
	       calloc(json_array_size(list) + 1, size) : NULL;
}

static int wrong(struct sentence *why, const char *what)
{
	return sentence_set(why, -EBADMSG, "'%s' is not as it should be", what);
}

static int parse_axes(struct study_file *study, struct sentence *why)
{
	const json_t *list = json_object_get(study->obj, "axes"), *item, *value;
	size_t i, v;

	study->axes = room_for(list, sizeof(*study->axes));
	if (!study->axes)
		return wrong(why, "axes");
	json_array_foreach(list, i, item) {
		struct study_axis *axis = &study->axes[i];
		const json_t *values = json_object_get(item, "values");

		study->n_axes++;
		axis->name = text(item, "name");
		axis->values = room_for(values, sizeof(*axis->values));
		if (!axis->name || !axis->values)
			return wrong(why, "axes");
		json_array_foreach(values, v, value) {
			axis->values[v] = json_string_value(value);
			if (!axis->values[v])
				return wrong(why, "values");
			axis->n_values++;
		}
	}
	return 0;
}

/* It becomes part of a path. */
static int is_folder(const char *name)
{
	return name && *name && *name != '.' && !strchr(name, '/');
}

static int parse_parts(struct study_file *study, struct sentence *why)
{
	const json_t *list = json_object_get(study->obj, "runs"), *item;
	size_t i;

	study->parts = room_for(list, sizeof(*study->parts));
	if (!study->parts)
		return wrong(why, "runs");
	json_array_foreach(list, i, item) {
		struct study_part *part = &study->parts[i];
		const json_t *axes = json_object_get(item, "axes");

		study->n_parts++;
		part->folder = text(item, "folder");
		part->label = text(item, "label");
		part->values = calloc(study->n_axes + 1, sizeof(*part->values));
		if (!is_folder(part->folder) || !part->label || !part->values)
			return wrong(why, "runs");
		for (size_t a = 0; a < study->n_axes; a++)
			part->values[a] = text(axes, study->axes[a].name);
	}
	return 0;
}

static int parse_plots(struct study_file *study, struct sentence *why)
{
	const json_t *list = json_object_get(study->obj, "plots"), *item;
	size_t i;

	study->plots = room_for(list, sizeof(*study->plots));
	if (!study->plots)
		return wrong(why, "plots");
	json_array_foreach(list, i, item) {
		study->plots[i] = (struct study_plot_wish){
			text(item, "figure"), text(item, "x"),
			text(item, "lines"),
		};
		study->n_plots++;
		if (!study->plots[i].figure || !study->plots[i].x)
			return wrong(why, "plots");
	}
	return 0;
}

int study_file_load(struct study_file *study, const char *dir,
		    struct sentence *why)
{
	char *path = format_text("%s/study.json", dir);
	json_error_t error;
	struct sentence what;
	int err;

	*study = (struct study_file){ 0 };
	study->obj = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	study->name = text(study->obj, "name");
	study->git = text(study->obj, "git");
	if (!study->obj)
		err = sentence_set(&what, -EBADMSG, "%s", error.text);
	else if (json_integer_value(json_object_get(study->obj, "schema")) !=
		 STUDY_SCHEMA || !study->name)
		err = wrong(&what, "schema");
	else
		err = parse_axes(study, &what) ?: parse_parts(study, &what) ?:
		      parse_plots(study, &what);
	if (err)
		sentence_set(why, 0, "read '%.500s': %.400s", path, what.text);
	free(path);
	return err;
}

void study_file_free(struct study_file *study)
{
	for (size_t i = 0; i < study->n_axes; i++)
		free(study->axes[i].values);
	for (size_t i = 0; i < study->n_parts; i++)
		free(study->parts[i].values);
	free(study->axes);
	free(study->parts);
	free(study->plots);
	json_decref(study->obj);
	*study = (struct study_file){ 0 };
}
