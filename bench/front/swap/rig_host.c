// SPDX-License-Identifier: GPL-2.0
/*
 * Rig host: this machine itself is the KVM host, with its KVM modules swapped for
 * the patched ones. The program that does the work beside KVM in the other rigs
 * runs here as a process; the supervisor starts it and puts the modules back.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hygiene.h"
#include "init.h"
#include "obstacles.h"
#include "plan.h"
#include "restore.h"
#include "rig.h"
#include "supervisor.h"

#define MAX_WORDS 64

struct host_machine {
	pid_t supervisor;
	int fd;
	bool over;		/* it has reported its end */
	char *words;		/* what argv points into */
	char dir[4200], channel[4200], program[4200], keeper[4200];
	char *argv[MAX_WORDS];
};

/* The directory that exitbench-kvmhost works in: its own names of our files. */
static int make_dir(const struct machine *m, char *error, size_t len)
{
	static const char *const dirs[] = { "kvm", "guest", "run" };
	static const char *const modules[] = { "kvm", "kvm-intel", "kvm-amd" };
	char path[4200], target[4200];
	size_t i;

	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		snprintf(path, sizeof(path), "%s/%s", m->dir, dirs[i]);
		if (mkdir(path, 0700) && errno != EEXIST)
			goto failed;
	}
	for (i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		snprintf(path, sizeof(path), "%s/kvm/%s.ko", m->dir, modules[i]);
		snprintf(target, sizeof(target), "%s/%s.ko", m->modules,
			 modules[i]);
		if (symlink(target, path) && errno != EEXIST)
			goto failed;
	}
	snprintf(path, sizeof(path), "%s/guest/vmlinuz", m->dir);
	if (symlink(m->kernel, path) && errno != EEXIST)
		goto failed;
	snprintf(path, sizeof(path), "%s/guest/initrd", m->dir);
	if (!symlink(m->initrd, path) || errno == EEXIST)
		return 0;
failed:
	snprintf(error, len, "create '%.180s': %s", path, strerror(errno));
	return -1;
}

/* Then guests are its domains. */
static bool libvirt_asked_for(void)
{
	const char *uri = getenv("LIBVIRT_URI");

	return uri && *uri;
}

/* The words that elsewhere the KVM host's kernel hands to its /init. */
static void make_argv(struct host_machine *h, const struct machine *m)
{
	const char *words = strstr(m->cmdline, " " INIT_WORD " ");
	char *word, *rest;
	int n = 0;

	snprintf(h->program, sizeof(h->program), "%s/exitbench-kvmhost",
		 m->build);
	snprintf(h->dir, sizeof(h->dir), "--dir=%s", m->dir);
	snprintf(h->channel, sizeof(h->channel), "--channel=%s", m->channel);
	h->argv[n++] = h->program;
	h->argv[n++] = h->dir;
	h->argv[n++] = h->channel;
	h->argv[n++] = "--pin";
	if (libvirt_asked_for()) {
		snprintf(h->keeper, sizeof(h->keeper), "--keeper=%s/exitbench",
			 m->build);
		h->argv[n++] = h->keeper;
	}
	h->words = strdup(words ? words + strlen(" " INIT_WORD " ") : "");
	for (word = strtok_r(h->words, " ", &rest); word && n < MAX_WORDS - 1;
	     word = strtok_r(NULL, " ", &rest))
		h->argv[n++] = word;
}

static void first_obstacle(const char *why, const char *remedy, void *arg)
{
	struct machine *m = arg;

	if (!m->error[0])
		snprintf(m->error, sizeof(m->error), "%s; %s", why, remedy);
}

static int host_start(struct machine *m)
{
	struct host_machine *h = calloc(1, sizeof(*h));
	json_t *settings;

	m->error[0] = 0;
	if (!h)
		abort();
	if (libvirt_asked_for() && !strcmp(m->plan->machine, "microvm")) {
		snprintf(m->error, sizeof(m->error),
			 "libvirt has no machine 'microvm'; take another, or leave LIBVIRT_URI out");
		free(h);
		return -1;
	}
	settings = tune_settings(stock_machine.root, m->tune, m->error,
				 sizeof(m->error));
	if (!settings ||
	    obstacles_find(&stock_machine, m->modules, first_obstacle, m) ||
	    make_dir(m, m->error, sizeof(m->error)))
		goto failed;
	make_argv(h, m);
	h->supervisor = supervisor_start(h->argv, m->console, settings, &h->fd);
	if (h->supervisor < 0) {
		snprintf(m->error, sizeof(m->error), "start the supervisor: %s",
			 strerror(errno));
		goto failed;
	}
	json_decref(settings);
	m->priv = h;
	return 0;
failed:
	json_decref(settings);
	free(h->words);
	free(h);
	return -1;
}

