// SPDX-License-Identifier: GPL-2.0
/* Files that a command writes and reads whole; see files.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "text.h"

int files_mkdir(const char *dir)
{
	const char *slash = strrchr(dir, '/');
	int err = mkdir(dir, 0777) ? -errno : 0;

	if (err == -ENOENT && slash && slash != dir) {
		char *above = strndup(dir, slash - dir);

		err = above ? files_mkdir(above) : -ENOMEM;
		free(above);
		if (err)
			return err;
		err = mkdir(dir, 0777) ? -errno : 0;
	}
	/* At either call another program may have been first. */
	if (err == -EEXIST)
		return 0;
	if (err)
		fprintf(stderr, "exitbench: creating directory '%s': %s\n",
			dir, strerror(-err));
	return err;
}

int files_create(FILE **out, const char *dir, const char *name, char **path)
{
	int err = -ENOMEM;

	*path = text_format("%s/%s", dir, name);
	if (*path) {
		*out = fopen(*path, "w");
		if (*out)
			return 0;
		err = -errno;
	}
	fprintf(stderr, "exitbench: creating '%s/%s': %s\n", dir, name,
		strerror(-err));
	free(*path);
	*path = NULL;
	return err;
}

int files_close(FILE *out, const char *path)
{
	bool bad = ferror(out);
	int err = 0;

	errno = EIO;
	if (fclose(out) || bad) {
		err = -errno;
		fprintf(stderr, "exitbench: writing '%s': %s\n", path,
			strerror(-err));
	}
	return err;
}

char *files_read(const char *path)
{
	FILE *in = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;
	int err;

	if (!in)
		return NULL;
	errno = 0;
	if (getdelim(&text, &size, '\0', in) < 0) {
		err = errno ? errno : ENODATA;
		free(text);
		text = NULL;
		errno = err;
	}
	fclose(in);
	return text;
}
