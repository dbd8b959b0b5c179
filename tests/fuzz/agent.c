// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzzing: a hostile guest's agent: each line of the input is its answer to the next
 * command; behind the last one it is silent.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libvirt/libvirt-qemu.h>

#include "agent.h"
#include "fuzz.h"

static char *answers;

/* Instead of libvirt's. */
char *virDomainQemuAgentCommand(virDomainPtr domain, const char *command,
				int timeout, unsigned int flags)
{
	char *line = strsep(&answers, "\n");

	(void)domain;
	(void)timeout;
	(void)flags;
	assert(command[0] == '{');
	return line ? strdup(line) : NULL;
}

int usleep(useconds_t us)
{
	(void)us;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const argv[] = { "/bin/true", "word", NULL };
	struct agent agent = { .uri = "test:///default" };
	char *text = calloc(1, size + 1), *out = NULL;

	if (size)
		memcpy(text, data, size);
	answers = text;
	agent_put_bytes(&agent, "some", 4, "/tmp/there");
	while (answers) {
		agent_run(&agent, argv, 0, &out);
		free(out);
		out = NULL;
	}
	free(agent.complaint);
	free(text);
	return 0;
}
