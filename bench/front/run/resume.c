// SPDX-License-Identifier: GPL-2.0
/* A run that was stopped and is to go on; see resume.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "cell.h"
#include "lines.h"
#include "meta_file.h"
#include "record.h"
#include "record_fields.h"
#include "resume.h"
#include "run_archive_parts.h"
#include "session.h"
#include "settings.h"

#define GO_ON "a run goes on with what it was begun with; or begin a new one"

static int refuse(const char *run, int err, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static int refuse(const char *run, int err, const char *format, ...)
{
	g_autofree char *why = NULL;
	va_list ap;

	va_start(ap, format);
	why = g_strdup_vprintf(format, ap);
	va_end(ap);
	fprintf(stderr, "exitbench: resume '%s': %s\n", run, why);
	return err;
}

/* A new reference, or NULL with @why. */
static json_t *read_meta(const char *dir, struct sentence *why)
{
	g_autofree char *path = g_build_filename(dir, "meta.json", NULL);
	json_t *meta = NULL;
	FILE *in;
	int err = lines_open(&in, path);

	if (err) {
		sentence_set(why, err, "%s", err == -EINVAL ?
			     "no regular file" : strerror(-err));
		return NULL;
	}
	if (meta_file_read(in, &meta, why) == -ENOMEM)
		sentence_set(why, 0, "out of memory");
	fclose(in);
	return meta;
}

/* Whether something of the run is missing, or has failed. */
static bool is_incomplete(const char *dir)
{
	struct sentence why;
	json_t *meta = read_meta(dir, &why);
	const json_t *cells = json_object_get(meta, "cells");
	g_autofree char *shards = g_build_filename(dir, SHARDS_DIR, NULL);
	bool failed = json_integer_value(json_object_get(cells, "failed"));
	bool yes = g_file_test(shards, G_FILE_TEST_IS_DIR) ? !meta || failed :
		   json_object_get(meta, "settings") &&
		   (json_is_true(json_object_get(meta, "interrupted")) || failed);

	json_decref(meta);
	return yes;
}

/* By name, which begins with the time. */
char *resume_newest(const char *results)
{
	GDir *dir = g_dir_open(results, 0, NULL);
	char *newest = NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(results, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
		    (newest && strcmp(path, newest) < 0) ||
		    !is_incomplete(path))
			continue;
		g_free(newest);
		newest = g_steal_pointer(&path);
	}
	if (dir)
		g_dir_close(dir);
	return newest;
}

int resume_lock(FILE *records)
{
	return flock(fileno(records), LOCK_EX | LOCK_NB) ? -errno : 0;
}

/* Cuts off what is behind the last newline, and stays there. */
static int cut_half_line(FILE *records)
{
	char buf[65536];
	off_t at, pos, end = lseek(fileno(records), 0, SEEK_END);
	ssize_t n;

	for (at = end; at > 0; at = pos) {
		pos = at > (off_t)sizeof(buf) ? at - (off_t)sizeof(buf) : 0;
		n = pread(fileno(records), buf, at - pos, pos);
		if (n != at - pos)
			return n < 0 ? -errno : -EIO;
		while (n && buf[n - 1] != '\n')
			n--;
		if (n) {
			at = pos + n;
			break;
		}
	}
	if (at < end && ftruncate(fileno(records), at))
		return -errno;
	return fseek(records, 0, SEEK_END) ? -errno : 0;
}

static int open_records(struct resume *r, const char *run)
{
	g_autofree char *path = g_build_filename(r->dir, "records.jsonl", NULL);
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
		      0644);
	int err;

	r->records = fd < 0 ? NULL : fdopen(fd, "r+");
	if (!r->records)
		return refuse(run, -errno, "open '%s': %s", path,
			      strerror(errno));
	if (resume_lock(r->records))
		return refuse(run, -EBUSY, "it is still going on");
	err = cut_half_line(r->records);
	return err ? refuse(run, err, "write '%s': %s", path, strerror(-err)) : 0;
}

/*
 * Killed before its first meta.json: not even a machine was started. A run by its
 * name, for the user is told to remove it.
 */
static bool has_not_begun(const char *dir)
{
	g_autofree char *name = g_path_get_basename(dir);
	g_autofree char *meta = g_build_filename(dir, "meta.json", NULL);
	g_autofree char *records = g_build_filename(dir, "records.jsonl", NULL);
	struct stat st;

	return g_regex_match_simple("^[0-9]{8}-[0-9]{6}-", name, 0, 0) &&
	       lstat(meta, &st) && errno == ENOENT &&
	       (lstat(records, &st) ? errno == ENOENT : !st.st_size);
}

