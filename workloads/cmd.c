// SPDX-License-Identifier: GPL-2.0
/*
 * cmd: any command of the user's, run by the guest's shell (`make bench CMD=…`).
 * In the measured guest it finds exitstat and what busybox's shell has (other
 * programs call it as `busybox NAME`), the file systems of /init, and an empty
 * ext4 on a virtio-blk disk, in which it starts. What it prints is kept in memory,
 * as on the serial console every byte would be an exit, and its end goes into the
 * record once the repetition is over.
 *
 * Exits: those of `sh`, and the command's own.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

static int cmd_setup(struct workload_run *run)
{
	if (!workload_command) {
		errno = 0;
		return workload_fail(run, "no command was given");
	}
	/* The measured guest has none. */
	mkdir("/tmp", 01777);
	return run->dir && chdir(run->dir) ?
		workload_fail(run, "enter '%s'", run->dir) : 0;
}

static int64_t cmd_run(struct workload_run *run)
{
	const char *argv[] = { "sh", "-c", workload_command, NULL };

	return tool_run(run, argv) ? -1 : 1;
}

const struct workload workload_cmd = {
	.name = "cmd",
	.group = "cmd",
	.summary = "the command of CMD=, run by the guest's shell",
	.op = "command",
	.needs_dir = true,
	.keeps_output = true,
	.setup = cmd_setup,
	.run = cmd_run,
};
