// SPDX-License-Identifier: GPL-2.0
/*
 * Whether another user can get at our files; see reach.h. libvirt's system daemon
 * gives QEMU's user the files of a domain, but not the directories above them.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "reach.h"

/* Where an administrator says that QEMU runs as root. */
#define QEMU_CONF "/etc/libvirt/qemu.conf"

char *reach_closed(const char *path)
{
	char *real = realpath(path, NULL);
	struct stat st;

	for (char *slash = real; slash && (slash = strchr(slash + 1, '/')); ) {
		*slash = '\0';
		if (!stat(real, &st) && !(st.st_mode & S_IXOTH) &&
		    getxattr(real, "system.posix_acl_access", NULL, 0) < 0)
			return real;
		*slash = '/';
	}
	free(real);
	return NULL;
}

static bool qemu_is_root(void)
{
	FILE *conf = fopen(QEMU_CONF, "re");
	char user[64], *line = NULL;
	bool is_root = false;
	size_t size = 0;

	while (conf && getline(&line, &size, conf) > 0)
		if (sscanf(line, " user = \"%63[^\"]\"", user) == 1)
			is_root = !strcmp(user, "root") || !strcmp(user, "+0");
	free(line);
	if (conf)
		fclose(conf);
	return is_root;
}

int reach_check(const char *uri, const char *const *paths, struct sentence *why)
{
	int err = 0;

	if (!uri || strncmp(uri, "qemu", 4) || !strstr(uri, ":///system") ||
	    qemu_is_root())
		return 0;
	for (; !err && *paths; paths++) {
		char *closed = reach_closed(*paths);

		if (closed)
			err = sentence_set(why, -EACCES,
				"read '%s' for LIBVIRT_URI '%s': its QEMU runs as a user of its own, who may not enter '%s'; leave LIBVIRT_URI out, which runs QEMU as you, or move the checkout (to /var/tmp, say), or type: chmod o+x '%s'",
				*paths, uri, closed, closed);
		free(closed);
	}
	return err;
}
