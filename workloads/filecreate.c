// SPDX-License-Identifier: GPL-2.0
/*
 * filecreate: creates empty files in one directory of an ext4 on virtio-blk, like
 * lmbench's 0K file create. Nothing is synced: the guest's kernel writes the
 * journal to the disk when it chooses to.
 *
 * Exits: hardly any, except for the timer, and for the disk if the journal is
 * written, under either paging mode, because no page table changes. Under shadow paging also
 * four reads and writes of CR3 for each of the two system calls where the guest's
 * kernel isolates its page tables.
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
	snprintf(path, len, "%s/create%lld", run->dir, (long long)i);
}

static void remove_all(struct workload_run *run)
{
	char path[256];
	int64_t i;

	for (i = 0; i < run->param[COUNT]; i++) {
		name(run, i, path, sizeof(path));
		unlink(path);
	}
}

static int filecreate_prepare(struct workload_run *run)
{
	remove_all(run);
	return 0;
}

static int64_t filecreate_run(struct workload_run *run)
{
	char path[256];
	int64_t i;
	int fd;

	for (i = 0; i < run->param[COUNT]; i++) {
		name(run, i, path, sizeof(path));
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (fd < 0)
			return workload_fail(run, "create '%s'", path);
		close(fd);
	}
	return i;
}

const struct workload workload_filecreate = {
	.name = "filecreate",
	.group = "io",
	.summary = "empty files created",
	.op = "file",
	.params = {
		[COUNT] = { "count", 200, 1, 10000, "files" },
	},
	.published = {
		{ "0K file create", SOURCE_PVM_LMBENCH, 86.8, 116, 0 },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 1 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 0, 20 } },
	},
	.needs_dir = true,
	.prepare = filecreate_prepare,
	.run = filecreate_run,
	.teardown = remove_all,
};
