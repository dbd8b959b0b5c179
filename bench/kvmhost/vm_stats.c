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
	for (int i = 0; i < VM_STATS_MAX && names[i]; i++)
		stats->file[i] = openat(dir, names[i], O_RDONLY | O_CLOEXEC);
	close(dir);
	return 0;
}

void vm_stats_read(const struct vm_stats *stats, json_t *obj)
{
	char text[32], *end;

	for (int i = 0; i < VM_STATS_MAX && stats->names[i]; i++) {
		ssize_t n = pread(stats->file[i], text, sizeof(text) - 1, 0);
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
	for (int i = 0; stats->names && i < VM_STATS_MAX && stats->names[i]; i++)
		if (stats->file[i] >= 0)
			close(stats->file[i]);
	stats->names = NULL;
}
