// SPDX-License-Identifier: GPL-2.0
/*
 * The keeper of one libvirt domain: a process that holds the connection, runs
 * libvirt's event loop and ends the domain when it is told to, or when the front
 * end is gone, by SIGKILL too.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "as_user.h"
#include "base.h"
#include "keeper.h"
#include "keeper_xml.h"
#include "libvirt_remedy.h"
#include "plan.h"
#include "reach.h"
#include "saving.h"

struct kept {
	const struct keeper *keeper;
	const struct libvirt_profile *profile;
	virConnectPtr conn;
	virDomainPtr domain;
	struct saving saving;
	bool stop;
	bool ended;
	bool crashed;
	struct keeper_report report;
};

/*
 * Switches off how libvirt isolates QEMU from its user: QEMU must read and write
 * the caller's files, and the machine may have no cgroups and no AppArmor. The
 * log goes to machine->dir, by a link.
 */
static int make_root(const struct kept *k)
{
	static const char conf[] =
		"stdio_handler = \"file\"\n"
		"dynamic_ownership = 0\n"
		"remember_owner = 0\n"
		"clear_emulator_capabilities = 0\n"
		"security_driver = \"none\"\n"
		"cgroup_controllers = []\n"
		"namespaces = []\n";
	const char *root = k->keeper->root;
	g_autofree char *log = g_build_filename(root, "log", NULL);
	g_autofree char *etc = g_build_filename(root, "etc", NULL);
	g_autofree char *file = g_build_filename(etc, "qemu.conf", NULL);
	FILE *f;

	if (symlink(k->keeper->machine->dir, log) || mkdir(etc, 0700))
		return -errno;
	f = fopen(file, "we");
	if (!f)
		return -errno;
	fputs(conf, f);
	return fclose(f) ? -errno : 0;
}

/* For the results; a run does not fail without it. */
static void keep_xml(const struct machine *machine, const char *xml)
{
	g_autofree char *path = g_build_filename(machine->dir, "domain.xml",
						 NULL);

	g_file_set_contents(path, xml, -1, NULL);
}

/* The path of the embedded driver's pid file */
static pid_t qemu_pid(const struct keeper *k)
{
	g_autofree char *path = format_text("%s/run/qemu/%s.pid", k->root,
					    k->domain);
	g_autofree char *pid = read_first_line(path);

	return pid ? atoi(pid) : 0;
}

static void put_quoted(FILE *f, const char *arg)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+=_.,:/@%";

	if (*arg && !arg[strspn(arg, plain)]) {
		fputs(arg, f);
		return;
	}
	fputc('\'', f);
	for (; *arg; arg++) {
		if (*arg == '\'')
			fputs("'\\''", f);
		else
			fputc(*arg, f);
	}
	fputc('\'', f);
}

/*
 * The command line that QEMU really got, quoted for a shell. A daemon's QEMU
 * has its pid file elsewhere, perhaps on another machine; there, the XML.
 */
static void describe_domain(const struct kept *k, virDomainPtr domain,
			    char *text, size_t size)
{
	pid_t pid = qemu_pid(k->keeper);
	size_t arg_size = 0;
	g_autofree char *path = format_text("/proc/%d/cmdline", pid);
	const char *sep = "";
	char *arg = NULL;
	FILE *in, *out;
	char *xml;

	in = pid ? fopen(path, "re") : NULL;
	if (!in) {
		xml = virDomainGetXMLDesc(domain, 0);
		snprintf(text, size, "%s", xml ? xml : "");
		free(xml);
		return;
	}
	out = fmemopen(text, size, "w");
	while (out && getdelim(&arg, &arg_size, '\0', in) > 0) {
		fputs(sep, out);
		put_quoted(out, arg);
		sep = " ";
	}
	if (out)
		fclose(out);
	free(arg);
	fclose(in);
}

/*
 * The last line of QEMU's own in its log. libvirt's lines have a time in
 * +0000; those of the command line end in a backslash or start with a dash.
 */
static void qemu_last_words(const struct kept *k, char *text, size_t size)
{
	g_autofree char *path = format_text("%s/qemu/%s.log",
					    k->keeper->machine->dir,
					    k->keeper->domain);
	size_t line_size = 0;
	char *line = NULL;
	FILE *f;

	snprintf(text, size, "it left no message");
	f = fopen(path, "re");
	if (!f)
		return;
	while (getline(&line, &line_size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '-' && !strstr(line, "+0000: ") &&
		    line[strlen(line) - 1] != '\\')
			snprintf(text, size, "%s", line);
	}
	free(line);
	fclose(f);
}

