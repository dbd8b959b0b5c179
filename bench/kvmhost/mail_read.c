// SPDX-License-Identifier: GPL-2.0
/* Reads what guests leave on their disks; see mail_read.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mail.h"
#include "mail_read.h"

/* @len bytes at @at, counted from the beginning of the ring. */
static char *read_ring(const char *path, unsigned long long at,
		       unsigned long long len, struct sentence *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t ring = lseek(fd, -(off_t)MAIL_BYTES, SEEK_END);
	char *text = calloc(1, len + 1);

	if (!text)
		abort();
	if (ring < 0 || pread(fd, text, len, ring + at) != (ssize_t)len) {
		sentence_errno(why, "read '%s'", path);
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

char *mail_read(const char *line, const char *path, struct sentence *why)
{
	unsigned long long at, len;
	int end = 0;

	why->text[0] = 0;
	if (strncmp(line, MAIL_WORD, sizeof(MAIL_WORD) - 1))
		return NULL;
	if (sscanf(line, MAIL_WORD "%llu %llu%n", &at, &len, &end) == 2 &&
	    !line[end] && at <= MAIL_BYTES && len <= MAIL_BYTES - at)
		return read_ring(path, at, len, why);
	sentence_set(why, -EINVAL, "no place in the ring of its disk: '%.80s'", line);
	return NULL;
}
