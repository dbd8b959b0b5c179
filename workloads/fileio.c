// SPDX-License-Identifier: GPL-2.0
/*
 * fileio: creates files, writes and fsyncs each, drops them from the page cache,
 * reads them back and compares every byte, deletes them. On ext4 with its
 * journal, on virtio-blk.
 *
 * Exits: one or more to kick the virtqueue (an MMIO or port write: EPT
 * misconfiguration or I/O) and an interrupt or HLT for every request; under
 * shadow paging also page faults and CR accesses for what the kernel maps.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workload.h"

enum { FILES, SIZE };

/* A different byte at every offset of every file of every repetition. */
static void fill(unsigned char *buf, int64_t size, int64_t file, int rep)
{
	uint32_t x = 2654435761u * (file * 64 + rep + 2);
	int64_t i;

	for (i = 0; i < size; i++) {
		x = x * 1664525 + 1013904223;
		buf[i] = x >> 24;
	}
}

static int transfer(struct workload_run *run, const char *path, int fd,
		    unsigned char *buf, bool out)
{
	int64_t size = run->param[SIZE], done = 0;
	ssize_t n;

	while (done < size) {
		n = out ? write(fd, buf + done, size - done) :
			  read(fd, buf + done, size - done);
		if (n <= 0)
			return workload_fail(run, "%s '%s'",
					     out ? "write" : "read", path);
		done += n;
	}
	return 0;
}

static int one_file(struct workload_run *run, int64_t file)
{
	int64_t size = run->param[SIZE];
	unsigned char *want = run->priv, *got = want + size;
	char path[256];
	int fd, ret = -1;

	snprintf(path, sizeof(path), "%s/file%lld", run->dir, (long long)file);
	fill(want, size, file, run->rep);

	fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0)
		return workload_fail(run, "create '%s'", path);
	if (transfer(run, path, fd, want, true))
		goto out;
	if (fsync(fd)) {
		workload_fail(run, "fsync '%s'", path);
		goto out;
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	lseek(fd, 0, SEEK_SET);
	if (transfer(run, path, fd, got, false))
		goto out;
	errno = 0;
	if (memcmp(want, got, size)) {
		workload_fail(run, "'%s' reads back different", path);
		goto out;
	}
	ret = 0;
out:
	close(fd);
	if (unlink(path) && !ret)
		ret = workload_fail(run, "delete '%s'", path);
	return ret;
}

static int fileio_setup(struct workload_run *run)
{
	run->priv = malloc(2 * run->param[SIZE]);
	if (!run->priv)
		return workload_fail(run, "allocate two buffers");
	memset(run->priv, 1, 2 * run->param[SIZE]);
	return 0;
}

static int64_t fileio_run(struct workload_run *run)
{
	int64_t i;

	for (i = 0; i < run->param[FILES]; i++)
		if (one_file(run, i))
			return -1;
	return i;
}

static void fileio_teardown(struct workload_run *run)
{
	free(run->priv);
}

const struct workload workload_fileio = {
	.name = "fileio",
	.group = "io",
	.summary = "files created, written, fsynced, read back, deleted on ext4",
	.op = "file",
	.params = {
		[FILES] = { "files", 16, 1, 100000, "files, one after another" },
		[SIZE] = { "size", 64 << 10, 1, 16 << 20, "bytes a file" },
	},
	.expect = {
		{ EXIT_REASON_EPT_MISCONFIG, SVM_EXIT_NPF,
		  { 1, WORKLOAD_ANY }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1, WORKLOAD_ANY } },
	},
	.needs_dir = true,
	.setup = fileio_setup,
	.run = fileio_run,
	.teardown = fileio_teardown,
};