static int open_run(struct resume *r, const char *run)
{
	struct sentence why;
	const json_t *settings;

	if (!r->dir)
		return refuse(run, -ENOENT, "%s", strerror(errno));
	r->results = g_path_get_dirname(r->dir);
	if (!g_file_test(r->dir, G_FILE_TEST_IS_DIR))
		return refuse(run, -ENOTDIR, "it is no directory of results");
	if (has_not_begun(r->dir))
		return refuse(run, -ENODATA, "it is empty: the run was stopped before it had begun, or begins now; remove the directory and begin a new run");
	r->meta = read_meta(r->dir, &why);
	if (!r->meta)
		return refuse(run, -EINVAL, "read '%s/meta.json': %s", r->dir,
			      why.text);
	settings = json_object_get(r->meta, "settings");
	if (json_integer_value(json_object_get(r->meta, "schema")) !=
	    RECORD_SCHEMA || !json_object_size(settings))
		return refuse(run, -EINVAL, "its meta.json does not say how it was begun, as that of an older or of a merged run; begin a new one");
	r->options = settings_options(settings);
	if (!r->options)
		return refuse(run, -EINVAL, "its meta.json has settings that are not known; go on with the exitbench that began it");
	return open_records(r, run);
}

int resume_open(struct resume *r, const char *run)
{
	int err;

	*r = (struct resume){ 0 };
	r->dir = realpath(run, NULL);
	err = open_run(r, run);
	if (err)
		resume_free(r);
	return err;
}

static const char *shown(const json_t *value)
{
	const char *text = json_string_value(value);

	return !text ? "not given" : *text ? text : "given";
}

/*
 * Two sums of a file, or two programs. What starts an emulator may be a script, the
 * same for many of them; how that was built is not.
 */
static bool same(const json_t *a, const json_t *b)
{
	static const char *const keys[] = { "sha256", "built" };

	if (!json_is_object(a) || !json_is_object(b))
		return json_equal((json_t *)a, (json_t *)b);
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		json_t *x = json_object_get(a, keys[i]);
		json_t *y = json_object_get(b, keys[i]);

		if (x != y && !json_equal(x, y))
			return false;
	}
	return true;
}

static int check_sums(const struct resume *r, const json_t *now, const char *key)
{
	const json_t *then = json_object_get(r->meta, key);
	const char *name;
	json_t *item;

	now = json_object_get(now, key);
	json_object_foreach((json_t *)then, name, item)
		if (!same(item, json_object_get(now, name)))
			return refuse(r->dir, -EINVAL,
				      "'%s' is not the one that it was begun with (%s in meta.json); "
				      GO_ON, name, key);
	if (json_object_size(now) != json_object_size(then))
		return refuse(r->dir, -EINVAL,
			      "it was begun with other files (%s in meta.json); "
			      GO_ON, key);
	return 0;
}

int resume_check(const struct resume *r, const json_t *now)
{
	static const char *const keys[] = { "git", "vendor" };
	const json_t *then = json_object_get(r->meta, "settings");
	const char *option;

	option = settings_differ(then, json_object_get(now, "settings"));
	if (option)
		return refuse(r->dir, -EINVAL, "--%s is %s, of the run it is %s; "
			      GO_ON, option,
			      shown(json_object_get(json_object_get(now,
					"settings"), option)),
			      shown(json_object_get(then, option)));
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (!json_equal(json_object_get(r->meta, keys[i]),
				json_object_get(now, keys[i])))
			return refuse(r->dir, -EINVAL,
				      "its %s is %s, here it is %s; " GO_ON,
				      keys[i],
				      shown(json_object_get(r->meta, keys[i])),
				      shown(json_object_get(now, keys[i])));
	return check_sums(r, now, "hashes") ?: check_sums(r, now, "programs");
}

/* The session of that paging mode, or NULL. */
static struct session *session_of(struct session *sessions, unsigned int n,
				  const json_t *record)
{
	const char *paging =
		json_string_value(json_object_get(record, "paging"));

	for (unsigned int i = 0; paging && i < n; i++)
		if (!strcmp(sessions[i].machine.name, paging))
			return &sessions[i];
	return NULL;
}

/* A line that is damaged, has failed or belongs to no cell is none that is kept. */
static void take_line(const char *line, struct session *sessions, unsigned int n)
{
	struct sentence why;
	struct session *session;
	const char *reason;
	json_t *record = record_open(line, &reason);

	session = session_of(sessions, n, record);
	if (session && !record_check(STAGE_FRONT, record, &why))
		session_keep(session, record);
	json_decref(record);
}

int resume_take(const struct resume *r, struct session *sessions,
		unsigned int nr_sessions)
{
	g_autofree char *path = g_build_filename(r->dir, "records.jsonl", NULL);
	const json_t *ran = json_object_get(r->meta, "commands");
	struct lines lines = { .most = RECORD_LINE_MAX };
	int err = lines_open(&lines.in, path), read = 0;

	while (!err && (read = lines_next(&lines)) > 0)
		if (!lines.too_long && strlen(lines.text) == lines.len)
			take_line(lines.text, sessions, nr_sessions);
	if (!err)
		lines_close(&lines);
	err = err ?: read;
	if (err)
		return refuse(r->dir, err, "read '%s': %s", path, strerror(-err));
	for (unsigned int i = 0; i < nr_sessions; i++)
		session_resume(&sessions[i], json_object_get(ran,
			sessions[i].machine.name));
	return 0;
}

void resume_free(struct resume *r)
{
	if (r->records)
		fclose(r->records);
	json_decref(r->meta);
	g_strfreev(r->options);
	g_free(r->results);
	free(r->dir);
	*r = (struct resume){ 0 };
}
