// SPDX-License-Identifier: GPL-2.0
/*
 * The rig vmx-emu: a KVM host on Bochs, which emulates Intel VMX with EPT. Bochs
 * has no direct kernel boot, so an ISO carries kernel and initramfs; and it wants
 * a terminal, so it gets a pseudo-terminal that nobody looks at.
 */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rig.h"

/*
 * sync=none and a frozen wall clock (FAKETIME) make it repeatable: something in
 * Bochs is seeded from the time of day. ips is the rate of the emulated TSC,
 * which the kernel is told by tsc_early_khz, for CPUID 0x15 says another.
 */
static const char bochsrc[] =
	"config_interface: textconfig\n"
	"display_library: term, options=\"hideIPS\"\n"
	"romimage: file=%s, options=fastboot\n"
	"vgaromimage: file=%s\n"
	"megs: %u\n"
	"cpu: model=corei7_skylake_x, count=1, ips=100000000, reset_on_triple_fault=0, ignore_bad_msrs=1, msrs=\"%s/msrs.def\"\n"
	"clock: sync=none, time0=1700000000, rtc_sync=0\n"
	"pci: enabled=1, chipset=i440fx\n"
	"ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14\n"
	"ata0-master: type=cdrom, path=%s/boot.iso, status=inserted\n"
	"boot: cdrom\n"
	"com1: enabled=1, mode=file, dev=%s\n"
	"com2: enabled=1, mode=file, dev=%s\n"
	"vga: extension=vbe, update_freq=1, realtime=0\n"
	"log: %s/bochs.log\n"
	"panic: action=fatal\n"
	"error: action=ignore\n"
	"info: action=ignore\n"
	"debug: action=ignore\n"
	"speaker: enabled=0\n"
	"sound: waveoutdrv=dummy\n";

/*
 * IA32_BIOS_SIGN_ID (SDM vol. 4) holds a microcode revision, and ignores writes,
 * with which the kernel trusts the TSC-deadline timer (the table in its
 * arch/x86/kernel/apic/apic.c). Without that timer it uses the one-shot APIC
 * timer, which fires far too early here: a storm that falsifies every count.
 */
static const char msrs[] = "0x08b 0 02007006 00000000 0 0 ffffffff ffffffff\n";

/* To the debugger that Debian's build starts in. */
static const char rc[] = "c\n";

static const char isolinux_cfg[] =
	"DEFAULT host\nPROMPT 0\nTIMEOUT 0\n"
	"LABEL host\nKERNEL /vmlinuz\nINITRD /initrd\nAPPEND %s\n";

struct bochs {
	pid_t pid;
	int pty;
};

