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
#include "domain_xml.h"
#include "keeper.h"
#include "libvirt_remedy.h"
#include "plan.h"
#include "reach.h"
#include "worker.h"

struct kept {
	const struct keeper *keeper;
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

static unsigned int vcpus(const struct libvirt_profile *profile)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n < profile->max_vcpus ? n : profile->max_vcpus;
}

/* The profile's, and the plugin. */
static const char **qemu_args(const struct machine *machine,
			      const struct libvirt_profile *profile)
{
	const char **args;
	size_t n = 0;

	while (profile->args && profile->args[n])
		n++;
	args = g_new0(const char *, n + 3);
	for (size_t i = 0; i < n; i++)
		args[i] = profile->args[i];
	if (machine->plugin) {
		args[n++] = "-plugin";
		args[n] = machine->plugin;
	}
	return args;
}

char *keeper_xml(const struct machine *machine, const char *name,
		 const struct libvirt_profile *profile)
{
	g_autofree char *cmdline = worker_cmdline(machine->plan, machine->worker);
	g_autofree char *emulator = part_chosen(profile->qemu);
	g_autofree const char **args = qemu_args(machine, profile);
	const struct domain domain = {
		.emulator = emulator, .name = name, .type = profile->type, .machine = "q35",
		.memory_mib = machine->memory_mib,
		.vcpus = vcpus(profile), .vcpus_now = vcpus(profile),
		.kernel = machine->images->host_kernel,
		.initrd = machine->images->host_initrd, .cmdline = cmdline,
		.features = profile->features, .cpu = profile->cpu,
		.clock = profile->clock, .console = machine->console,
		.channel = machine->channel, .channel_type = "file",
		.args = args,
	};

	return domain_xml(&domain);
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

static void keep_domain(struct kept *k, const struct libvirt_profile *profile)
{
	const char *uri;
	char *text = k->report.text;
	const size_t size = sizeof(k->report.text);
	virDomainPtr domain = NULL;
	virConnectPtr conn = NULL;
	g_autofree char *embed = format_text("qemu:///embed?root=%s",
					     k->keeper->root);
	char *xml = NULL;
	int err;

	if (check_uri(k, &uri, embed))
		goto failed;
	err = make_root(k);
	if (err) {
		snprintf(text, size, "cannot set up '%s': %s", k->keeper->root,
			 strerror(-err));
		goto failed;
	}
	conn = open_libvirt(k, uri);
	if (!conn)
		goto failed;
	xml = keeper_xml(k->keeper->machine, k->keeper->domain, profile);
	if (!xml) {
		snprintf(text, size, "cannot make the domain XML: %s",
			 strerror(errno));
		goto failed;
	}
	keep_xml(k->keeper->machine, xml);
	/* The embedded driver refuses it; there the keeper must do. */
	domain = virDomainCreateXML(conn, xml, strstr(uri, "/embed") ? 0 :
				    VIR_DOMAIN_START_AUTODESTROY);
	if (!domain) {
		snprintf(text, size, "cannot start domain '%s': %s%s",
			 k->keeper->domain, virGetLastErrorMessage(),
			 libvirt_remedy());
		goto failed;
	}
	describe_domain(k, domain, text, size);
	tell(k, RUNNING);

	while (!k->ended && !k->stop) {
		if (virEventRunDefaultImpl()) {
			snprintf(text, size, "lost domain '%s': %s",
				 k->keeper->domain, virGetLastErrorMessage());
			goto failed;
		}
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
	if (domain && !k->ended)
		virDomainDestroy(domain);
	if (domain)
		virDomainFree(domain);
	if (conn)
		virConnectClose(conn);
	free(xml);
}

void keep(const struct keeper *keeper, const struct libvirt_profile *profile)
{
	static struct kept kept;

	kept.keeper = keeper;
	keep_domain(&kept, profile);
}
