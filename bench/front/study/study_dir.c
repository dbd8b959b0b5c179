// SPDX-License-Identifier: GPL-2.0
/* The folder of a study; see study_dir.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "remove_tree.h"
#include "study_dir.h"

#define STUDY_SCHEMA 1
#define STUDY_FILE "study.json"
#define WORK ".running"

static json_t *axes_of(const struct matrix *matrix)
{
	json_t *axes = json_array();

	for (size_t i = 0; i < matrix->n_axes; i++) {
		json_t *values = json_array();

		for (size_t v = 0; v < matrix->axes[i].n_values; v++)
			json_array_append_new(values,
				json_string(matrix->axes[i].values[v].text));
		json_array_append_new(axes, json_pack("{s:s, s:o}", "name",
			matrix->axes[i].name, "values", values));
	}
	return axes;
}

static json_t *runs_of(const struct matrix *matrix,
		       const struct study_runs *runs)
{
	json_t *list = json_array();

	for (size_t r = 0; r < runs->n; r++) {
		const struct study_run *run = &runs->list[r];
		json_t *axes = json_object();

		for (size_t i = 0; i < matrix->n_axes; i++)
			if (run->pick[i])
				json_object_set_new(axes, matrix->axes[i].name,
						    json_string(run->pick[i]->text));
		json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:o}",
			"folder", run->folder, "label", run->label, "cells",
			study_run_cells(run, matrix), "axes", axes));
	}
	return list;
}

static json_t *plots_of(const struct matrix *matrix)
{
	json_t *plots = json_array();

	for (size_t i = 0; i < matrix->n_plots; i++) {
		const struct plot_wish *p = &matrix->plots[i];

		json_array_append_new(plots, json_pack("{s:s, s:s, s:s*}",
			"figure", p->figure, "x", p->x, "lines", p->lines));
	}
	return plots;
}

json_t *study_json(const char *name, const char *revision, const char *text,
		   const struct matrix *matrix, const struct study_runs *runs)
{
	return json_pack("{s:i, s:s, s:s, s:s, s:i, s:o, s:o, s:o}",
			 "schema", STUDY_SCHEMA, "name", name, "git", revision,
			 "matrix", text, "reps", matrix->reps, "axes",
			 axes_of(matrix), "runs", runs_of(matrix, runs),
			 "plots", plots_of(matrix));
}

/* Written whole, or not at all. */
static int write_study(const char *path, const json_t *study,
		       struct sentence *why)
{
	g_autofree char *temporary = g_strdup_printf("%s.tmp", path);
	int err = 0;

	unlink(temporary);
	if (json_dump_file(study, temporary, JSON_INDENT(2)) ||
	    rename(temporary, path))
		err = sentence_errno(why, "write '%s'", path);
	return err;
}

/* A plot is of the report and may be another. */
static bool same(const json_t *a, const json_t *b, const char *key)
{
	return json_equal(json_object_get(a, key), json_object_get(b, key));
}

static int check_study(const struct study_dir *dir, const char *path,
		       const json_t *study, struct sentence *why)
{
	json_error_t error;
	json_t *old = json_load_file(path, 0, &error);
	int err = 0;

	if (!old)
		return access(path, F_OK) ? write_study(path, study, why) :
		       sentence_set(why, -EBADMSG, "read '%s': %s", path,
				    error.text);
	if (!same(old, study, "runs") || !same(old, study, "axes") ||
	    !same(old, study, "reps"))
		err = sentence_set(why, -EEXIST,
				   "'%s' is of a file with other axes, exclusions or repetitions; remove it, or give this study another name",
				   dir->path);
	else if (!same(old, study, "git"))
		err = sentence_set(why, -EEXIST,
				   "'%s' was begun by revision %s of exitbench, this is %s; go on with that one, remove it, or give this study another name",
				   dir->path,
				   json_string_value(json_object_get(old, "git")) ?: "?",
				   json_string_value(json_object_get(study, "git")));
	else
		err = write_study(path, study, why);
	json_decref(old);
	return err;
}

/* Held until the process ends, however it does. */
static int take_lock(struct study_dir *dir, struct sentence *why)
{
	dir->lock = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir->lock < 0)
		return sentence_errno(why, "open '%s'", dir->path);
	if (!flock(dir->lock, LOCK_EX | LOCK_NB))
		return 0;
	return sentence_set(why, -EBUSY, "another exitbench is at work in '%s'",
			    dir->path);
}

int study_dir_open(struct study_dir *dir, const char *results, const char *name,
		   const json_t *study, struct sentence *why)
{
	g_autofree char *folder = g_strdup_printf("study-%s", name);
	g_autofree char *path = NULL;
	int err;

	*dir = (struct study_dir){ .lock = -1 };
	dir->path = g_build_filename(results, folder, NULL);
	dir->work = g_build_filename(dir->path, WORK, NULL);
	path = g_build_filename(dir->path, STUDY_FILE, NULL);
	if (g_mkdir_with_parents(dir->path, 0755))
		return sentence_errno(why, "create '%s'", dir->path);
	err = take_lock(dir, why) ?: check_study(dir, path, study, why);
	if (err)
		return err;
	remove_tree(dir->work);
	return 0;
}

void study_dir_close(struct study_dir *dir)
{
	if (dir->lock >= 0) {
		remove_tree(dir->work);
		close(dir->lock);
	}
	g_free(dir->path);
	g_free(dir->work);
	*dir = (struct study_dir){ .lock = -1 };
}

enum kept study_dir_kept(const char *path, const struct study_run *run)
{
	g_autofree char *file = g_build_filename(path, run->folder, "meta.json",
						 NULL);
	json_t *meta = json_load_file(file, 0, NULL);
	const json_t *cells = json_object_get(meta, "cells");
	enum kept kept = !meta ? KEPT_NONE :
		json_integer_value(json_object_get(cells, "failed")) ||
		json_is_true(json_object_get(meta, "interrupted")) ?
		KEPT_FAILED : KEPT_WHOLE;

	json_decref(meta);
	return kept;
}

int study_dir_take(const struct study_dir *dir, const struct study_run *run,
		   struct sentence *why)
{
	g_autofree char *latest = g_build_filename(dir->work, "latest", NULL);
	g_autofree char *name = g_file_read_link(latest, NULL);
	g_autofree char *to = g_build_filename(dir->path, run->folder, NULL);
	g_autofree char *from = NULL;
	int err = 0;

	if (!name)
		return sentence_set(why, -ENOENT, "the run left no records");
	from = g_build_filename(dir->work, name, NULL);
	remove_tree(to);
	if (rename(from, to))
		err = sentence_errno(why, "put '%s' in its place '%s'", from, to);
	remove_tree(dir->work);
	return err;
}