static int on_lifecycle(virConnectPtr conn, virDomainPtr domain, int event,
			int detail, void *opaque)
{
	struct kept *k = opaque;

	(void)conn;
	if (event != VIR_DOMAIN_EVENT_STOPPED ||
	    strcmp(virDomainGetName(domain), k->keeper->domain))
		return 0;
	k->ended = true;
	k->crashed = detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED ||
		     detail == VIR_DOMAIN_EVENT_STOPPED_FAILED;
	return 0;
}

/* The front end never writes: it closes its end, or is gone. */
static void on_front_end(int watch, int fd, int events, void *opaque)
{
	struct kept *k = opaque;

	(void)fd;
	(void)events;
	k->stop = true;
	virEventRemoveHandle(watch);
}

static void tell(struct kept *k, enum keeper_state state)
{
	k->report.state = state;
	send(k->keeper->fd, &k->report, sizeof(k->report), MSG_NOSIGNAL);
}

/* Which libvirt: the one of LIBVIRT_URI, or the embedded driver, @embed. */
static int check_uri(struct kept *k, const char **uri, const char *embed)
{
	const struct machine *machine = k->keeper->machine;
	const char *given = machine->plan->libvirt_uri, *host;
	const char *const files[] = {
		machine->images->host_kernel, machine->images->host_initrd,
		machine->dir, NULL
	};
	struct sentence why;
	int err;

	*uri = given ? given : embed;
	if (!given) {
		/*
		 * For root libvirt wants a user libvirt-qemu, which the machine may
		 * not have, and sets QEMU's supplementary groups, which root of a
		 * container may not.
		 */
		as_user();
		/* Some of libvirt's files would go to the home directory. */
		setenv("XDG_CACHE_HOME", k->keeper->root, 1);
		setenv("XDG_CONFIG_HOME", k->keeper->root, 1);
		setenv("XDG_RUNTIME_DIR", k->keeper->root, 1);
	}
	/* Kernel, initramfs and serial ports are files of this machine. */
	host = strstr(*uri, "://");
	if (host && strncmp(host, ":///", 4)) {
		snprintf(k->report.text, sizeof(k->report.text), "LIBVIRT_URI '%s' names another machine, but rigs run on this one; --domain measures a domain there",
			 *uri);
		return -EINVAL;
	}
	err = reach_check(given, files, &why);
	if (err)
		g_strlcpy(k->report.text, why.text, sizeof(k->report.text));
	return err;
}

/* A connection that reports when the domain ends or the front end is gone. */
static virConnectPtr open_libvirt(struct kept *k, const char *uri)
{
	virConnectPtr conn = NULL;

	libvirt_quiet();
	if (!virEventRegisterDefaultImpl())
		conn = virConnectOpen(uri);
	if (conn && virConnectDomainEventRegisterAny(conn, NULL,
			VIR_DOMAIN_EVENT_ID_LIFECYCLE,
			VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), k, NULL) >= 0 &&
	    virEventAddHandle(k->keeper->fd, VIR_EVENT_HANDLE_READABLE,
			      on_front_end, k, NULL) >= 0)
		return conn;
	snprintf(k->report.text, sizeof(k->report.text),
		 "cannot open libvirt at '%s': %s%s", uri,
		 virGetLastErrorMessage(), libvirt_remedy());
	if (conn)
		virConnectClose(conn);
	return NULL;
}

static void on_tick(int timer, void *opaque)
{
	struct kept *k = opaque;

	saving_look(&k->saving, k->domain);
	if (!k->saving.wanted)
		virEventRemoveTimeout(timer);
}

/* 0, or -EIO with a report. One that is @restored stands until it has its state. */
static int create(struct kept *k, bool restored)
{
	const struct keeper *keeper = k->keeper;
	/* The embedded driver refuses it; there the keeper must do. */
	unsigned int flags = keeper->machine->plan->libvirt_uri ?
			     VIR_DOMAIN_START_AUTODESTROY : 0;
	char *xml = keeper_xml(keeper->machine, keeper->domain, k->profile, restored);
	char *text = k->report.text;
	const size_t size = sizeof(k->report.text);

	if (!xml) {
		snprintf(text, size, "cannot make the domain XML: %s",
			 strerror(errno));
		return -EIO;
	}
	keep_xml(keeper->machine, xml);
	k->domain = virDomainCreateXML(k->conn, xml, flags |
				       (restored ? VIR_DOMAIN_START_PAUSED : 0));
	if (!k->domain)
		snprintf(text, size, "cannot start domain '%s': %s%s",
			 keeper->domain, virGetLastErrorMessage(),
			 libvirt_remedy());
	free(xml);
	return k->domain ? 0 : -EIO;
}

