// SPDX-License-Identifier: GPL-2.0
/* Finds and runs a program of the distribution; see tool.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

#define MAX_WORDS 32

/* The disk after that of the workloads. */
#define DISK "/dev/vdb"
#define LOADER TOOL_DIR "/lib64/ld-linux-x86-64.so.2"
#define LIBRARIES TOOL_DIR "/lib/x86_64-linux-gnu:" \
	TOOL_DIR "/usr/lib/x86_64-linux-gnu:" \
	TOOL_DIR "/usr/lib/x86_64-linux-gnu/ceph"

bool tool_on_disk;
char tool_output[128] = "/tmp/exitbench-tool";

static bool on_disk(const char *name, char *path, size_t len)
{
	snprintf(path, len, TOOL_DIR "/usr/bin/%s", name);
	return !access(path, X_OK);
}

int tool_setup(struct workload_run *run, const char *name)
{
	const char *version[] = { name, "--version", NULL };
	char path[256];

	mkdir("/tmp", 01777);
	if (!on_disk(name, path, sizeof(path)) && tool_on_disk &&
	    !access(DISK, R_OK)) {
		mkdir(TOOL_DIR, 0755);
		if (mount(DISK, TOOL_DIR, "ext4", MS_RDONLY, NULL))
			return workload_fail(run, "mount '" DISK "'");
	}
	if (!on_disk(name, path, sizeof(path)))
		snprintf(path, sizeof(path), "/usr/bin/%s", name);
	if (access(path, X_OK)) {
		snprintf(path, sizeof(path), "no %s in this guest", name);
		return workload_skip(run, path);
	}
	return tool_run(run, version);
}

static void exec_tool(const char *const *argv)
{
	const char *words[MAX_WORDS + 4];
	char path[256];
	int fd = open(tool_output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	unsigned int n = 0, i;

	if (fd < 0) {
		dprintf(STDERR_FILENO, "exitbench: create '%s': %s\n",
			tool_output, strerror(errno));
		_exit(126);
	}
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	if (on_disk(argv[0], path, sizeof(path))) {
		words[n++] = LOADER;
		words[n++] = "--library-path";
		words[n++] = LIBRARIES;
		words[n++] = path;
		for (i = 1; argv[i] && n < MAX_WORDS + 3; i++)
			words[n++] = argv[i];
		words[n] = NULL;
		execv(LOADER, (char *const *)words);
	} else {
		execvp(argv[0], (char *const *)argv);
	}
	_exit(127);
}

/* The last line of its output, followed by what went wrong. */
static int say_why(struct workload_run *run, const char *name)
{
	FILE *file = fopen(tool_output, "r");
	char line[96], last[96] = "", what[sizeof(run->error)];

	while (file && fgets(line, sizeof(line), file))
		if (line[0] != '\n')
			strcpy(last, line);
	if (file)
		fclose(file);
	last[strcspn(last, "\n")] = 0;
	snprintf(what, sizeof(what), "%s", run->error);
	errno = 0;
	return workload_fail(run, "%s: %.60s: %s", name, what, last);
}

int tool_run(struct workload_run *run, const char *const *argv)
{
	pid_t pid = fork();

	if (!pid)
		exec_tool(argv);
	return workload_reap(run, pid) ? say_why(run, argv[0]) : 0;
}
