// SPDX-License-Identifier: GPL-2.0
/*
 * Loaders and libraries of the user's programs; see needs.h. Only in a guest that
 * has none of its own: the initramfs holds static programs alone.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"
#include "files_layout.h"
#include "needs.h"

/* Of "/lib64/ld.so" the first directory is enough. */
static void link_entry(const char *root, const char *name)
{
	char *from = format_text("%s/%s", root, name);
	char *to = format_text("/%s", name);

	if (symlink(from, to))
		fprintf(stderr, "exitbench: link '%s' to '%s': %s\n", to, from,
			strerror(errno));
	free(from);
	free(to);
}

void needs_link(const char *dir)
{
	char *libraries = format_text("%s/" FILES_LIBRARIES, dir);
	char *root = format_text("%s/" FILES_ROOT, dir);
	DIR *entries = opendir(root);
	const struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			link_entry(root, entry->d_name);
	if (entries)
		closedir(entries);
	if (!access(libraries, F_OK))
		setenv("LD_LIBRARY_PATH", libraries, 1);
	free(libraries);
	free(root);
}
