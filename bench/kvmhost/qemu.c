// SPDX-License-Identifier: GPL-2.0
/* Starts and ends one measured guest under QEMU, with its disk. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init.h"
#include "kvmhost.h"

#define DISK_BYTES (64 << 20)

#define LAST_LINES 40

/* libvirt sends SIGTERM and, 10 s later, SIGKILL. */
#define KEPT_TIMEOUT_S 20

/* What the guest's kernel is told; behind `--` follow the words for /init. */
#define CMDLINE \
	"console=ttyS0,115200 quiet panic=-1 reboot=t nokaslr norandmaps " \
	"cryptomgr.notests"

extern char **environ;

/* The same file system, to the byte, for every guest: fixed time, UUID, seed. */
int qemu_make_disk(char *error, size_t len)
{
	static const char uuid[] = "00000000-0000-4000-8000-000000000001";
	static char *const argv[] = {
		"mke2fs", "-q", "-F", "-t", "ext4", "-U", (char *)uuid, "-E",
		"lazy_itable_init=0,lazy_journal_init=0,hash_seed=00000000-0000-4000-8000-000000000002",
		QEMU_DISK, NULL
	};
	int fd, status, err;
	pid_t pid;

	unlink(QEMU_DISK);
	fd = open(QEMU_DISK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, DISK_BYTES)) {
		snprintf(error, len, "create '" QEMU_DISK "': %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	close(fd);

	setenv("E2FSPROGS_FAKE_TIME", "1700000000", 1);
	err = posix_spawn(&pid, "/sbin/mke2fs", NULL, NULL, argv, environ);
	if (err) {
		snprintf(error, len, "start mke2fs: %s", strerror(err));
		return -1;
	}
	if (waitpid(pid, &status, 0) < 0 || status) {
		snprintf(error, len, "mke2fs '" QEMU_DISK "' failed, status %#x",
			 status);
		return -1;
	}
	return 0;
}

void qemu_tool_path(const char *tool, char *path, size_t len)
{
	snprintf(path, len, "guest/tool-%s.img", tool);
}

unsigned int qemu_vcpus(const struct kvmhost *host,
			const struct guest_needs *needs)
{
	return needs->vcpus > host->vcpus ? needs->vcpus : host->vcpus;
}

void qemu_exec(char *const argv[], int out, pid_t parent)
{
	int messages;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	messages = open(QEMU_MESSAGES, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	execv(argv[0], argv);
	dprintf(STDERR_FILENO, "start '%s': %s\n", argv[0], strerror(errno));
	_exit(127);
}

/*
 * The second serial port is a device by name, for microvm makes but one of those
 * of -serial.
 */
static void exec_qemu(const struct kvmhost *host,
		      const struct guest_needs *needs, const char *append,
		      int channel, pid_t parent)
{
	char memory[16], smp[48], path[128], drive[192];
	bool pci = strcmp(host->machine, "microvm");
	char *argv[] = {
		"/usr/bin/qemu-system-x86_64", "-nodefaults", "-no-user-config",
		"-name", "exitbench,debug-threads=on",	/* for pin.c */
		"-display", "none", "-no-reboot", "-accel", "kvm",
		"-M", (char *)host->machine, "-cpu", "host", "-m", memory,
		"-smp", smp,
		"-kernel", "guest/vmlinuz", "-initrd", "guest/initrd",
		"-append", (char *)append,
		"-serial", "file:" QEMU_CONSOLE,
		"-chardev", "stdio,id=channel",
		"-device", "isa-serial,chardev=channel,index=1",
		"-qmp", "unix:" QEMU_MONITOR ",server=on,wait=off",
		"-drive", "if=none,id=disk,format=raw,file=" QEMU_DISK,
		"-device", pci ? "virtio-blk-pci,drive=disk" :
				 "virtio-blk-device,drive=disk",
		NULL
	};
	char *tool[] = {
		"-drive", drive,
		"-device", pci ? "virtio-blk-pci,drive=tool" :
				 "virtio-blk-device,drive=tool",
	};
	char *trace[] = {
		"-trace", "fw_cfg_select", "-D", QEMU_TRACE,
		"-msg", "timestamp=on",
	};
	int n = sizeof(argv) / sizeof(*argv) - 1;
	char *all[sizeof(argv) / sizeof(*argv) + 10];
	unsigned int vcpus;

	snprintf(memory, sizeof(memory), "%u", host->memory_mib);
	vcpus = qemu_vcpus(host, needs);
	snprintf(smp, sizeof(smp), qemu_plugs(vcpus) ?
		 "1,sockets=%u,maxcpus=%u" : "%u", vcpus, vcpus);
	if (needs->tool) {
		qemu_tool_path(needs->tool, path, sizeof(path));
		snprintf(drive, sizeof(drive),
			 "if=none,id=tool,format=raw,readonly=on,file=%s", path);
	}
	memcpy(all, argv, sizeof(argv));
	if (needs->tool) {
		memcpy(all + n, tool, sizeof(tool));
		n += sizeof(tool) / sizeof(*tool);
	}
	if (needs->trace) {
		memcpy(all + n, trace, sizeof(trace));
		n += sizeof(trace) / sizeof(*trace);
	}
	all[n] = NULL;
	qemu_exec(all, channel, parent);
}

int qemu_start(const struct kvmhost *host, const struct guest_needs *needs,
	       const char *args, struct qemu *qemu, char *error, size_t len)
{
	pid_t parent = getpid();
	char append[2048];
	int fds[2];

	if (snprintf(append, sizeof(append), CMDLINE "%s %s -- " INIT_WORD " %s",
		     strcmp(host->machine, "microvm") ? "" : " pci=off",
		     needs->kernel_words ? needs->kernel_words : "", args) >=
	    (int)sizeof(append)) {
		snprintf(error, len,
			 "more workloads than a kernel command line holds; name fewer at once");
		return -1;
	}
	unlink(QEMU_CONSOLE);
	unlink(QEMU_TRACE);
	if (host->keeper) {
		if (domain_start(host, needs, append, qemu, error, len))
			return -1;
		goto started;
	}
	if (pipe2(fds, O_CLOEXEC)) {
		snprintf(error, len, "make a pipe: %s", strerror(errno));
		return -1;
	}
	qemu->channel = fds[0];
	qemu->pid = fork();
	if (!qemu->pid)
		exec_qemu(host, needs, append, fds[1], parent);
	close(fds[1]);
	if (qemu->pid < 0) {
		snprintf(error, len, "start QEMU: %s", strerror(errno));
		close(fds[0]);
		qemu->pid = 0;
		return -1;
	}
	qemu->vm = qemu->pid;
started:
	if (host->pin)
		pin_vcpus(qemu->vm, qemu_vcpus(host, needs));
	return 0;
}

void qemu_stop(struct qemu *qemu, unsigned int timeout_s)
{
	struct timespec tick = { 0, 10000000 };
	unsigned int i;

	if (!qemu->pid)
		return;
	for (i = 0; i < timeout_s * 100; i++) {
		if (waitpid(qemu->pid, NULL, WNOHANG))
			goto out;
		nanosleep(&tick, NULL);
	}
	kill(qemu->pid, SIGKILL);
	waitpid(qemu->pid, NULL, 0);
out:
	/* A keeper is gone before libvirt has ended QEMU. */
	for (i = 0; i < KEPT_TIMEOUT_S * 100 && qemu->vm != qemu->pid &&
	     qemu->vm && !kill(qemu->vm, 0); i++)
		nanosleep(&tick, NULL);
	close(qemu->channel);
	qemu->pid = 0;
}

static void append_lines(json_t *lines, const char *path)
{
	char line[256];
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!line[0])
			continue;
		/* Not UTF-8: the object cannot hold it, and need not. */
		if (json_array_append_new(lines, json_string(line)))
			continue;
		if (json_array_size(lines) > LAST_LINES)
			json_array_remove(lines, 0);
	}
	if (file)
		fclose(file);
}

json_t *qemu_last_lines(void)
{
	json_t *lines = json_array();

	append_lines(lines, QEMU_CONSOLE);
	append_lines(lines, QEMU_MESSAGES);
	return lines;
}
