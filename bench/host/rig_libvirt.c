// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a machine as a transient libvirt domain. Each machine has a keeper: a
 * child process that holds the libvirt connection, runs libvirt's event loop
 * and ends the domain when it is told to, or when the front end is gone, by
 * SIGKILL too. libvirt's embedded driver has one root directory a process, so
 * keepers also let machines run side by side. What is special about a rig's
 * QEMU comes in a struct libvirt_profile.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "rig_libvirt.h"

/* libvirt first asks QEMU what it can do: 2 s, more on a loaded machine */
#define START_TIMEOUT_MS	120000
/* libvirt sends SIGTERM and, 10 s later, SIGKILL */
#define STOP_TIMEOUT_MS		20000

#define TICK_MS			10

#define QEMU_XMLNS	"http://libvirt.org/schemas/domain/qemu/1.0"

#define KEEPER_FD		3	/* its end of the socket pair */

enum state { FAILED = -1, ENDED, RUNNING, STARTING };	/* as poll returns it */

/* From keeper to front end: one when the machine runs, one at its end */
struct report {
	enum state state;
	char text[16384];	/* QEMU's command line, or the error */
};

struct libvirt_machine {
	pid_t supervisor;	/* leads the keeper's session */
	int fd;			/* shut down to end the machine */
	/*
	 * The embedded driver's root. Not below machine->dir: there will be
	 * sockets in it, and the path of a socket has at most 107 characters.
	 */
	char root[sizeof("/tmp/exitbench-XXXXXX")];
	char domain[80];	/* the name */
	enum state state;
	char *command;
};

struct keeper {
	const struct machine *machine;
	const struct libvirt_machine *lm;
	int fd;
	bool stop;
	bool ended;
	bool crashed;
	struct report report;
};

