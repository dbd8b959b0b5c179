// SPDX-License-Identifier: GPL-2.0
/*
 * filedelete: deletes empty files of one directory of an ext4 on virtio-blk, like
 * lmbench's 0K file delete. Nothing is synced.
 *
 * Exits: as in `filecreate`, with one system call.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "workload.h"

enum { COUNT };

static void name(const struct workload_run *run, int64_t i, char *path,
		 size_t len)
{
	snprintf(path, len, "%s/delete%lld", run->dir, (long long)i);
}

static int filedelete_prepare(struct workload_run *run)
{
	char path[256];
	int64_t i;
	int fd;

	for (i = 0; i < run->param[COUNT]; i++) {
		name(run, i, path, sizeof(path));
		fd = open(path, O_WRONLY | O_CREAT, 0600);
		if (fd < 0)
			return workload_fail(run, "create '%s'", path);
		close(fd);
	}
	return 0;
}

static int64_t filedelete_run(struct workload_run *run)
{
	char path[256];
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++) {
		name(run, i, path, sizeof(path));
		if (unlink(path))
			return workload_fail(run, "delete '%s'", path);
	}
	return i;
}

const struct workload workload_filedelete = {
	.name = "filedelete",
	.group = "io",
	.summary = "empty files deleted",
	.op = "file",
	.params = {
		[COUNT] = { "count", 200, 1, 10000, "files" },
	},
	.published = {
		{ "0K file delete", SOURCE_PVM_LMBENCH, 55.4, 73.1, 0 },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 20 } },
	},
	.needs_dir = true,
	.prepare = filedelete_prepare,
	.run = filedelete_run,
};
