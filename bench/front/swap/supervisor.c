// SPDX-License-Identifier: GPL-2.0
/*
 * The supervisor of the rig `host`, see supervisor.h. It writes down what there
 * is, runs the program that loads the patched modules, and when that is over, or
 * the front end gone by whatever way, ends it and puts everything back. Should it
 * be killed itself, what it wrote down is still there (restore.c).
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "detach.h"
#include "end_with.h"
#include "hygiene.h"
#include "processor.h"
#include "restore.h"
#include "supervisor.h"

static void tell(struct supervisor_report *report, int state)
{
	report->state = state;
	if (report->why.text[0])
		fprintf(stderr, "exitbench: supervisor: %s\n",
			report->why.text);
	send(DETACHED_FD, report, sizeof(*report), MSG_NOSIGNAL);
}

/* It ends when the supervisor ends, even by SIGKILL, and its guests with it. */
static pid_t start_program(char *const argv[])
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
	pid_t parent = getpid(), pid = fork();
	size_t i;

	if (pid)
		return pid;
	end_with(parent, SIGKILL);
	for (i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		signal(ignored[i], SIG_DFL);
	execv(argv[0], argv);
	fprintf(stderr, "exitbench: start '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Waits until the program has ended, or the front end stops it or is gone. */
static void watch(pid_t pid)
{
	struct pollfd pfd = { DETACHED_FD, POLLIN | POLLRDHUP, 0 };

	while (!waitpid(pid, NULL, WNOHANG)) {
		if (!poll(&pfd, 1, SUPERVISOR_TICK_MS))
			continue;
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return;
	}
}

static int change(const json_t *stock, const json_t *settings,
		  struct sentence *why)
{
	return restore_write(&stock_machine, stock, settings, why) ?:
	       tune_apply(stock_machine.root, settings, why) ?:
	       stock_load_dependencies(&stock_machine, stock, why);
}

static int supervise(char *const argv[], const json_t *settings)
{
	static struct supervisor_report report;
	const char *vendor = processor_module(stock_machine.root);
	json_t *stock, *state;
	struct sentence why;
	int failed = 0;
	pid_t pid;

	/* Held until the end of this process. */
	if (!vendor || restore_lock(&stock_machine) < 0) {
		sentence_set(&report.why, 0,
			     "another run is using this machine; wait until it ends");
		tell(&report, SUPERVISOR_FAILED);
		return 1;
	}
	stock = stock_read(&stock_machine, vendor);
	failed = !!change(stock, settings, &report.why);
	if (!failed) {
		pid = start_program(argv);
		failed = pid < 0;
		if (failed)
			sentence_errno(&report.why, "start '%s'", argv[0]);
		else
			tell(&report, SUPERVISOR_RUNS);
		if (!failed)
			watch(pid);
	}
	state = restore_read(&stock_machine);
	if (state && restore_all(&stock_machine, state, &why)) {
		sentence_set(&report.why, 0,
			     "this machine's KVM modules are not as they were: %s; then type: exitbench restore",
			     why.text);
		failed = 1;
	}
	tell(&report, failed ? SUPERVISOR_FAILED : SUPERVISOR_ENDED);
	json_decref(state);
	json_decref(stock);
	return failed;
}

pid_t supervisor_start(char *const argv[], const char *console,
		       const json_t *settings, int *fd)
{
	int fds[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		detach(console, fds[1]);
		prctl(PR_SET_NAME, "exitbench-super");
		_exit(supervise(argv, settings));
	}
	if (pid < 0) {
		pid = -errno;
		close(fds[0]);
	}
	close(fds[1]);
	*fd = fds[0];
	return pid;
}
