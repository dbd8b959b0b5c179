// SPDX-License-Identifier: GPL-2.0
/* Runs a program and takes its output; see program_output.h. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "program_output.h"

char *program_output(char *const argv[], size_t *len)
{
	GByteArray *bytes;
	guint8 buf[1 << 16];
	int fd, status;
	ssize_t n;
	GPid pid;

	*len = 0;
	if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL,
				      G_SPAWN_SEARCH_PATH |
				      G_SPAWN_DO_NOT_REAP_CHILD |
				      G_SPAWN_STDERR_TO_DEV_NULL,
				      NULL, NULL, &pid, NULL, &fd, NULL, NULL))
		return NULL;
	bytes = g_byte_array_new();
	while ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			g_byte_array_append(bytes, buf, n);
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	*len = bytes->len;
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	return (char *)g_byte_array_free(bytes, FALSE);
}
