// SPDX-License-Identifier: GPL-2.0
/*
 * Sends lines by the guest's disk; see mail_send.h. Where the next one goes is the
 * position of the file, which the processes of all workloads share.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mail.h"
#include "mail_send.h"

static int disk = -1;
static off_t ring;

/* A kernel may forbid to write to a disk that is mounted (BLK_DEV_WRITE_MOUNTED). */
void mail_open(const char *path)
{
	disk = open(path, O_WRONLY | O_DIRECT | O_CLOEXEC);
	ring = disk < 0 ? -1 : lseek(disk, -(off_t)MAIL_BYTES, SEEK_END);
}

int mail_send(int channel, const char *line)
{
	size_t len = strlen(line), room = (len + MAIL_BLOCK - 1) & -MAIL_BLOCK;
	off_t at = ring < 0 ? -1 : lseek(disk, 0, SEEK_CUR);
	void *block;
	ssize_t n;

	if (at < 0 || room > MAIL_BYTES ||
	    posix_memalign(&block, MAIL_BLOCK, room))
		return -1;
	if (at + (off_t)room > ring + MAIL_BYTES)
		at = lseek(disk, ring, SEEK_SET);
	memset(mempcpy(block, line, len), 0, room - len);
	n = write(disk, block, room);
	free(block);
	if (n != (ssize_t)room)
		return -1;
	dprintf(channel, MAIL_WORD "%lld %zu\n", (long long)(at - ring), len);
	return 0;
}
