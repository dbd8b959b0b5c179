// SPDX-License-Identifier: GPL-2.0
/* A process leaves the front end; see detach.h. */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "detach.h"

void detach(const char *log, int fd)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
	size_t i;
	int out;

	setsid();
	for (i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0644);
	if (out < 0)
		out = open("/dev/null", O_WRONLY);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(fd, DETACHED_FD);
	closefrom(DETACHED_FD + 1);
	fcntl(DETACHED_FD, F_SETFD, FD_CLOEXEC);
}
