// SPDX-License-Identifier: GPL-2.0
/* Asks QEMU over its monitor; see qmp.h. */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "paths.h"
#include "qmp.h"

int qmp_open(void)
{
	struct sockaddr_un addr = { AF_UNIX, QEMU_MONITOR };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char greeting[4096];

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		int err = -errno;

		close(fd);
		return err;
	}
	qmp_ask(fd, "", greeting, sizeof(greeting));
	qmp_ask(fd, "{\"execute\":\"qmp_capabilities\"}\n", greeting,
		sizeof(greeting));
	return fd;
}

void qmp_ask(int fd, const char *command, char *answer, size_t len)
{
	struct pollfd pfd = { fd, POLLIN, 0 };
	size_t used = 0;
	ssize_t n;

	answer[0] = 0;
	/* QEMU may be gone by now. */
	if (send(fd, command, strlen(command), MSG_NOSIGNAL) < 0)
		return;
	do {
		if (used == len - 1 || poll(&pfd, 1, 2000) <= 0)
			return;
		n = read(fd, answer + used, len - 1 - used);
		if (n <= 0)
			return;
		used += n;
		answer[used] = 0;
	} while (!strchr(answer, '\n'));
}
