// SPDX-License-Identifier: GPL-2.0
/* Lines of a file; see lines.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
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
	size_t room = lines->room ? 2 * lines->room : LEAST_ROOM;
	char *grown;

	if (len < lines->room)
		return 0;
	grown = realloc(lines->text, room);
	if (!grown)
		return -ENOMEM;
	lines->text = grown;
	lines->room = room;
	return 0;
}

int lines_next(struct lines *lines)
{
	bool any = false;
	int c, err;

	lines->len = 0;
	lines->too_long = false;
	while ((c = getc_unlocked(lines->in)) != EOF) {
		any = true;
		if (c == '\n')
			break;
		lines->too_long |= lines->len == lines->most;
		if (lines->too_long)
			continue;
		err = make_room(lines, lines->len + 1);
		if (err)
			return err;
		lines->text[lines->len++] = c;
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