/* 1 while it runs, 0 when it has ended well, -1 with the error. */
static int next_report(struct machine *m, int flags)
{
	static struct supervisor_report report;
	struct host_machine *h = m->priv;
	ssize_t n = recv(h->fd, &report, sizeof(report), flags);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (n == sizeof(report) && report.state == SUPERVISOR_RUNS)
		return 1;
	h->over = true;
	if (n == sizeof(report) && report.state == SUPERVISOR_ENDED)
		return 0;
	snprintf(m->error, sizeof(m->error), "%.*s",
		 (int)sizeof(m->error) - 1, n == sizeof(report) ? report.text :
		 "the supervisor was killed");
	return -1;
}

static int host_poll(struct machine *m)
{
	struct host_machine *h = m->priv;

	if (h->over)
		return m->error[0] ? -1 : 0;
	return next_report(m, MSG_DONTWAIT);
}

static void host_stop(struct machine *m)
{
	struct timespec tick = { 0, SUPERVISOR_TICK_MS * 1000000 };
	struct host_machine *h = m->priv;
	unsigned int waited;

	if (!h)
		return;
	shutdown(h->fd, SHUT_WR);
	for (waited = 0; !h->over && waited < SUPERVISOR_TIMEOUT_MS;
	     waited += SUPERVISOR_TICK_MS) {
		if (next_report(m, MSG_DONTWAIT) > 0)
			nanosleep(&tick, NULL);
	}
	if (h->over)
		waitpid(h->supervisor, NULL, 0);
	close(h->fd);
	if (m->error[0])
		fprintf(stderr, "exitbench: %s\n", m->error);
	/* It was killed, then; or it takes too long, and still holds the lock. */
	restore_left_over(&stock_machine, false);
	free(h->words);
	free(h);
	m->priv = NULL;
}

static char *host_describe(const struct machine *m)
{
	const struct host_machine *h = m->priv;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int i;

	if (!f)
		return NULL;
	for (i = 0; h->argv[i]; i++)
		fprintf(f, "%s%s", i ? " " : "", h->argv[i]);
	fclose(f);
	return text;
}

static void first_verdict(const char *why, const char *remedy, void *arg)
{
	struct verdict *v = arg;

	if (!v->works)
		return;
	v->works = false;
	snprintf(v->found, sizeof(v->found), "%s", why);
	snprintf(v->remedy, sizeof(v->remedy), "%s", remedy);
}

/* The patched modules are built when they are asked for. */
static void host_probe(struct verdict *v)
{
	snprintf(v->found, sizeof(v->found),
		 "this machine's KVM modules can be swapped; only when asked for: RIG=host");
	obstacles_find(&stock_machine, NULL, first_verdict, v);
}

static const enum need needs[] = { NEED_QEMU, NEED_NONE };

#define HOST								\
	.name = "host",							\
	.summary = "this machine's own KVM, its modules swapped for the time of the run", \
	.cycles_unit = "TSC cycles",					\
	.cycles_note = "TSC cycles of this machine itself, whose processor is named under facts; where that is an emulated one, they are its ticks", \
	.cmdline = "",							\
	.real = true,							\
	.this_machine = true,						\
	.needs = needs,							\
	.probe = host_probe,						\
	.typical_start_s = 1,						\
	.typical_boot_s = { 2, 3 },					\
	.typical_cell_s = 1,						\
	.start = host_start,						\
	.poll = host_poll,						\
	.stop = host_stop,						\
	.describe = host_describe

const struct rig rig_host_vmx = { HOST, .vendor = "vmx", .tdp = "ept" };
const struct rig rig_host_svm = { HOST, .vendor = "svm", .tdp = "npt" };
