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
	/* The same: it was there before, and has not come again. */
	bool *kept;
	struct plan part;	/* what the machine is to do of the plan */
	bool whole;		/* all was kept: there is no machine */
	unsigned int differs;	/* records that came again and were others */
	unsigned int done;	/* cells that this machine has settled */
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

/*
 * Of a run that goes on: takes a record that is there. One of no cell that is
 * owed, or that has failed, is left alone.
 */
void session_keep(struct session *session, json_t *record);

/*
 * Behind the last of them: what is left to do. Nothing, if no record is owed and
 * the machine @ran to its end. Else, where equal runs are equal, all: a machine is
 * what it is by all that it has done, so it does the same again, up to what is owed. On
 * a real processor the workloads that owe a record.
 */
void session_resume(struct session *session, bool ran);

/* Whether the machine is to come to that cell, which is owed or comes again. */
bool session_awaits(const struct session *session, unsigned int cell);

/* Starts the machine; when that fails, all its cells fail. */
void session_start(struct session *session, session_record record, void *arg);

/* Reads what has come. When the machine is done or dead, the session is over. */
void session_poll(struct session *session, session_record record, void *arg);

/* Ends the machine; cells that are still owed stay so. */
void session_stop(struct session *session);

void session_free(struct session *session);

#endif
