// SPDX-License-Identifier: GPL-2.0
/*
 * Rig host: this machine itself is the KVM host, with its KVM modules swapped for
 * the patched ones. The program that does the work beside KVM in the other rigs
 * runs here as a process; the supervisor starts it and puts the modules back.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "hygiene.h"
#include "obstacles.h"
#include "plan.h"
#include "restore.h"
#include "rig.h"
#include "supervisor.h"

struct host_machine {
	pid_t supervisor;
	int fd;
	bool over;		/* it has reported its end */
	char **argv;		/* of exitbench-kvmhost */
};

static int add_link(struct machine *m, const char *name, const char *target)
{
	g_autofree char *path = g_build_filename(m->dir, name, NULL);

	if (!symlink(target, path) || errno == EEXIST)
		return 0;
	return sentence_errno(&m->why, "create '%s'", path);
}

/* The directory that exitbench-kvmhost works in: its own names of our files. */
static int make_dir(struct machine *m)
{
	static const char *const dirs[] = { "kvm", "guest", "run" };
	static const char *const modules[] = { "kvm", "kvm-intel", "kvm-amd" };
	size_t i;
	int err;

	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++) {
		g_autofree char *path = g_build_filename(m->dir, dirs[i], NULL);

		if (mkdir(path, 0700) && errno != EEXIST)
			return sentence_errno(&m->why, "create '%s'", path);
	}
	for (i = 0; i < sizeof(modules) / sizeof(*modules); i++) {
		g_autofree char *name = g_strdup_printf("kvm/%s.ko", modules[i]);
		g_autofree char *target = g_strdup_printf("%s/%s.ko",
			m->images->modules, modules[i]);

		err = add_link(m, name, target);
		if (err)
			return err;
	}
	return add_link(m, "guest/vmlinuz", m->images->guest_kernel) ?:
	       add_link(m, "guest/initrd", m->images->guest_initrd);
}

/* If LIBVIRT_URI is set, guests are libvirt domains. */
static char **make_argv(const struct machine *m)
{
	GPtrArray *argv = g_ptr_array_new();
	const char *const *word;

	g_ptr_array_add(argv, g_strdup(m->images->kvmhost));
	g_ptr_array_add(argv, g_strdup_printf("--dir=%s", m->dir));
	g_ptr_array_add(argv, g_strdup_printf("--channel=%s", m->channel));
	g_ptr_array_add(argv, g_strdup("--pin"));
	if (m->plan->libvirt_uri)
		g_ptr_array_add(argv, g_strdup_printf("--keeper=%s",
						      m->images->front));
	for (word = m->worker; *word; word++)
		g_ptr_array_add(argv, g_strdup(*word));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

static void keep_obstacle(const char *why, const char *remedy, void *arg)
{
	struct machine *m = arg;

	if (!m->why.text[0])
		sentence_set(&m->why, 0, "%s; %s", why, remedy);
}

static int host_start(struct machine *m)
{
	struct host_machine *h;
	json_t *settings;
	int err;

	m->why.text[0] = 0;
	if (m->plan->libvirt_uri && !strcmp(m->plan->machine, "microvm"))
		return sentence_set(&m->why, -EINVAL, "libvirt has no machine 'microvm'; choose another, or leave LIBVIRT_URI out");
	settings = tune_settings(stock_machine.root, m->plan->tune,
				 &m->why);
	if (!settings)
		return -EINVAL;
	err = obstacles_find(&stock_machine, m->images->modules, keep_obstacle,
			     m) ? -EBUSY : make_dir(m);
	if (err) {
		json_decref(settings);
		return err;
	}
	h = g_new0(struct host_machine, 1);
	h->argv = make_argv(m);
	h->supervisor = supervisor_start(h->argv, m->console, settings, &h->fd);
	json_decref(settings);
	m->priv = h;
	if (h->supervisor >= 0)
		return 0;
	err = h->supervisor;
	m->priv = NULL;
	g_strfreev(h->argv);
	g_free(h);
	return sentence_set(&m->why, err, "start the supervisor: %s",
			    strerror(-err));
}

/* 1 while it runs, 0 when it has ended well, a negative errno with m->why. */
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
	return sentence_set(&m->why, -EIO, "%s", n == sizeof(report) ?
			    report.why.text : "the supervisor was killed");
}

static int host_poll(struct machine *m)
{
	struct host_machine *h = m->priv;

	if (h->over)
		return m->why.text[0] ? -EIO : 0;
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
	if (m->why.text[0])
		fprintf(stderr, "exitbench: %s\n", m->why.text);
	/* It was killed, or it takes too long and still holds the lock. */
	restore_left_over(&stock_machine, false);
	g_strfreev(h->argv);
	g_free(h);
	m->priv = NULL;
}

static char *host_describe(const struct machine *m)
{
	const struct host_machine *h = m->priv;

	return g_strjoinv(" ", h->argv);
}

static void show_obstacle(const char *why, const char *remedy, void *arg)
{
	struct probe *p = arg;

	if (!p->works)
		return;
	p->works = false;
	snprintf(p->found, sizeof(p->found), "%s", why);
	snprintf(p->remedy, sizeof(p->remedy), "%s", remedy);
}

/* The patched modules are built when they are asked for. */
static void host_probe(struct probe *p)
{
	snprintf(p->found, sizeof(p->found),
		 "this machine's KVM modules can be swapped; only when asked for: RIG=host");
	obstacles_find(&stock_machine, NULL, show_obstacle, p);
}

static const struct part *const parts[] = { &part_qemu, NULL };

#define HOST								\
	.name = "host",							\
	.summary = "this machine's own KVM, its modules swapped during the run", \
	.cycles_unit = "TSC cycles",					\
	.cycles_note = "TSC cycles of this machine itself, whose processor is named under facts; where that is an emulated one, they are its ticks", \
	.kind = RIG_THIS_MACHINE,					\
	.real = true,							\
	.parts = parts,							\
	.probe = host_probe,						\
	.typical_start_s = 1,						\
	.typical_boot_s = { 2, 3 },					\
	.typical_cell_s = 1,						\
	.start = host_start,						\
	.poll = host_poll,						\
	.stop = host_stop,						\
	.describe = host_describe

const struct rig rig_host_vmx = { HOST, .vendor = VENDOR_VMX };
const struct rig rig_host_svm = { HOST, .vendor = VENDOR_SVM };
