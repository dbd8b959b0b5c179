// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a machine as a transient libvirt domain. Each machine has a process of its
 * own, its keeper (keeper.c): libvirt's embedded driver has one root directory a
 * process, so keepers also let machines run side by side. What is special about
 * a rig's QEMU comes in a struct libvirt_profile.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "detach.h"
#include "keeper.h"
#include "remove_tree.h"
#include "rig_libvirt.h"
#include "root.h"

/* libvirt first asks QEMU what it can do: 2 s, more on a loaded machine */
#define START_TIMEOUT_MS	120000
/* libvirt sends SIGTERM and, 10 s later, SIGKILL */
#define STOP_TIMEOUT_MS		20000

#define TICK_MS			10

struct libvirt_machine {
	pid_t reaper;		/* leads the keeper's session */
	int fd;			/* shut down to end the machine */
	char root[sizeof(ROOT_TEMPLATE)];	/* of the embedded driver */
	int lock;				/* of that */
	char *domain;		/* its name */
	enum keeper_state state;
	char *command;
};

/*
 * A keeper's parent. The kernel makes it the parent of QEMU too, which libvirt
 * detaches, and it reaps QEMU: libvirt waits until a process that it killed has
 * no entry left, for seconds or in vain in a container with a careless init.
 */
static void reap(const struct keeper *k, const struct libvirt_machine *lm,
		      const struct libvirt_profile *profile)
{
	pid_t keeper, pid;

	root_hold(lm->root);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	keeper = fork();
	if (!keeper) {
		keep(k, profile);
		_exit(0);
	}
	close(k->fd);
	do {
		pid = wait(NULL);
	} while (pid != keeper && (pid > 0 || errno == EINTR));
	root_end_qemu(lm->root);
	do {
		pid = wait(NULL);
	} while (pid > 0 || errno == EINTR);
	remove_tree(lm->root);
}

/* Takes the next report, if one comes in time. */
static void receive(struct machine *machine, int timeout_ms)
{
	struct libvirt_machine *lm = machine->priv;
	struct pollfd pfd = { .fd = lm->fd, .events = POLLIN };
	struct keeper_report report;
	int n;

	n = poll(&pfd, 1, timeout_ms);
	if (n == 0 || (n < 0 && errno == EINTR))
		return;
	if (recv(lm->fd, &report, sizeof(report), 0) != sizeof(report)) {
		sentence_set(&machine->why, 0,
			     "lost the process that keeps domain '%s': see '%s'",
			     lm->domain, machine->log);
		lm->state = FAILED;
		return;
	}
	lm->state = report.state;
	if (report.state == RUNNING) {
		lm->command = strdup(report.text);
		machine->restored = report.restored;
		machine->note = report.note;
	}
	if (report.state == FAILED)
		sentence_set(&machine->why, 0, "%s", report.text);
}

int libvirt_start(struct machine *machine,
		  const struct libvirt_profile *profile)
{
	struct libvirt_machine *lm = calloc(1, sizeof(*lm));
	struct keeper keeper = { .machine = machine, .fd = DETACHED_FD };
	int fds[2] = { -1, -1 }, err;

	if (!lm)
		return sentence_set(&machine->why, -ENOMEM, "out of memory");
	lm->lock = root_make(lm->root);
	if (lm->lock < 0) {
		err = sentence_set(&machine->why, lm->lock,
				   "cannot make a directory in " ROOT_TOP ": %s",
				   strerror(-lm->lock));
		free(lm);
		return err;
	}
	lm->domain = format_text("exitbench-%d-%s", getpid(), machine->name);
	lm->reaper = -1;
	if (!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		lm->reaper = fork();
	if (lm->reaper < 0) {
		err = sentence_errno(&machine->why,
				     "cannot start a process for domain '%s'",
				     lm->domain);
		close(fds[0]);
		close(fds[1]);
		remove_tree(lm->root);
		close(lm->lock);
		free(lm->domain);
		free(lm);
		return err;
	}
	if (!lm->reaper) {
		/* Nothing of the front end's may live on in keeper or QEMU. */
		detach(machine->log, fds[1]);
		keeper.root = lm->root;
		keeper.domain = lm->domain;
		reap(&keeper, lm, profile);
		_exit(0);
	}
	close(fds[1]);
	lm->fd = fds[0];
	lm->state = STARTING;
	machine->priv = lm;
	receive(machine, START_TIMEOUT_MS);
	if (lm->state == RUNNING)
		return 0;
	if (lm->state == STARTING)
		sentence_set(&machine->why, 0,
			     "domain '%s' did not start in %d s, or a signal came first: see '%s'",
			     lm->domain, START_TIMEOUT_MS / 1000, machine->log);
	err = lm->state == STARTING ? -ETIMEDOUT : -EIO;
	libvirt_stop(machine);
	return err;
}

int libvirt_poll(struct machine *machine)
{
	struct libvirt_machine *lm = machine->priv;

	if (lm->state == RUNNING)
		receive(machine, 0);
	return lm->state;
}

/* Keeps QEMU's output, too, which libvirt writes to a file of its own. */
static void keep_log(const struct machine *machine,
		     const struct libvirt_machine *lm)
{
	g_autofree char *path = g_strdup_printf("%s/qemu/%s.log", machine->dir,
						lm->domain);
	g_autofree char *text = NULL;
	FILE *log;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, NULL))
		return;
	log = fopen(machine->log, "ae");
	if (!log)
		return;
	fwrite(text, 1, len, log);
	fclose(log);
}

void libvirt_stop(struct machine *machine)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000 };
	struct libvirt_machine *lm = machine->priv;
	int status = 0, waited_ms;
	pid_t pid;

	if (!lm)
		return;
	shutdown(lm->fd, SHUT_RDWR);
	for (waited_ms = 0; waited_ms < STOP_TIMEOUT_MS; waited_ms += TICK_MS) {
		pid = waitpid(lm->reaper, &status, WNOHANG);
		if (pid && !(pid < 0 && errno == EINTR))
			break;
		nanosleep(&tick, NULL);
	}
	if (waited_ms >= STOP_TIMEOUT_MS) {
		kill(-lm->reaper, SIGKILL);
		waitpid(lm->reaper, &status, 0);
	}
	if (!WIFEXITED(status)) {
		root_end_qemu(lm->root);
		remove_tree(lm->root);
	}
	keep_log(machine, lm);
	close(lm->fd);
	close(lm->lock);
	free(lm->command);
	free(lm->domain);
	free(lm);
	machine->priv = NULL;
}

char *libvirt_describe(const struct machine *machine)
{
	const struct libvirt_machine *lm = machine->priv;

	return lm && lm->command ? strdup(lm->command) : NULL;
}
