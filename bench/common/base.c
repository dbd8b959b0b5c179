// SPDX-License-Identifier: GPL-2.0
/* Strings, small files, sentences; see base.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base.h"

int sentence_set(struct sentence *why, int err, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	return err;
}

int sentence_errno(struct sentence *why, const char *format, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, format);
	vsnprintf(why->text, sizeof(why->text), format, ap);
	va_end(ap);
	sentence_add(why, ": %s", strerror(err));
	return -err;
}

void sentence_add(struct sentence *why, const char *format, ...)
{
	size_t used = strlen(why->text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(why->text + used, sizeof(why->text) - used, format, ap);
	va_end(ap);
}

static char *format_list(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		abort();
	return text;
}

char *format_text(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *text = format_list(format, ap);

	va_end(ap);
	return text;
}

void append_text(char **text, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	char *more = format_list(format, ap);

	va_end(ap);
	char *both = format_text("%s%s", *text, more);

	free(more);
	free(*text);
	*text = both;
}

char *program_folder(void)
{
	char *program = realpath("/proc/self/exe", NULL);
	char *slash = program ? strrchr(program, '/') : NULL;

	if (slash)
		*slash = '\0';
	return program;
}

char *read_first_line(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	errno = 0;
	if (getline(&line, &size, file) < 0) {
		int err = errno ? errno : ENODATA;

		free(line);
		fclose(file);
		errno = err;
		return NULL;
	}
	fclose(file);
	line[strcspn(line, "\n")] = 0;
	return line;
}

int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}
