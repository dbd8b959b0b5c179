// SPDX-License-Identifier: GPL-2.0
/*
 * Asks QEMU over its monitor, and plugs in vCPUs. Where vCPUs must take turns on
 * one processor a guest boots with one of them: the firmware and the kernel let
 * the others wait in loops, for as long as a turn takes each time.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "kvmhost.h"

bool qemu_plugs(unsigned int vcpus)
{
	return vcpus > 1 && vcpus > sysconf(_SC_NPROCESSORS_ONLN);
}

int monitor_open(void)
{
	struct sockaddr_un addr = { AF_UNIX, QEMU_MONITOR };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char greeting[4096];

	if (fd >= 0 && connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		close(fd);
		return -1;
	}
	if (fd >= 0) {
		monitor_ask(fd, "", greeting, sizeof(greeting));
		monitor_ask(fd, "{\"execute\":\"qmp_capabilities\"}\n",
			    greeting, sizeof(greeting));
	}
	return fd;
}

void monitor_ask(int fd, const char *command, char *answer, size_t len)
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

void plug_vcpus(unsigned int vcpus)
{
	char command[256], answer[4096];
	int fd = monitor_open();
	unsigned int i;

	for (i = 1; fd >= 0 && i < vcpus; i++) {
		snprintf(command, sizeof(command),
			 "{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"host-x86_64-cpu\","
			 "\"id\":\"vcpu%u\",\"socket-id\":%u,\"die-id\":0,"
			 "\"core-id\":0,\"thread-id\":0}}\n", i, i);
		monitor_ask(fd, command, answer, sizeof(answer));
		printf("# device_add vcpu%u: %s", i, answer);
	}
	fflush(stdout);
	if (fd >= 0)
		close(fd);
}
