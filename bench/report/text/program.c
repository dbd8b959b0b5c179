// SPDX-License-Identifier: GPL-2.0
/* Runs another program and waits for it; see program.h. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

/* Exit statuses of a child that could not be started. */
#define NOT_FOUND 127
#define NOT_RUN 126

static void run(char *const argv[], pid_t parent)
{
	/* Not even SIGKILL leaves it behind. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(NOT_RUN);
	execvp(argv[0], argv);
	if (errno == ENOENT)
		_exit(NOT_FOUND);
	fprintf(stderr, "exitbench: run '%s': %s\n", argv[0], strerror(errno));
	_exit(NOT_RUN);
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (!WIFEXITED(status))
		return -EINTR;
	return WEXITSTATUS(status) == NOT_FOUND ? -ENOENT :
	       WEXITSTATUS(status);
}

int program_run(char *const argv[])
{
	pid_t parent = getpid(), pid = fork();

	if (!pid)
		run(argv, parent);
	return pid < 0 ? -errno : wait_for(pid);
}

int program_text(char *const argv[], char **text)
{
	pid_t parent = getpid(), pid;
	size_t size = 0;
	int pipes[2];
	FILE *in;

	*text = NULL;
	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (!pid) {
		dup2(pipes[1], STDOUT_FILENO);
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		run(argv, parent);
	}
	close(pipes[1]);
	in = fdopen(pipes[0], "r");
	if (!in)
		close(pipes[0]);
	if (pid > 0 && in && getdelim(text, &size, 0, in) < 0) {
		free(*text);
		*text = NULL;
	}
	if (in)
		fclose(in);
	return pid < 0 ? -EAGAIN : wait_for(pid);
}
