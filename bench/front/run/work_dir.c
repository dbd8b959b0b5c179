// SPDX-License-Identifier: GPL-2.0
/* Directories in which machines work; see work_dir.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "remove_tree.h"
#include "work_dir.h"

static int open_dir(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void remove_left_over(const char *top, const char *name)
{
	GDir *dir = g_dir_open(top, 0, NULL);
	size_t len = strcspn(name, "-") + 1;
	const char *other;

	while (dir && (other = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(top, other, NULL);
		struct stat st;
		int fd = strncmp(other, name, len) ? -1 : open_dir(path);

		if (fd < 0)
			continue;
		if (!fstat(fd, &st) && st.st_uid == geteuid() &&
		    !flock(fd, LOCK_EX | LOCK_NB))
			remove_tree(path);
		close(fd);
	}
	if (dir)
		g_dir_close(dir);
}

/* A file system without locks removes nothing. */
static int make(const char *path)
{
	int lock;

	if (mkdir(path, 0755))
		return -errno;
	lock = open_dir(path);
	if (lock < 0)
		return -errno;
	flock(lock, LOCK_EX | LOCK_NB);
	return lock;
}

int work_dir_make(const char *path)
{
	g_autofree char *top = g_path_get_dirname(path);
	g_autofree char *name = g_path_get_basename(path);
	int fd = open_dir(top), ret;

	if (fd < 0)
		return -errno;
	/* Nobody shall take for left over what is not locked yet. */
	if (!flock(fd, LOCK_EX))
		remove_left_over(top, name);
	ret = make(path);
	close(fd);
	return ret;
}
