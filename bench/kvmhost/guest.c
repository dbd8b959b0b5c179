// SPDX-License-Identifier: GPL-2.0
/* One measured guest, with its disk and its kernel command line; see guest.h. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <x86intrin.h>

#include "console.h"
#include "files_layout.h"
#include "guest_domain.h"
#include "guest.h"
#include "init.h"
#include "mail.h"
#include "paths.h"
#include "pin.h"
#include "plug.h"
#include "process.h"
#include "qemu.h"

#define MIB (1 << 20)
#define DISK_BYTES (64 * MIB)

#define LAST_LINES 40

/* libvirt sends SIGTERM and, 10 s later, SIGKILL. */
#define KEPT_TIMEOUT_S 20

/* The kernel's COMMAND_LINE_SIZE, arch/x86/include/asm/setup.h. */
#define COMMAND_LINE_BYTES 2048

/* The guest's kernel command line; the words after `--` are for /init. */
#define CMDLINE \
	"console=ttyS0,115200 quiet panic=-1 reboot=t nokaslr norandmaps " \
	"cryptomgr.notests " INIT_LEFT_OUT_GUEST

/*
 * All its devices are on bus 0. A q35 speaks of 256 buses, and Linux would look for 32
 * devices on each (pcibios_fixup_peer_bridges()): two in three exits of a boot.
 */
#define LAST_BUS " pci=lastbus=0"

unsigned int guest_vcpus(const struct kvmhost *host,
			 const struct guest_needs *needs)
{
	return needs->vcpus > host->vcpus ? needs->vcpus : host->vcpus;
}

char *guest_tool_path(const char *tool)
{
	return format_text("guest/tool-%s.img", tool);
}

static off_t files_bytes;

static int count_bytes(const char *path, const struct stat *st, int type,
		       struct FTW *walk)
{
	(void)path;
	(void)walk;
	files_bytes += type == FTW_F ? st->st_size : 0;
	return 0;
}

/* Room for the workloads, and twice what files of the user's take. */
static off_t disk_bytes(void)
{
	files_bytes = 0;
	nftw(GUEST_FILES, count_bytes, 16, FTW_PHYS);
	return DISK_BYTES + (files_bytes * 2 + MIB - 1) / MIB * MIB;
}

/*
 * The same file system, to the byte, for every guest: fixed time, UUID, seed. In
 * it are the user's files, where there are any; behind it is the ring of mail.h.
 */
static int make_disk(struct sentence *why)
{
	static char *argv[] = {
		"/sbin/mke2fs", "-q", "-F", "-t", "ext4",
		"-U", "00000000-0000-4000-8000-000000000001", "-E",
		"lazy_itable_init=0,lazy_journal_init=0,hash_seed=00000000-0000-4000-8000-000000000002",
		NULL, NULL, NULL, NULL, NULL
	};
	char **end = argv + sizeof(argv) / sizeof(*argv) - 5, *size;
	const off_t bytes = disk_bytes();
	int fd, err = 0;

	unlink(GUEST_DISK);
	fd = open(GUEST_DISK, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, bytes + MAIL_BYTES))
		err = sentence_errno(why, "create '" GUEST_DISK "'");
	if (fd >= 0)
		close(fd);
	if (err)
		return err;
	if (!access(GUEST_FILES, F_OK)) {
		*end++ = "-d";
		*end++ = GUEST_FILES;
	}
	end[0] = GUEST_DISK;
	end[1] = size = format_text("%lldk", (long long)bytes / 1024);
	setenv("E2FSPROGS_FAKE_TIME", "1700000000", 1);
	err = process_run(argv, why);
	free(size);
	return err;
}

static int start(const struct kvmhost *host, const struct guest_spec *spec,
		 struct guest *guest, struct sentence *why)
{
	int err;

	if (strlen(spec->append) >= COMMAND_LINE_BYTES)
		return sentence_set(why, -E2BIG,
				    "the workloads do not fit on a kernel command line; name fewer at once");
	err = make_disk(why);
	if (err)
		return err;
	unlink(GUEST_CONSOLE);
	unlink(QEMU_TRACE);
	guest->started_tsc = __rdtsc();
	err = host->keeper ? guest_domain_start(host->keeper, spec, guest, why) :
			     qemu_start(spec, guest, why);
	if (!err && host->pin)
		pin_vcpus(guest->vm, spec->vcpus);
	return err;
}

int guest_start(const struct kvmhost *host, const struct guest_needs *needs,
		const char *args, struct guest *guest, struct sentence *why)
{
	unsigned int vcpus = guest_vcpus(host, needs);
	char *tool = needs->tool ? guest_tool_path(needs->tool) : NULL;
	char *append = format_text(CMDLINE "%s %s%s%s -- " INIT_WORD " %s",
				   strcmp(host->machine, "microvm") ?
				   LAST_BUS : " pci=off",
				   needs->kernel_words ? needs->kernel_words : "",
				   *host->guest_words ? " " : "",
				   host->guest_words, args);
	struct guest_spec spec = {
		.machine = host->machine, .memory_mib = host->memory_mib,
		.vcpus = vcpus, .vcpus_now = plug_is_needed(vcpus) ? 1 : vcpus,
		.append = append, .tool_disk = tool, .trace = needs->trace,
	};
	int err = start(host, &spec, guest, why);

	free(append);
	free(tool);
	return err;
}

void guest_stop(struct guest *guest, unsigned int timeout_s)
{
	if (!guest->pid)
		return;
	process_stop(guest->pid, timeout_s);
	/* The keeper exits before libvirt has ended QEMU. */
	if (guest->vm && guest->vm != guest->pid)
		process_wait_gone(guest->vm, KEPT_TIMEOUT_S);
	close(guest->channel);
	guest->pid = 0;
}

json_t *guest_last_lines(void)
{
	json_t *lines = json_array();

	console_append(lines, GUEST_CONSOLE, LAST_LINES);
	console_append(lines, QEMU_MESSAGES, LAST_LINES);
	return lines;
}