static void quiet(void *opaque, virErrorPtr error)
{
	(void)opaque;
	(void)error;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static void remove_root(const struct libvirt_machine *lm)
{
	nftw(lm->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/*
 * Keeps libvirt from what it does to set QEMU apart from its user: QEMU is to
 * read and write the caller's files, and the machine may have no cgroups and
 * no AppArmor. The log goes to machine->dir, by a link.
 */
static int make_root(const struct keeper *k)
{
	static const char conf[] =
		"stdio_handler = \"file\"\n"
		"dynamic_ownership = 0\n"
		"remember_owner = 0\n"
		"clear_emulator_capabilities = 0\n"
		"security_driver = \"none\"\n"
		"cgroup_controllers = []\n"
		"namespaces = []\n";
	/* Only for root: for others libvirt would try to become root. */
	static const char user[] =
		"user = \"root\"\n"
		"group = \"root\"\n";
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/log", k->lm->root);
	if (symlink(k->machine->dir, path))
		return -errno;
	snprintf(path, sizeof(path), "%s/etc", k->lm->root);
	if (mkdir(path, 0700))
		return -errno;
	snprintf(path, sizeof(path), "%s/etc/qemu.conf", k->lm->root);
	f = fopen(path, "we");
	if (!f)
		return -errno;
	fputs(conf, f);
	if (!geteuid())
		fputs(user, f);
	return fclose(f) ? -errno : 0;
}

static void put_escaped(FILE *f, const char *before, const char *text,
			const char *after)
{
	fputs(before, f);
	for (; *text; text++) {
		if (strchr("&<>'\"", *text))
			fprintf(f, "&#%d;", *text);
		else
			fputc(*text, f);
	}
	fputs(after, f);
}

static char *domain_xml(const struct machine *machine, const char *name,
			const struct libvirt_profile *profile)
{
	const char *const *arg;
	char *xml = NULL;
	size_t size;
	FILE *f;

	f = open_memstream(&xml, &size);
	if (!f)
		return NULL;
	fprintf(f, "<domain type='%s' xmlns:qemu='" QEMU_XMLNS "'>\n",
		profile->type);
	put_escaped(f, "<name>", name, "</name>\n");
	fprintf(f, "<memory unit='MiB'>%u</memory>\n<vcpu>1</vcpu>\n",
		machine->memory_mib);
	fputs("<os><type arch='x86_64' machine='q35'>hvm</type>\n", f);
	put_escaped(f, "<kernel>", machine->kernel, "</kernel>\n");
	put_escaped(f, "<initrd>", machine->initrd, "</initrd>\n");
	put_escaped(f, "<cmdline>", machine->cmdline, "</cmdline></os>\n");
	fprintf(f, "<features><acpi/>%s</features>\n%s\n%s\n",
		profile->features, profile->cpu, profile->clock);
	fputs("<on_poweroff>destroy</on_poweroff>\n"
	      "<on_reboot>destroy</on_reboot>\n"
	      "<on_crash>destroy</on_crash>\n"
	      "<devices>\n"
	      "<controller type='usb' model='none'/>\n"
	      "<memballoon model='none'/>\n"
	      "<video><model type='none'/></video>\n", f);
	put_escaped(f, "<serial type='file'><source path='", machine->console,
		    "'/><target port='0'/></serial>\n");
	put_escaped(f, "<serial type='file'><source path='", machine->channel,
		    "'/><target port='1'/></serial>\n");
	fputs("</devices>\n<qemu:commandline>\n", f);
	for (arg = profile->args; *arg; arg++)
		put_escaped(f, "<qemu:arg value='", *arg, "'/>\n");
	fputs("</qemu:commandline>\n</domain>\n", f);
	if (fclose(f)) {
		free(xml);
		return NULL;
	}
	return xml;
}

/* The path of the embedded driver's pid file */
static pid_t qemu_pid(const struct libvirt_machine *lm)
{
	char path[128];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/run/qemu/%s.pid", lm->root,
		 lm->domain);
	f = fopen(path, "re");
	if (!f)
		return 0;
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return pid;
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
static void describe_domain(const struct keeper *k, virDomainPtr domain,
			    char *text, size_t size)
{
	pid_t pid = qemu_pid(k->lm);
	size_t arg_size = 0;
	const char *sep = "";
	char *arg = NULL;
	char path[64];
	FILE *in, *out;
	char *xml;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
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
static void qemu_last_words(const struct keeper *k, char *text, size_t size)
{
	char path[4096];
	size_t line_size = 0;
	char *line = NULL;
	FILE *f;

	snprintf(text, size, "it left no message");
	snprintf(path, sizeof(path), "%s/qemu/%s.log", k->machine->dir,
		 k->lm->domain);
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
	struct keeper *k = opaque;

	(void)conn;
	if (event != VIR_DOMAIN_EVENT_STOPPED ||
	    strcmp(virDomainGetName(domain), k->lm->domain))
		return 0;
	k->ended = true;
	k->crashed = detail == VIR_DOMAIN_EVENT_STOPPED_CRASHED ||
		     detail == VIR_DOMAIN_EVENT_STOPPED_FAILED;
	return 0;
}

/* The front end never writes: it closes its end, or is no more. */
static void on_front_end(int watch, int fd, int events, void *opaque)
{
	struct keeper *k = opaque;

	(void)fd;
	(void)events;
	k->stop = true;
	virEventRemoveHandle(watch);
}

static void tell(struct keeper *k, enum state state)
{
	k->report.state = state;
	send(k->fd, &k->report, sizeof(k->report), MSG_NOSIGNAL);
}

static void keep(struct keeper *k, const struct libvirt_profile *profile)
{
	const char *uri = getenv("LIBVIRT_URI");
	char *text = k->report.text;
	const size_t size = sizeof(k->report.text);
	virDomainPtr domain = NULL;
	virConnectPtr conn = NULL;
	const char *remedy;
	char *xml = NULL;
	char embed[80];
	int err;

	if (uri && *uri) {
		remedy = "is LIBVIRT_URI right?";
	} else {
		snprintf(embed, sizeof(embed), "qemu:///embed?root=%s",
			 k->lm->root);
		uri = embed;
		/* Some of libvirt's files would go to the home directory. */
		setenv("XDG_CACHE_HOME", k->lm->root, 1);
		setenv("XDG_CONFIG_HOME", k->lm->root, 1);
		setenv("XDG_RUNTIME_DIR", k->lm->root, 1);
		remedy = geteuid() ?
			"is libvirt-daemon-driver-qemu installed?" :
			"it needs libvirt-daemon-driver-qemu and, for root, "
			"a user and a group libvirt-qemu";
	}
	err = make_root(k);
	if (err) {
		snprintf(text, size, "cannot set up '%s': %s", k->lm->root,
			 strerror(-err));
		goto failed;
	}
	virSetErrorFunc(NULL, quiet);
	if (!virEventRegisterDefaultImpl())
		conn = virConnectOpen(uri);
	if (!conn || virConnectDomainEventRegisterAny(conn, NULL,
			VIR_DOMAIN_EVENT_ID_LIFECYCLE,
			VIR_DOMAIN_EVENT_CALLBACK(on_lifecycle), k, NULL) < 0 ||
	    virEventAddHandle(k->fd, VIR_EVENT_HANDLE_READABLE,
			      on_front_end, k, NULL) < 0) {
		snprintf(text, size, "cannot open libvirt at '%s': %s; %s",
			 uri, virGetLastErrorMessage(), remedy);
		goto failed;
	}
	xml = domain_xml(k->machine, k->lm->domain, profile);
	if (!xml) {
		snprintf(text, size, "cannot make the domain XML: %s",
			 strerror(errno));
		goto failed;
	}
	/* The embedded driver refuses it; there the keeper must do. */
	domain = virDomainCreateXML(conn, xml, strstr(uri, "/embed") ? 0 :
				    VIR_DOMAIN_START_AUTODESTROY);
	if (!domain) {
		snprintf(text, size, "cannot start domain '%s': %s%s",
			 k->lm->domain, virGetLastErrorMessage(),
			 virGetLastErrorCode() == VIR_ERR_CONFIG_UNSUPPORTED ?
			 "; is qemu-system-x86 installed?" : "");
		goto failed;
	}
	describe_domain(k, domain, text, size);
	tell(k, RUNNING);

	while (!k->ended && !k->stop) {
		if (virEventRunDefaultImpl()) {
			snprintf(text, size, "lost domain '%s': %s",
				 k->lm->domain, virGetLastErrorMessage());
			goto failed;
		}
	}
	if (!k->crashed) {
		tell(k, ENDED);
		goto out;
	}
	snprintf(text, size, "QEMU of domain '%s' died: ", k->lm->domain);
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

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n < 0 ? -1 : 0;
}

/*
 * libvirt refuses root where the machine has no user libvirt-qemu, and making
 * one would change the machine. In a user namespace of its own the keeper has
 * another name and still owns root's files. Where that is not allowed, libvirt
 * will say what it misses.
 */
static void become_user(void)
{
	if (unshare(CLONE_NEWUSER) ||
	    write_text("/proc/self/setgroups", "deny") ||
	    write_text("/proc/self/uid_map", "1000 0 1") ||
	    write_text("/proc/self/gid_map", "1000 0 1"))
		perror("exitbench: user namespace");
}

/*
 * Nothing of the front end's may live on in the keeper or in QEMU: its files,
 * its signals, its terminal. What libvirt logs goes to machine->dir.
 */
static void leave_front_end(const struct machine *machine, int fd)
{
	static const int ignored[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
	char path[4096];
	size_t i;
	int log;

	setsid();
	for (i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	snprintf(path, sizeof(path), "%s/libvirt.log", machine->dir);
	log = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (log < 0)
		log = open("/dev/null", O_WRONLY);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(fd, KEEPER_FD);
	closefrom(KEEPER_FD + 1);
	fcntl(KEEPER_FD, F_SETFD, FD_CLOEXEC);
	if (!geteuid() && !getpwnam("libvirt-qemu"))
		become_user();
}

/*
 * After a keeper that did not do its work. Each QEMU of the embedded driver,
 * those that libvirt probes included, has a path below its root as argument.
 */
static void kill_leftovers(const struct libvirt_machine *lm)
{
	char path[300], args[65536];
	struct dirent *entry;
	DIR *proc;
	ssize_t n;
	int fd;

	proc = opendir("/proc");
	if (!proc)
		return;
	while ((entry = readdir(proc))) {
		snprintf(path, sizeof(path), "/proc/%s/cmdline", entry->d_name);
		if (atoi(entry->d_name) <= 0)
			continue;
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		n = read(fd, args, sizeof(args));
		close(fd);
		if (n > 0 && memmem(args, n, "qemu-system", 11) &&
		    memmem(args, n, lm->root, strlen(lm->root)))
			kill(atoi(entry->d_name), SIGKILL);
	}
	closedir(proc);
}

/*
 * A keeper's parent. The kernel makes it the parent of QEMU too, which libvirt
 * detaches, and it reaps QEMU: libvirt waits until a process that it killed has
 * no entry left, for seconds or in vain in a container with a careless init.
 */
static void supervise(struct keeper *k, const struct libvirt_profile *profile)
{
	pid_t keeper, pid;

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
	kill_leftovers(k->lm);
	do {
		pid = wait(NULL);
	} while (pid > 0 || errno == EINTR);
	remove_root(k->lm);
}

/* Takes the next report, if one comes in time. */
static void receive(struct machine *machine, int timeout_ms)
{
	struct libvirt_machine *lm = machine->priv;
	struct pollfd pfd = { .fd = lm->fd, .events = POLLIN };
	struct report report;
	int n;

	n = poll(&pfd, 1, timeout_ms);
	if (n == 0 || (n < 0 && errno == EINTR))
		return;
	if (recv(lm->fd, &report, sizeof(report), 0) != sizeof(report)) {
		snprintf(machine->error, sizeof(machine->error),
			 "lost the process that keeps domain '%s': see "
			 "%s/libvirt.log", lm->domain, machine->dir);
		lm->state = FAILED;
		return;
	}
	lm->state = report.state;
	if (report.state == RUNNING)
		lm->command = strdup(report.text);
	else if (report.state == FAILED)
		snprintf(machine->error, sizeof(machine->error), "%.*s",
			 (int)sizeof(machine->error) - 1, report.text);
}

int libvirt_start(struct machine *machine,
		  const struct libvirt_profile *profile)
{
	struct libvirt_machine *lm = calloc(1, sizeof(*lm));
	struct keeper keeper = { .machine = machine, .lm = lm };
	int fds[2] = { -1, -1 };

	if (!lm) {
		snprintf(machine->error, sizeof(machine->error),
			 "out of memory");
		return -1;
	}
	snprintf(lm->domain, sizeof(lm->domain), "exitbench-%d-%s", getpid(),
		 machine->name);
	strcpy(lm->root, "/tmp/exitbench-XXXXXX");
	if (!mkdtemp(lm->root)) {
		snprintf(machine->error, sizeof(machine->error),
			 "cannot make a directory in /tmp: %s",
			 strerror(errno));
		free(lm);
		return -1;
	}
	lm->supervisor = -1;
	if (!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		lm->supervisor = fork();
	if (lm->supervisor < 0) {
		snprintf(machine->error, sizeof(machine->error),
			 "cannot start a process for domain '%s': %s",
			 lm->domain, strerror(errno));
		close(fds[0]);
		close(fds[1]);
		remove_root(lm);
		free(lm);
		return -1;
	}
	if (!lm->supervisor) {
		leave_front_end(machine, fds[1]);
		keeper.fd = KEEPER_FD;
		supervise(&keeper, profile);
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
		snprintf(machine->error, sizeof(machine->error),
			 "domain '%s' did not start in %d s, or a signal came "
			 "first: see %s/libvirt.log", lm->domain,
			 START_TIMEOUT_MS / 1000, machine->dir);
	libvirt_stop(machine);
	return -1;
}

int libvirt_poll(struct machine *machine)
{
	struct libvirt_machine *lm = machine->priv;

	if (lm->state == RUNNING)
		receive(machine, 0);
	return lm->state;
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
		pid = waitpid(lm->supervisor, &status, WNOHANG);
		if (pid && !(pid < 0 && errno == EINTR))
			break;
		nanosleep(&tick, NULL);
	}
	if (waited_ms >= STOP_TIMEOUT_MS) {
		kill(-lm->supervisor, SIGKILL);
		waitpid(lm->supervisor, &status, 0);
	}
	if (!WIFEXITED(status)) {
		kill_leftovers(lm);
		remove_root(lm);
	}
	close(lm->fd);
	free(lm->command);
	free(lm);
	machine->priv = NULL;
}

char *libvirt_describe(const struct machine *machine)
{
	const struct libvirt_machine *lm = machine->priv;

	return lm && lm->command ? strdup(lm->command) : NULL;
}
