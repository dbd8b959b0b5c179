// SPDX-License-Identifier: GPL-2.0
/*
 * filefault: maps a file that is in the page cache, reads a byte of every page,
 * unmaps it, and repeats this: lmbench's page fault (lat_pagefault). The guest's kernel
 * maps up to 16 pages of the cache at one fault (fault_around_bytes, mm/memory.c).
 *
 * Exits: none under EPT or NPT, because the page cache already has its memory.
 * Under shadow paging, every mapping again causes the page fault, the guest's
 * changes of its page table, and the flushes of the unmapping.
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

enum { SIZE, ROUNDS };

#define PAGE 4096

struct filefault {
	int fd;
	char path[256];
};

static int filefault_setup(struct workload_run *run)
{
	struct filefault *f = calloc(1, sizeof(*f));
	char page[PAGE];
	int64_t i;

	if (!f)
		return workload_fail(run, "allocate memory");
	run->priv = f;
	snprintf(f->path, sizeof(f->path), "%s/filefault", run->dir);
	f->fd = open(f->path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (f->fd < 0)
		return workload_fail(run, "create '%s'", f->path);
	memset(page, 1, sizeof(page));
	for (i = 0; i < run->param[SIZE]; i += PAGE)
		if (write(f->fd, page, PAGE) != PAGE)
			return workload_fail(run, "write '%s'", f->path);
	if (fsync(f->fd))
		return workload_fail(run, "fsync '%s'", f->path);
	return 0;
}

static int64_t filefault_run(struct workload_run *run)
{
	int64_t size = run->param[SIZE], round, at, pages = 0;
	struct filefault *f = run->priv;
	volatile const char *mem;

	for (round = 0; round < run->param[ROUNDS]; round++) {
		mem = mmap(0, size, PROT_READ, MAP_SHARED, f->fd, 0);
		if (mem == MAP_FAILED)
			return workload_fail(run, "map '%s'", f->path);
		for (at = 0; at < size; at += PAGE)
			pages += mem[at];
		munmap((void *)mem, size);
	}
	return pages;
}

static void filefault_teardown(struct workload_run *run)
{
	struct filefault *f = run->priv;

	if (!f)
		return;
	if (f->fd >= 0)
		close(f->fd);
	unlink(f->path);
	free(f);
}

const struct workload workload_filefault = {
	.name = "filefault",
	.group = "mm",
	.summary = "first touch of a mapped file that is in the page cache",
	.op = "page",
	.params = {
		[SIZE] = { "size", 4 << 20, PAGE, 32 << 20,
			   "bytes of the file, a multiple of 4K" },
		[ROUNDS] = { "rounds", 2, 1, 100000, "times it is mapped" },
	},
	.expect = {
		{ EXIT_REASON_EPT_VIOLATION, SVM_EXIT_NPF,
		  { 0, 0.01 }, { 0, 0 } },
		{ EXIT_REASON_EXCEPTION_NMI, SVM_EXIT_EXCP_BASE + 14,
		  { 0, 0 }, { 1.0 / 16, 3 } },
	},
	.published = {
		{ "page fault", SOURCE_PVM_LMBENCH, 0.15, 0.93, 0 },
	},
	.needs_dir = true,
	.setup = filefault_setup,
	.run = filefault_run,
	.teardown = filefault_teardown,
};
