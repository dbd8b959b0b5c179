// SPDX-License-Identifier: GPL-2.0
/*
 * Plugs in vCPUs. If vCPUs must share one processor, a guest boots with only one:
 * firmware and kernel make the others wait in loops, and every wait costs a whole
 * time slice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base.h"
#include "plug.h"
#include "qmp.h"

bool plug_is_needed(unsigned int vcpus)
{
	return vcpus > 1 && vcpus > sysconf(_SC_NPROCESSORS_ONLN);
}

void plug_vcpus(unsigned int vcpus)
{
	char answer[4096];
	int fd = qmp_open();
	unsigned int i;

	for (i = 1; fd >= 0 && i < vcpus; i++) {
		char *command = format_text(
			"{\"execute\":\"device_add\",\"arguments\":{\"driver\":\"host-x86_64-cpu\","
			"\"id\":\"vcpu%u\",\"socket-id\":%u,\"die-id\":0,"
			"\"core-id\":0,\"thread-id\":0}}\n", i, i);

		qmp_ask(fd, command, answer, sizeof(answer));
		printf("# device_add vcpu%u: %s", i, answer);
		free(command);
	}
	fflush(stdout);
	if (fd >= 0)
		close(fd);
}