static int wait_for_end(struct kept *k)
{
	while (!k->ended && !k->stop)
		if (virEventRunDefaultImpl())
			return -EIO;
	return 0;
}

/* Out of the way of the one that boots instead. */
static void give_up(struct kept *k)
{
	if (k->domain) {
		virDomainDestroy(k->domain);
		wait_for_end(k);
		virDomainFree(k->domain);
	}
	k->domain = NULL;
	k->ended = k->crashed = false;
	unlink(k->keeper->machine->console);
}

/* Begins where another has booted. 0, or a negative errno with a note: boot it. */
static int restore(struct kept *k)
{
	struct sentence why = { "" };
	int err = create(k, true);

	if (err)
		sentence_set(&why, err, "saved KVM host '%s': %s",
			     k->saving.file.path, k->report.text);
	else
		err = saving_restore(&k->saving, k->domain, &why);
	if (err)
		give_up(k);
	k->report.note = why;
	return err;
}

/* The process of the domain's QEMU on this machine, by its -name guest=NAME, or 0. */
static pid_t qemu_named(const char *domain)
{
	g_autofree char *name = format_text("guest=%s,", domain);
	g_autoptr(GDir) proc = g_dir_open("/proc", 0, NULL);
	const char *entry, *arg;
	gsize size;

	while (proc && (entry = g_dir_read_name(proc))) {
		g_autofree char *path = format_text("/proc/%s/cmdline", entry);
		g_autofree char *text = NULL;

		if (!g_ascii_isdigit(*entry) ||
		    !g_file_get_contents(path, &text, &size, NULL))
			continue;
		for (arg = text; arg < text + size; arg += strlen(arg) + 1)
			if (g_str_has_prefix(arg, name))
				return atoi(entry);
	}
	return 0;
}

/* Also when libvirt's daemon was killed, perhaps while it started the domain: its QEMUs live on. */
static void destroy(struct kept *k, const char *uri)
{
	const char *name = k->keeper->domain;
	virDomainPtr found = NULL;
	virConnectPtr conn;
	pid_t pid = 0;

	if (k->domain && !virDomainDestroy(k->domain))
		return;
	if (virConnectIsAlive(k->conn) > 0)
		return;
	conn = virConnectOpen(uri);
	if (conn)
		found = virDomainLookupByName(conn, name);
	if (!found || virDomainDestroy(found))
		pid = qemu_named(name);
	if (pid && kill(pid, SIGKILL))
		fprintf(stderr, "exitbench: end QEMU of domain '%s', whose libvirt is gone: %s; type: sudo kill %d\n",
			name, strerror(errno), pid);
	if (found)
		virDomainFree(found);
	if (conn)
		virConnectClose(conn);
}

static void keep_domain(struct kept *k)
{
	const char *uri = NULL;
	char *text = k->report.text;
	const size_t size = sizeof(k->report.text);
	g_autofree char *embed = format_text("qemu:///embed?root=%s",
					     k->keeper->root);
	int err;

	if (check_uri(k, &uri, embed))
		goto failed;
	err = make_root(k);
	if (err) {
		snprintf(text, size, "cannot set up '%s': %s", k->keeper->root,
			 strerror(-err));
		goto failed;
	}
	k->conn = open_libvirt(k, uri);
	if (!k->conn)
		goto failed;
	saving_begin(&k->saving, k->keeper->machine, k->profile, &k->report.note);
	k->report.restored = k->saving.found && !restore(k);
	if (!k->report.restored && create(k, false))
		goto failed;
	describe_domain(k, k->domain, text, size);
	tell(k, RUNNING);

	if (k->saving.wanted)
		virEventAddTimeout(SAVING_TICK_MS, on_tick, k, NULL);
	if (wait_for_end(k)) {
		snprintf(text, size, "lost domain '%s': %s",
			 k->keeper->domain, virGetLastErrorMessage());
		goto failed;
	}
	if (!k->crashed) {
		tell(k, ENDED);
		goto out;
	}
	snprintf(text, size, "QEMU of domain '%s' died: ", k->keeper->domain);
	qemu_last_words(k, text + strlen(text), size - strlen(text));
failed:
	tell(k, FAILED);
out:
	if (k->conn && !k->ended)
		destroy(k, uri);
	if (k->domain)
		virDomainFree(k->domain);
	if (k->conn)
		virConnectClose(k->conn);
	saving_end(&k->saving);
}

void keep(const struct keeper *keeper, const struct libvirt_profile *profile)
{
	static struct kept kept;

	/* An error says so: what is not saved must not end a run. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	kept.keeper = keeper;
	kept.profile = profile;
	keep_domain(&kept);
}
