// SPDX-License-Identifier: GPL-2.0
/* Lines of a file; see lines.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lines.h"

#define LEAST_ROOM 4096

int lines_open(FILE **in, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	int err;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st))
		err = -errno;
	else if (!S_ISREG(st.st_mode))
		err = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	else {
		*in = fdopen(fd, "r");
		if (*in)
			return 0;
		err = -errno;
	}
	close(fd);
	return err;
}

/* Room for @len bytes and a NUL. */
static int make_room(struct lines *lines, size_t len)
{
	size_t room = lines->room ? lines->room : LEAST_ROOM;
	char *grown;

	if (len < lines->room)
		return 0;
	while (room <= len)
		room *= 2;
	grown = realloc(lines->text, room);
	if (!grown)
		return -ENOMEM;
	lines->text = grown;
	lines->room = room;
	return 0;
}

/* Adds @len bytes to the line, as far as it may grow. */
static int add(struct lines *lines, const char *bytes, size_t len)
{
	size_t left = lines->most - lines->len;
	int err;

	lines->too_long |= len > left;
	if (len > left)
		len = left;
	err = make_room(lines, lines->len + len);
	if (err)
		return err;
	memcpy(lines->text + lines->len, bytes, len);
	lines->len += len;
	return 0;
}

int lines_next(struct lines *lines)
{
	const char *newline = NULL;
	bool any = false;
	int err;

	lines->len = 0;
	lines->too_long = false;
	while (!newline) {
		const char *from = lines->ahead + lines->at;
		size_t len = lines->end - lines->at;

		if (!len) {
			lines->at = 0;
			lines->end = fread(lines->ahead, 1,
					   sizeof(lines->ahead), lines->in);
			if (!lines->end)
				break;
			continue;
		}
		any = true;
		newline = memchr(from, '\n', len);
		if (newline)
			len = newline - from;
		err = add(lines, from, len);
		if (err)
			return err;
		lines->at += newline ? len + 1 : len;
	}
	if (ferror(lines->in))
		return -EIO;
	err = make_room(lines, lines->len);
	if (err)
		return err;
	lines->text[lines->len] = '\0';
	return any;
}

void lines_close(struct lines *lines)
{
	fclose(lines->in);
	free(lines->text);
	*lines = (struct lines){ 0 };
}
