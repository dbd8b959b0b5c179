// SPDX-License-Identifier: GPL-2.0
/* Roots of libvirt's embedded driver; see root.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "remove_tree.h"
#include "root.h"

#define TRIES 10

static int open_root(const char *root)
{
	return open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int root_make(char root[sizeof(ROOT_TEMPLATE)])
{
	struct stat st;

	for (int i = 0; i < TRIES; i++) {
		strcpy(root, ROOT_TEMPLATE);
		if (!mkdtemp(root))
			return -errno;
		int lock = open_root(root);

		/* Somebody may have taken it for left over before it was held. */
		if (lock >= 0 && !flock(lock, LOCK_SH | LOCK_NB) &&
		    !fstat(lock, &st) && st.st_nlink)
			return lock;
		if (lock >= 0)
			close(lock);
	}
	return -EAGAIN;
}

void root_hold(const char *root)
{
	int lock = open_root(root);

	if (lock >= 0)
		flock(lock, LOCK_SH);
}

void root_end_qemu(const char *root)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		g_autofree char *path = format_text("/proc/%s/cmdline",
						    entry->d_name);
		g_autofree char *args = NULL;
		gsize n = 0;

		/* It has a path below the root as an argument. */
		if (atoi(entry->d_name) > 0 &&
		    g_file_get_contents(path, &args, &n, NULL) &&
		    memmem(args, n, "qemu-system", 11) &&
		    memmem(args, n, root, strlen(root)))
			kill(atoi(entry->d_name), SIGKILL);
	}
	if (proc)
		closedir(proc);
}

static bool is_left_over(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && st.st_uid == geteuid() &&
	       !flock(fd, LOCK_EX | LOCK_NB);
}

void root_remove_left_over(void)
{
	DIR *top = opendir(ROOT_TOP);
	struct dirent *entry;

	while (top && (entry = readdir(top))) {
		g_autofree char *root = g_build_filename(ROOT_TOP, entry->d_name,
							 NULL);
		int fd = !g_str_has_prefix(entry->d_name, ROOT_PREFIX) ||
			 strlen(root) != strlen(ROOT_TEMPLATE) ? -1 :
			 open_root(root);

		if (fd < 0)
			continue;
		if (is_left_over(fd)) {
			root_end_qemu(root);
			remove_tree(root);
		}
		close(fd);
	}
	if (top)
		closedir(top);
}
