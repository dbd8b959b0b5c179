// SPDX-License-Identifier: GPL-2.0
/*
 * A measured guest as a libvirt domain, where the KVM host has libvirt and the user
 * asks for it: `exitbench keep` is the guest's process then, in place of QEMU. It
 * holds the connection, and the domain ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domain_xml.h"
#include "kvmhost.h"

#define XML "domain.xml"	/* where the front end looks for it */
#define CHANNEL "run/channel"
#define PIDFILE "run/qemu-pid"

/* Of the working directory, for QEMU has another; to be freed. */
static char *absolute(const char *name)
{
	char dir[PATH_MAX], *path;

	if (!getcwd(dir, sizeof(dir)) || asprintf(&path, "%s/%s", dir, name) < 0)
		abort();
	return path;
}

/*
 * What libvirt has no element for is as when QEMU is started without it: the
 * monitor, and what the timeline of a boot is made of.
 */
static int write_xml(const struct kvmhost *host, const struct guest_needs *needs,
		     const char *name, const char *append)
{
	char *monitor, *pidfile = absolute(PIDFILE), *trace = absolute(QEMU_TRACE);
	char *channel = absolute(CHANNEL), *socket = absolute(QEMU_MONITOR);
	char tool[128], topology[96] = "", cpu[192];
	unsigned int vcpus = qemu_vcpus(host, needs);
	struct domain domain = {
		.name = name, .type = "kvm", .machine = host->machine,
		.memory_mib = host->memory_mib, .vcpus = vcpus,
		.vcpus_now = qemu_plugs(vcpus) ? 1 : vcpus,
		.kernel = absolute("guest/vmlinuz"),
		.initrd = absolute("guest/initrd"), .cmdline = append,
		.features = "", .clock = "", .console = absolute(QEMU_CONSOLE),
		.channel = channel, .channel_type = "pipe",
		.disk = { absolute(QEMU_DISK) },
	};
	const char *args[] = {
		"-qmp", NULL, "-pidfile", pidfile,
		needs->trace ? "-trace" : NULL, "fw_cfg_select", "-D", trace,
		"-msg", "timestamp=on", NULL
	};
	FILE *file;
	char *xml;
	int ret;

	if (asprintf(&monitor, "unix:%s,server=on,wait=off", socket) < 0)
		abort();
	args[1] = monitor;
	domain.args = args;
	if (vcpus > 1)
		snprintf(topology, sizeof(topology),
			 "<topology sockets='%u' dies='1' cores='1' threads='1'/>",
			 vcpus);
	snprintf(cpu, sizeof(cpu),
		 "<cpu mode='host-passthrough' check='none'>%s</cpu>", topology);
	domain.cpu = cpu;
	if (needs->tool) {
		qemu_tool_path(needs->tool, tool, sizeof(tool));
		domain.disk[1] = absolute(tool);
	}
	xml = domain_xml(&domain);
	file = fopen(XML, "we");
	ret = !xml || !file || fputs(xml, file) < 0 ? -1 : 0;
	if (file && fclose(file))
		ret = -1;
	free((char *)domain.kernel);
	free((char *)domain.initrd);
	free((char *)domain.console);
	free((char *)domain.disk[0]);
	free((char *)domain.disk[1]);
	free(xml);
	free(monitor);
	free(pidfile);
	free(trace);
	free(channel);
	free(socket);
	return ret;
}

/* QEMU wants one FIFO for each way; it opens both ends of .in. */
static int make_fifos(void)
{
	unlink(CHANNEL ".in");
	unlink(CHANNEL ".out");
	return mkfifo(CHANNEL ".in", 0600) || mkfifo(CHANNEL ".out", 0600) ?
		-1 : 0;
}

/* The last line that the keeper left, or what else is known. */
static void keeper_error(char *error, size_t len)
{
	FILE *file = fopen(QEMU_MESSAGES, "r");
	char line[512];

	snprintf(error, len, "the domain's keeper ended without a word");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0])
			snprintf(error, len, "%s", line);
	}
	if (file)
		fclose(file);
}

static pid_t read_pid(void)
{
	FILE *file = fopen(PIDFILE, "r");
	int pid = 0;

	if (file && fscanf(file, "%d", &pid) != 1)
		pid = 0;
	if (file)
		fclose(file);
	return pid;
}

int domain_start(const struct kvmhost *host, const struct guest_needs *needs,
		 const char *append, struct qemu *qemu, char *error, size_t len)
{
	static unsigned int started;	/* libvirt may not have forgotten the last one */
	pid_t parent = getpid();
	char *argv[] = { (char *)host->keeper, "keep", XML, NULL };
	char name[48], said;
	int fds[2];
	ssize_t n;

	snprintf(name, sizeof(name), "exitbench-guest-%d-%u", parent,
		 ++started);
	unlink(PIDFILE);
	unlink(QEMU_MONITOR);
	if (write_xml(host, needs, name, append) || make_fifos() ||
	    pipe2(fds, O_CLOEXEC)) {
		snprintf(error, len, "write '" XML "' and FIFOs: %s",
			 strerror(errno));
		return -1;
	}
	/* Without O_NONBLOCK this would wait for QEMU. */
	qemu->channel = open(CHANNEL ".out", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	qemu->pid = fork();
	if (!qemu->pid)
		qemu_exec(argv, fds[1], parent);
	close(fds[1]);
	if (qemu->pid < 0) {
		snprintf(error, len, "start the domain's keeper: %s",
			 strerror(errno));
		close(fds[0]);
		close(qemu->channel);
		qemu->pid = 0;
		return -1;
	}
	n = read(fds[0], &said, 1);
	close(fds[0]);
	qemu->vm = n == 1 ? read_pid() : 0;
	if (qemu->vm)
		return 0;
	keeper_error(error, len);
	qemu_stop(qemu, 0);
	return -1;
}
