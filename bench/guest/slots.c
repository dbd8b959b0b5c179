// SPDX-License-Identifier: GPL-2.0
/*
 * Slots are held by names of abstract sockets, which disappear with their process
 * and need no writable directory; see slots.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "slots.h"

/* False if another process has it. A kernel without such sockets grants any. */
static bool hold(int slot)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int len = snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1,
			   "exitbench-slot-%d", slot);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return true;
	if (!bind(fd, (struct sockaddr *)&name,
		  offsetof(struct sockaddr_un, sun_path) + 1 + len))
		return true;
	len = errno;
	close(fd);
	return len != EADDRINUSE;
}

int slots_take(int first, int last, int *slot, int n)
{
	int taken = 0;

	for (; first <= last && taken < n; first++)
		if (hold(first))
			slot[taken++] = first;
	return taken == n ? 0 : -EBUSY;
}
