// SPDX-License-Identifier: GPL-2.0
/* KVM's own statistics of a VM; see vm_stats.h. */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <unistd.h>

#include "base.h"
#include "vm_stats.h"

/* The folder of a VM is PID-FD; a process of ours has one VM. */
static int open_folder(const char *folder, pid_t vm)
{
	char *pattern = format_text("%s/%d-*", folder, vm);
	int fd = -ENOENT;
	glob_t found;

	if (!glob(pattern, GLOB_ONLYDIR, NULL, &found)) {
		fd = open(found.gl_pathv[0], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
		globfree(&found);
	}
	free(pattern);
	return fd;
}

int vm_stats_open(struct vm_stats *stats, const char *folder, pid_t vm,
		  const char *const *names)
{
	int dir = open_folder(folder, vm);

	if (dir < 0)
		return dir;
	stats->names = names;
	stats->folder = dir;
	return 0;
}

/*
 * Opened for every read: KVM's files cannot be read from their beginning again
 * (virt/kvm/kvm_main.c, kvm_debugfs_open()).
 */
static ssize_t read_file(int folder, const char *name, char *text, size_t size)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, size);
	close(fd);
	return n;
}

void vm_stats_read(const struct vm_stats *stats, json_t *obj)
{
	char text[32], *end;

	for (int i = 0; stats->names[i]; i++) {
		ssize_t n = read_file(stats->folder, stats->names[i], text,
				      sizeof(text) - 1);
		long long value;

		if (n <= 0)
			continue;
		text[n] = 0;
		value = strtoll(text, &end, 10);
		if (end != text && value >= 0)
			json_object_set_new(obj, stats->names[i],
					    json_integer(value));
	}
}

void vm_stats_close(struct vm_stats *stats)
{
	if (stats->names)
		close(stats->folder);
	stats->names = NULL;
}
