// SPDX-License-Identifier: GPL-2.0
/* Starts programs and ends them; see process.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "end_with.h"
#include "process.h"

/* How often to check whether it has ended. */
static const struct timespec tick = { 0, 10000000 };
#define TICKS_PER_S 100

extern char **environ;

int process_run(char *const argv[], struct sentence *why)
{
	int status, err;
	pid_t pid;

	err = posix_spawn(&pid, argv[0], NULL, NULL, argv, environ);
	if (err)
		return sentence_set(why, -err, "start '%s': %s", argv[0],
				    strerror(err));
	if (waitpid(pid, &status, 0) < 0)
		return sentence_errno(why, "wait for '%s'", argv[0]);
	return status ? sentence_set(why, -EIO, "'%s' failed, status %#x",
				     argv[0], status) : 0;
}

static void exec_child(char *const argv[], const char *messages, int out,
		       pid_t parent)
{
	end_with(parent, SIGKILL);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(open(messages, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
	execv(argv[0], argv);
	dprintf(STDERR_FILENO, "start '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

int process_start(char *const argv[], const char *messages, pid_t *pid,
		  int *out, struct sentence *why)
{
	pid_t parent = getpid();
	int fds[2], err;

	if (pipe2(fds, O_CLOEXEC))
		return sentence_errno(why, "make a pipe for '%s'", argv[0]);
	*pid = fork();
	if (!*pid)
		exec_child(argv, messages, fds[1], parent);
	if (*pid < 0) {
		err = sentence_errno(why, "start '%s'", argv[0]);
		close(fds[0]);
		close(fds[1]);
		return err;
	}
	close(fds[1]);
	*out = fds[0];
	return 0;
}

void process_stop(pid_t pid, unsigned int timeout_s)
{
	for (unsigned int i = 0; i < timeout_s * TICKS_PER_S; i++) {
		if (waitpid(pid, NULL, WNOHANG))
			return;
		nanosleep(&tick, NULL);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

void process_wait_gone(pid_t pid, unsigned int timeout_s)
{
	for (unsigned int i = 0; i < timeout_s * TICKS_PER_S && !kill(pid, 0);
	     i++)
		nanosleep(&tick, NULL);
}
