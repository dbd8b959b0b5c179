// SPDX-License-Identifier: GPL-2.0
/*
 * A measured guest as a libvirt domain, where the KVM host has libvirt and the user
 * asks for it: `exitbench keep` is the guest's process then, in place of QEMU. It
 * holds the connection, and the domain ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest_domain.h"
#include "domain_xml.h"
#include "paths.h"
#include "process.h"

#define XML "domain.xml"	/* where the front end looks for it */
#define CHANNEL "run/channel"
#define PIDFILE "run/qemu-pid"

/* An absolute path, because QEMU has another working directory; to be freed. */
static char *absolute(const char *name)
{
	char *dir = getcwd(NULL, 0), *path;

	if (!dir)
		abort();
	path = format_text("%s/%s", dir, name);
	free(dir);
	return path;
}

static int write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	int err = 0;

	if (!file)
		return -errno;
	if (fputs(text, file) < 0)
		err = -EIO;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

/*
 * What libvirt has no element for is as when QEMU is started without it: the
 * monitor, and what the timeline of a boot is made of.
 */
static int write_xml(const char *name, const struct guest_spec *spec)
{
	char *socket = absolute(QEMU_MONITOR);
	char *monitor = format_text("unix:%s,server=on,wait=off", socket);
	char *pidfile = absolute(PIDFILE), *trace = absolute(QEMU_TRACE);
	char *kernel = absolute(GUEST_KERNEL), *initrd = absolute(GUEST_INITRD);
	char *console = absolute(GUEST_CONSOLE), *channel = absolute(CHANNEL);
	char *disk = absolute(GUEST_DISK);
	char *tool = spec->tool_disk ? absolute(spec->tool_disk) : NULL;
	char *topology = spec->vcpus == 1 ? format_text("%s", "") :
		format_text("<topology sockets='%u' dies='1' cores='1' threads='1'/>",
			    spec->vcpus);
	char *cpu = format_text("<cpu mode='host-passthrough' check='none'>%s</cpu>",
				topology);
	const char *args[] = {
		"-qmp", monitor, "-pidfile", pidfile,
		spec->trace ? "-trace" : NULL, "fw_cfg_select",
		"-trace", "vm_state_notify", "-D", trace,
		"-msg", "timestamp=on", NULL
	};
	struct domain domain = {
		.name = name, .type = "kvm", .machine = spec->machine,
		.memory_mib = spec->memory_mib, .vcpus = spec->vcpus,
		.vcpus_now = spec->vcpus_now, .kernel = kernel,
		.initrd = initrd, .cmdline = spec->append,
		.features = "", .cpu = cpu, .clock = "", .console = console,
		.channel = channel, .channel_type = "pipe",
		.disk = { disk, tool }, .args = args,
	};
	char *xml = domain_xml(&domain);
	int err = xml ? write_file(XML, xml) : -errno;
	char *all[] = {
		socket, monitor, pidfile, trace, kernel, initrd, console,
		channel, disk, tool, topology, cpu, xml,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		free(all[i]);
	return err;
}

/* QEMU wants one FIFO for each way; it opens both ends of .in. */
static int make_fifos(void)
{
	unlink(CHANNEL ".in");
	unlink(CHANNEL ".out");
	return mkfifo(CHANNEL ".in", 0600) || mkfifo(CHANNEL ".out", 0600) ?
		-errno : 0;
}

/* The last line that the keeper printed, or else what is known. */
static int keeper_error(struct sentence *why)
{
	FILE *file = fopen(QEMU_MESSAGES, "r");
	char line[512];

	sentence_set(why, 0, "the domain's keeper ended without a message");
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0])
			sentence_set(why, 0, "%s", line);
	}
	if (file)
		fclose(file);
	return -EIO;
}

static pid_t read_pid(void)
{
	char *line = read_first_line(PIDFILE);
	int pid = line ? atoi(line) : 0;

	free(line);
	return pid;
}

int guest_domain_start(const char *keeper, const struct guest_spec *spec,
		 struct guest *guest, struct sentence *why)
{
	static unsigned int started;	/* libvirt may not have forgotten the last one */
	char *argv[] = { (char *)keeper, "keep", XML, NULL };
	char *name = format_text("exitbench-guest-%d-%u", getpid(), ++started);
	int err, out;
	char said;

	unlink(PIDFILE);
	unlink(QEMU_MONITOR);
	err = write_xml(name, spec);
	free(name);
	if (!err)
		err = make_fifos();
	if (err)
		return sentence_set(why, err, "write '" XML "' and FIFOs: %s",
				    strerror(-err));
	/* Without O_NONBLOCK this would wait for QEMU. */
	guest->channel = open(CHANNEL ".out", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	err = process_start(argv, QEMU_MESSAGES, &guest->pid, &out, why);
	if (err) {
		close(guest->channel);
		guest->pid = 0;
		return err;
	}
	/* The keeper sends one byte when the domain runs. */
	guest->vm = read(out, &said, 1) == 1 ? read_pid() : 0;
	close(out);
	if (guest->vm)
		return 0;
	process_stop(guest->pid, 0);
	close(guest->channel);
	guest->pid = 0;
	return keeper_error(why);
}
