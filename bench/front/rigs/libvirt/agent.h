/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The QEMU guest agent of a running libvirt domain: puts files into the guest and
 * runs programs there. What they do is the caller's business.
 */
#ifndef EXITBENCH_AGENT_H
#define EXITBENCH_AGENT_H

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>

#include <libvirt/libvirt.h>

#include "base.h"

struct agent {
	const char *uri;	/* of the libvirt that has it */
	virConnectPtr conn;
	virDomainPtr domain;
	const volatile sig_atomic_t *stop;	/* gives up when it is set */
	char *complaint;	/* last line on stderr of what ran last, or NULL */
	bool cut;		/* the agent kept only the beginning of its output */
	struct sentence why;	/* the last call failed, with the remedy */
};

/*
 * All return 0, or a negative errno with agent->why. @uri says where @domain is;
 * NULL means the system's own libvirt.
 */
int agent_open(struct agent *agent, const char *uri, const char *domain);
void agent_close(struct agent *agent);

/* "return" of one command, a new reference; NULL when it failed. */
json_t *agent_call(struct agent *agent, const char *command, json_t *arguments);

/* Puts file @from of this machine, or @len bytes, into the guest as @to. */
int agent_put(struct agent *agent, const char *from, const char *to);
int agent_put_bytes(struct agent *agent, const char *bytes, size_t len,
		    const char *to);

/*
 * Runs @argv until it ends, or kills its process group after @timeout_s. Its
 * standard output comes in @out, to be freed, when that is not NULL. Returns its
 * exit status, or a negative errno.
 */
int agent_run(struct agent *agent, const char *const *argv,
	      unsigned int timeout_s, char **out);

#endif
