/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One KVM host at work: a machine of the rig in one paging mode, its channel,
 * and the cells that it owes.
 */
#ifndef EXITBENCH_SESSION_H
#define EXITBENCH_SESSION_H

#include <jansson.h>
#include <time.h>

#include "base.h"
#include "crash.h"
#include "plan.h"
#include "walks.h"

struct session {
	const struct plan *plan;
	unsigned int mode;
	struct machine machine;
	char *dir, *console, *channel, **worker;	/* what machine points at */
	char *plugin;		/* the same */
	struct walks walks;	/* what the plugin reports, if there is one */
	char *described;	/* how the machine was started */
	bool started, over;	/* over: took all that will come */
	struct timespec last_sign;
	long channel_pos;
	char *partial;		/* a line not yet whole */
	size_t partial_len;
	json_t *verified, *facts, *kernel;
	char doing[64];		/* "pagefault rep 1" */
	bool said_no_pmu;
	unsigned int damaged;
	unsigned int answers;	/* to plan->action */
	/* Why what was owed has not come; and the crash that its console shows. */
	struct sentence failed;
	struct crash crash;
	/* [job * reps + rep]; NULL while the record is owed. */
	json_t **cells;
	unsigned int done;
};

/*
 * Called with every record as it comes, and for every cell that will not come.
 * Borrows the record.
 */
typedef void (*session_record)(struct session *session, const json_t *record,
			       void *arg);

/*
 * @work: an absolute directory of the session's own. 0, or a negative errno with a
 * message and nothing to free.
 */
int session_init(struct session *session, const struct plan *plan,
		 unsigned int mode, const char *work);

/* Starts the machine; when that fails, all its cells fail. */
void session_start(struct session *session, session_record record, void *arg);

/* Reads what has come. When the machine is done or dead, the session is over. */
void session_poll(struct session *session, session_record record, void *arg);

/* Ends the machine; cells that are still owed stay so. */
void session_stop(struct session *session);

void session_free(struct session *session);

#endif