static int fail(struct machine *m, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(struct machine *m, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(m->error, sizeof(m->error), format, ap);
	va_end(ap);
	return -1;
}

static int write_file(struct machine *m, const char *name, const char *format,
		      ...) __attribute__((format(printf, 3, 4)));

static int write_file(struct machine *m, const char *name, const char *format,
		      ...)
{
	char path[4096];
	va_list ap;
	FILE *file;
	int ret;

	snprintf(path, sizeof(path), "%s/%s", m->dir, name);
	file = fopen(path, "w");
	if (!file)
		return fail(m, "create '%s': %s", path, strerror(errno));
	va_start(ap, format);
	ret = vfprintf(file, format, ap);
	va_end(ap);
	if (fclose(file) || ret < 0)
		return fail(m, "write '%s': %s", path, strerror(errno));
	return 0;
}

static char *format_path(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static char *format_path(const char *format, ...)
{
	char *text;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		text = NULL;
	va_end(ap);
	return text;
}

/* Grafts the files from where they are: nothing of their size is copied. */
static int make_iso(struct machine *m)
{
	char *iso = format_path("%s/boot.iso", m->dir);
	char *cfg = format_path("/isolinux/isolinux.cfg=%s/isolinux.cfg",
				m->dir);
	char *log = format_path("%s/xorriso.log", m->dir);
	char *isolinux = format_path("/isolinux/isolinux.bin=%s",
				     need_path(NEED_ISOLINUX));
	char *ldlinux = format_path("/isolinux/ldlinux.c32=%s",
				    need_path(NEED_LDLINUX));
	char *kernel = format_path("/vmlinuz=%s", m->kernel);
	char *initrd = format_path("/initrd=%s", m->initrd);
	char *argv[] = {
		"xorriso", "-as", "mkisofs", "-quiet", "-o", iso,
		"-b", "isolinux/isolinux.bin", "-no-emul-boot",
		"-boot-load-size", "4", "-boot-info-table", "-graft-points",
		isolinux, ldlinux, cfg, kernel, initrd, NULL
	};
	int status = -1, fd;
	pid_t pid;

	pid = fork();
	if (!pid) {
		fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execvp(argv[0], argv);
		_exit(127);
	}
	/* A signal that ends the run ends it when this is done. */
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (status)
		fail(m, "xorriso could not make '%s/boot.iso': see '%s/xorriso.log'; is the disk full?",
		     m->dir, m->dir);
	free(iso);
	free(cfg);
	free(log);
	free(isolinux);
	free(ldlinux);
	free(kernel);
	free(initrd);
	return status ? -1 : 0;
}

static void exec_bochs(const struct machine *m)
{
	char *conf = format_path("%s/bochsrc", m->dir);
	char *cmds = format_path("%s/rc", m->dir);
	char *argv[] = { "bochs", "-q", "-f", conf, "-rc", cmds, NULL };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setenv("TERM", "vt100", 1);
	setenv("LD_PRELOAD", need_path(NEED_FAKETIME), 1);
	setenv("FAKETIME", "2026-01-01 00:00:00", 1);
	setenv("TZ", "UTC", 1);
	execvp(argv[0], argv);
	_exit(127);
}

static int vmx_start(struct machine *m)
{
	struct verdict verdict;
	struct bochs *b;

	rig_judge(m->rig, &verdict);
	if (!verdict.works)
		return fail(m, "%s; %s", verdict.found, verdict.remedy);
	if (write_file(m, "bochsrc", bochsrc, need_path(NEED_BOCHS_BIOS),
		       need_path(NEED_BOCHS_VGABIOS), m->memory_mib, m->dir,
		       m->dir, m->console, m->channel, m->dir) ||
	    write_file(m, "msrs.def", "%s", msrs) ||
	    write_file(m, "rc", "%s", rc) ||
	    write_file(m, "isolinux.cfg", isolinux_cfg, m->cmdline) ||
	    make_iso(m))
		return -1;

	b = calloc(1, sizeof(*b));
	if (!b)
		return fail(m, "out of memory");
	b->pid = forkpty(&b->pty, NULL, NULL, NULL);
	if (!b->pid)
		exec_bochs(m);
	if (b->pid < 0) {
		free(b);
		return fail(m, "start bochs: %s", strerror(errno));
	}
	fcntl(b->pty, F_SETFL, O_NONBLOCK);
	fcntl(b->pty, F_SETFD, FD_CLOEXEC);
	m->priv = b;
	return 0;
}

/* Why Bochs ended: its last panic. Power off is one too, to Bochs. */
static int ended(struct machine *m, int status)
{
	char *path = format_path("%s/bochs.log", m->dir), line[512];
	char panic[400] = "";
	FILE *log = path ? fopen(path, "r") : NULL;
	char *at;

	while (log && fgets(line, sizeof(line), log))
		if ((at = strstr(line, ">>PANIC<<")))
			snprintf(panic, sizeof(panic), "%.*s",
				 (int)strcspn(at + 10, "\n"), at + 10);
	if (log)
		fclose(log);
	free(path);
	if (strstr(panic, "soft power off"))
		return 0;
	if (WIFSIGNALED(status))
		return fail(m, "Bochs was killed by signal %d",
			    WTERMSIG(status));
	if (WEXITSTATUS(status) == 127)
		return fail(m, "start bochs: not found; type: make setup");
	return fail(m, "Bochs ended with status %d: %s; see '%s/bochs.log'",
		    WEXITSTATUS(status), panic[0] ? panic : "no panic", m->dir);
}

static int vmx_poll(struct machine *m)
{
	struct bochs *b = m->priv;
	char screen[4096];
	int status;

	while (read(b->pty, screen, sizeof(screen)) > 0)
		;
	if (!b->pid)
		return 0;
	if (waitpid(b->pid, &status, WNOHANG) <= 0)
		return 1;
	b->pid = 0;
	return ended(m, status);
}

/* forkpty() made Bochs the leader of a session, and so of a process group. */
static void vmx_stop(struct machine *m)
{
	struct bochs *b = m->priv;
	char *iso;

	if (!b)
		return;
	if (b->pid) {
		kill(-b->pid, SIGKILL);
		waitpid(b->pid, NULL, 0);
	}
	close(b->pty);
	free(b);
	m->priv = NULL;
	iso = format_path("%s/boot.iso", m->dir);
	if (iso)
		unlink(iso);
	free(iso);
}

static char *vmx_describe(const struct machine *m)
{
	return format_path("FAKETIME='2026-01-01 00:00:00' bochs -q -f %s/bochsrc; kernel command line: %s",
			   m->dir, m->cmdline);
}

static const enum need needs[] = {
	NEED_BOCHS, NEED_BOCHS_TERM, NEED_BOCHS_BIOS, NEED_BOCHS_VGABIOS, NEED_FAKETIME,
	NEED_XORRISO, NEED_ISOLINUX, NEED_LDLINUX, NEED_NONE
};

const struct rig rig_vmx_emu = {
	.needs = needs,
	.name = "vmx-emu",
	.vendor = "vmx",
	.tdp = "ept",
	.summary = "emulated Intel VMX with EPT (Bochs); needs only packages",
	.cycles_unit = "emulated ticks",
	.cycles_note = "Bochs: about one tick an instruction, 100,000,000 to the emulated second, no caches or TLB misses; repeatable to the digit; not comparable with other rigs",
	.cmdline = "tsc=reliable tsc_early_khz=100000 no_timer_check nokaslr norandmaps mitigations=off cryptomgr.notests",
	.typical_start_s = 25,
	.typical_boot_s = { 20, 50 },
	.typical_cell_s = 3,
	.start = vmx_start,
	.poll = vmx_poll,
	.stop = vmx_stop,
	.describe = vmx_describe,
};
