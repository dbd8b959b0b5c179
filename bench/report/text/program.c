// SPDX-License-Identifier: GPL-2.0
/* Runs another program and waits for it; see program.h. */
#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>

#include "program.h"

#define NOT_FOUND 127		/* of a child that could not be started */

int program_run(char *const argv[])
{
	extern char **environ;
	int status, err;
	pid_t pid;

	err = -posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (err)
		return err;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	if (!WIFEXITED(status))
		return -EINTR;
	return WEXITSTATUS(status) == NOT_FOUND ? -ENOENT :
	       WEXITSTATUS(status);
}
