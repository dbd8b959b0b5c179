// SPDX-License-Identifier: GPL-2.0
/* Runs a program with a time-out; see ask.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "end_with.h"

/* The exit status of a shell for a missing program; used here, too. */
#define NOT_FOUND 127

static void become(char *const argv[], int out, pid_t parent)
{
	end_with(parent, SIGKILL);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execvp(argv[0], argv);
	_exit(NOT_FOUND);
}

static long ms_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begun->tv_sec) * 1000 +
	       (now.tv_nsec - begun->tv_nsec) / 1000000;
}

/* Reads until the program closes its end or exits: 0 or -ETIME. */
static int read_all(int fd, unsigned int timeout_s, char *out, size_t len)
{
	struct pollfd pfd = { fd, POLLIN, 0 };
	struct timespec begun;
	char more[4096];
	size_t used = 0;
	ssize_t n;
	long left;

	clock_gettime(CLOCK_MONOTONIC, &begun);
	for (;;) {
		left = timeout_s * 1000L - ms_since(&begun);
		if (left <= 0)
			return -ETIME;
		if (poll(&pfd, 1, left) <= 0)
			continue;
		n = read(fd, more, sizeof(more));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		if (used + n >= len)
			n = len - used - 1;
		memcpy(out + used, more, n);
		used += n;
		out[used] = 0;
	}
}

int ask(char *const argv[], unsigned int timeout_s, char *out, size_t len)
{
	pid_t pid, parent = getpid();
	int fds[2], status, ret;

	out[0] = 0;
	if (pipe2(fds, O_CLOEXEC))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (!pid)
		become(argv, fds[1], parent);
	ret = pid < 0 ? -errno : 0;
	close(fds[1]);
	if (!ret)
		ret = read_all(fds[0], timeout_s, out, len);
	close(fds[0]);
	if (pid < 0)
		return ret;
	if (ret)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (ret)
		return ret;
	if (!WIFEXITED(status))
		return -EINTR;
	return WEXITSTATUS(status) == NOT_FOUND ? -ENOENT : WEXITSTATUS(status);
}
