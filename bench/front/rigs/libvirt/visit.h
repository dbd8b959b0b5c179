/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Brings the guest program into a guest by the guest agent, runs it as often as
 * needed, and removes it without a trace.
 */
#ifndef EXITBENCH_VISIT_H
#define EXITBENCH_VISIT_H

#include "agent.h"
#include "user_files.h"

#define VISIT_PROGRAM "exitbench-guest"
/* Time-out in seconds for everything except a workload */
#define VISIT_TIMEOUT_S 60

struct visit {
	struct agent agent;
	char *dir;		/* its own in the guest; NULL: nothing is there */
};

/*
 * Puts @program of this machine into the running @domain of the libvirt at @uri,
 * or, NULL, of the system's. 0, or a negative errno with visit->agent.why, and
 * nothing is there.
 */
int visit_begin(struct visit *visit, const char *uri, const char *domain,
		const char *program);

/*
 * Puts files of the user's beside the program, where its command starts. A dynamic
 * program runs there with its own loader and libraries, not with the guest's. 0, or
 * a negative errno with visit->agent.why.
 */
int visit_put_files(struct visit *visit, const struct user_files *files);

/* As agent_run(), with up to ten words, NULL at their end. */
int visit_run(struct visit *visit, const char *const *words,
	      unsigned int timeout_s, char **out);

/* Removes all of it. 0, or a negative errno with a message. */
int visit_end(struct visit *visit);

#endif
