// SPDX-License-Identifier: GPL-2.0
/* Runs another program and waits for it; see program.h. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "program.h"

#define NOT_FOUND 127		/* of a child that could not be started */

static int start(pid_t *pid, char *const argv[],
		 const posix_spawn_file_actions_t *files)
{
	extern char **environ;

	return -posix_spawnp(pid, argv[0], files, NULL, argv, environ);
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
	pid_t pid;

	return start(&pid, argv, NULL) ?: wait_for(pid);
}

int program_first_line(char *const argv[], char **line)
{
	posix_spawn_file_actions_t files;
	size_t size = 0;
	int pipes[2], err;
	FILE *in;
	pid_t pid;

	*line = NULL;
	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	err = start(&pid, argv, &files);
	posix_spawn_file_actions_destroy(&files);
	close(pipes[1]);
	in = fdopen(pipes[0], "r");
	if (!in)
		close(pipes[0]);
	if (!err && in && getline(line, &size, in) < 0) {
		free(*line);
		*line = NULL;
	}
	if (in)
		fclose(in);
	return err ?: wait_for(pid);
}
