// SPDX-License-Identifier: GPL-2.0
/* What workloads call; see workload.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workload.h"

const char *workload_command;

int workload_fail(struct workload_run *run, const char *format, ...)
{
	int err = errno;
	size_t used;
	va_list ap;

	va_start(ap, format);
	vsnprintf(run->error, sizeof(run->error), format, ap);
	va_end(ap);
	used = strlen(run->error);
	if (err)
		snprintf(run->error + used, sizeof(run->error) - used, ": %s",
			 strerror(err));
	return -1;
}

int workload_skip(struct workload_run *run, const char *reason)
{
	snprintf(run->error, sizeof(run->error), "%s", reason);
	run->skipped = true;
	return -1;
}

int workload_reap(struct workload_run *run, pid_t pid)
{
	int status;

	if (pid < 0)
		return workload_fail(run, "fork");
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return workload_fail(run, "wait for the child");
	run->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
					    WEXITSTATUS(status);
	if (!status)
		return 0;
	errno = 0;
	return workload_fail(run, WIFSIGNALED(status) ?
			     "the child was killed by signal %d" :
			     "the child exited with status %d",
			     WIFSIGNALED(status) ? WTERMSIG(status) :
						   WEXITSTATUS(status));
}

int64_t workload_forks(struct workload_run *run, int64_t count)
{
	int64_t i;
	pid_t pid;

	for (i = 0; i < count; i++) {
		pid = fork();
		if (!pid)
			_exit(0);
		if (workload_reap(run, pid))
			return -1;
	}
	return i;
}

void *workload_map(struct workload_run *run, int64_t size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED) {
		workload_fail(run, "map %lld bytes", (long long)size);
		return NULL;
	}
	madvise(mem, size, MADV_NOHUGEPAGE);
	return mem;
}

int workload_spawn(struct workload_run *run, const char *path,
		   char *const argv[])
{
	static char *const env[] = { NULL };
	pid_t pid = fork();

	if (!pid) {
		execve(path, argv, env);
		_exit(127);
	}
	return workload_reap(run, pid);
}
