// SPDX-License-Identifier: GPL-2.0
/* The directories of a run; see dirs.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "dirs.h"
#include "remove_tree.h"
#include "work_dir.h"

#define LATEST "latest"
#define TRIES 100

static int complain(int err, const char *what, const char *path)
{
	fprintf(stderr, "exitbench: %s '%s': %s\n", what, path, strerror(err));
	return -err;
}

/*
 * A new directory, named @name or with a number behind: another run may have
 * begun in this second too. NULL with errno.
 */
static char *make_new(const char *top, const char *name)
{
	int i;

	for (i = 1; i < TRIES; i++) {
		char *path = i == 1 ? g_strdup_printf("%s/%s", top, name) :
			     g_strdup_printf("%s/%s-%d", top, name, i);

		if (!mkdir(path, 0755))
			return path;
		g_free(path);
		if (errno != EEXIST)
			break;
	}
	return NULL;
}

/* The absolute path of a directory, which is made if it is not there, or NULL. */
static char *find_top(const char *path)
{
	char *top;

	mkdir(path, 0755);
	top = realpath(path, NULL);
	if (!top)
		complain(errno, "create", path);
	return top;
}

char *dirs_scratch(const struct plan *plan)
{
	return find_top(access(plan->build, W_OK) ? plan->results : plan->build);
}

/* It may be missing, or a link to a run beside it, even to one that is gone. */
static int check_latest(const char *top)
{
	g_autofree char *latest = g_build_filename(top, LATEST, NULL);
	g_autofree char *target = g_file_read_link(latest, NULL);
	struct stat st;

	if (lstat(latest, &st))
		return 0;
	if (!target)
		fprintf(stderr, "exitbench: linking '%s' to this run: it exists and is not a link; move it away\n",
			latest);
	else if (strchr(target, '/'))
		fprintf(stderr, "exitbench: linking '%s' to this run: it is a link to '%s', not to a run beside it; remove it\n",
			latest, target);
	else
		return 0;
	return -EEXIST;
}

/*
 * The directory for the machines; @top is that of the results. Runs of one name may
 * be in several of those, so their path is in its name.
 */
static int make_work(struct dirs *dirs, const char *scratch, const char *top)
{
	g_autofree char *work = g_strdup_printf("%srun-%s-%08x",
		strcmp(scratch, top) ? "" : ".", dirs->name,
		g_str_hash(dirs->results));

	dirs->work = g_build_filename(scratch, work, NULL);
	if (dirs->resumed)
		remove_tree(dirs->work);
	dirs->lock = work_dir_make(dirs->work);
	if (dirs->lock >= 0)
		return 0;
	complain(-dirs->lock, "create", dirs->work);
	g_clear_pointer(&dirs->work, g_free);
	return dirs->lock;
}

/* Beside that for the machines, and hidden as that is. */
char *dirs_saved(const struct dirs *dirs)
{
	g_autofree char *top = g_path_get_dirname(dirs->work);
	g_autofree char *work = g_path_get_basename(dirs->work);

	return g_build_filename(top, *work == '.' ? ".saved-hosts" : "saved-hosts",
				NULL);
}

int dirs_make(struct dirs *dirs, const struct plan *plan, time_t started)
{
	g_autofree char *results = find_top(plan->results);
	g_autofree char *scratch = results ? dirs_scratch(plan) : NULL;
	g_autofree char *name = NULL;
	char stamp[32];
	int err;

	*dirs = (struct dirs){ .lock = -1 };
	if (!results || !scratch)
		return -ENOENT;
	err = check_latest(results);
	if (err)
		return err;
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", gmtime(&started));
	name = g_strdup_printf("%s-%s", stamp, plan->rig->name);
	dirs->results = make_new(results, name);
	if (!dirs->results)
		return complain(errno, "create a directory in", results);
	dirs->name = g_path_get_basename(dirs->results);
	err = make_work(dirs, scratch, results);
	if (err)
		dirs_discard(dirs);
	return err;
}

int dirs_resume(struct dirs *dirs, const struct plan *plan, const char *results)
{
	g_autofree char *top = g_path_get_dirname(results);
	g_autofree char *scratch = dirs_scratch(plan);
	int err;

	*dirs = (struct dirs){ .resumed = true, .lock = -1 };
	if (!scratch)
		return -ENOENT;
	err = check_latest(top);
	if (err)
		return err;
	dirs->results = g_strdup(results);
	dirs->name = g_path_get_basename(results);
	err = make_work(dirs, scratch, top);
	if (err)
		dirs_free(dirs);
	return err;
}

int dirs_point_at(const struct dirs *dirs)
{
	g_autofree char *top = g_path_get_dirname(dirs->results);
	g_autofree char *latest = g_build_filename(top, LATEST, NULL);
	g_autofree char *temporary = g_strdup_printf("%s/." LATEST "-%s", top,
						     dirs->name);
	int err;

	/* One that was killed here left it, and goes on now. */
	unlink(temporary);
	if (!symlink(dirs->name, temporary) && !rename(temporary, latest))
		return 0;
	err = errno;
	unlink(temporary);
	return complain(err, "name the run by", latest);
}

void dirs_discard(struct dirs *dirs)
{
	if (dirs->results && !dirs->resumed)
		remove_tree(dirs->results);
	dirs_free(dirs);
}

void dirs_free(struct dirs *dirs)
{
	if (dirs->work)
		remove_tree(dirs->work);
	if (dirs->work && dirs->lock >= 0)
		close(dirs->lock);
	g_free(dirs->name);
	g_free(dirs->results);
	g_free(dirs->work);
	*dirs = (struct dirs){ 0 };
}
