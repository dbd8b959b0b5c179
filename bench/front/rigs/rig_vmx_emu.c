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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib.h>

#include "bochs_probe.h"
#include "end_with.h"
#include "init.h"
#include "rig.h"
#include "worker.h"

#define SUMMARY "emulated Intel VMX with EPT (Bochs); needs only packages"

#define CPU_MODEL "corei7_skylake_x"

/*
 * sync=none and a frozen wall clock (FAKETIME) make it repeatable: something in
 * Bochs is seeded from the time of day. ips is the rate of the emulated TSC,
 * which the kernel is told by tsc_early_khz, because CPUID 0x15 gives another.
 */
static const char bochsrc[] =
	"config_interface: textconfig\n"
	"display_library: term, options=\"hideIPS\"\n"
	"romimage: file=%s, options=fastboot\n"
	"vgaromimage: file=%s\n"
	"megs: %u\n"
	"cpu: model=" CPU_MODEL ", count=1, ips=100000000, reset_on_triple_fault=0, ignore_bad_msrs=1, msrs=\"%s/msrs.def\"\n"
	"clock: sync=none, time0=1700000000, rtc_sync=0\n"
	"pci: enabled=1, chipset=i440fx\n"
	"ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14\n"
	"ata0-master: type=cdrom, path=%s/boot.iso, status=inserted\n"
	"boot: cdrom\n"
	"com1: enabled=1, mode=file, dev=%s\n"
	"com2: enabled=1, mode=file, dev=%s\n"
	"parport1: enabled=1, file=%s\n"
	"vga: extension=vbe, update_freq=1, realtime=0\n"
	"log: %s\n"
	"panic: action=fatal\n"
	"error: action=ignore\n"
	"info: action=ignore\n"
	"debug: action=ignore\n"
	"speaker: enabled=0\n"
	"%s";

/* Only where sound is compiled in. */
static const char sound[] = "sound: waveoutdrv=dummy\n";

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

static const struct part bochs_term = {
	"Bochs' terminal display (libbx_term_gui.so)", {
		"/usr/lib/bochs/plugins/libbx_term_gui.so",
		PARTS_MULTIARCH "/bochs/plugins/libbx_term_gui.so",
		"/usr/lib64/bochs/plugins/libbx_term_gui.so" }
};
static const struct part bochs_bios = {
	"Bochs' BIOS-bochs-latest", { "/usr/share/bochs/BIOS-bochs-latest" }
};
static const struct part bochs_vgabios = {
	"Bochs' VGABIOS-lgpl-latest", { "/usr/share/bochs/VGABIOS-lgpl-latest" }
};
static const struct part faketime = {
	"libfaketime.so.1", {
		PARTS_MULTIARCH "/faketime/libfaketime.so.1",
		"/usr/lib64/faketime/libfaketime.so.1",
		"/usr/lib/faketime/libfaketime.so.1" }
};
static const struct part xorriso = { "xorriso", { NULL } };
static const struct part isolinux = {
	"isolinux.bin", {
		"/usr/lib/ISOLINUX/isolinux.bin",
		"/usr/share/syslinux/isolinux.bin",
		"/usr/lib/syslinux/bios/isolinux.bin" }
};
static const struct part ldlinux = {
	"ldlinux.c32", {
		"/usr/lib/syslinux/modules/bios/ldlinux.c32",
		"/usr/share/syslinux/ldlinux.c32",
		"/usr/lib/syslinux/bios/ldlinux.c32" }
};

struct bochs {
	pid_t pid;
	int pty;
};

/* Two times that docs/machines.md has of it, by that of Debian's Bochs. */
#define FAST_PACE (30.8 / 64.7)

/* By words of bochs_words(). */
static bool is_fast(const char *words)
{
	return strstr(words, "without debugger, with handler");
}

/* A faster one, or that this is such a one. */
static void suggest(struct probe *p, const char *words)
{
	snprintf(p->remedy, sizeof(p->remedy), is_fast(words) ?
		 "one that was built alike hung now and then while the KVM host booted; if a run falls silent, take the distribution's (docs/machines.md)" :
		 "make bochs builds one that is twice as fast; BOCHS=build/bochs/bochs takes it");
}

static void vmx_probe(struct probe *p)
{
	g_autofree char *bochs = part_path(&part_bochs);

	p->works = bochs_has_cpu(bochs, CPU_MODEL);
	if (p->works) {
		g_autofree char *words = bochs_words(bochs);

		snprintf(p->found, sizeof(p->found), SUMMARY "; '%.200s' is %.200s",
			 bochs, words);
		suggest(p, words);
		return;
	}
	snprintf(p->found, sizeof(p->found),
		 "'%s' has no processor " CPU_MODEL ": it is too old, or was built without VMX or AVX-512",
		 bochs);
	snprintf(p->remedy, sizeof(p->remedy),
		 "set BOCHS= to another, version 2.7 or later");
}

static int write_file(struct machine *m, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(m->dir, name, NULL);
	g_autoptr(GError) error = NULL;

	if (g_file_set_contents(path, text, -1, &error))
		return 0;
	return sentence_set(&m->why, -EIO, "write '%s': %s", path,
			    error->message);
}

static int write_configuration(struct machine *m, bool with_sound)
{
	g_autofree char *bios = part_path(&bochs_bios);
	g_autofree char *vgabios = part_path(&bochs_vgabios);
	g_autofree char *cmdline = worker_cmdline(m->plan, m->worker);
	g_autofree char *conf = g_strdup_printf(bochsrc, bios, vgabios,
		m->memory_mib, m->dir, m->dir, m->console, m->channel, m->channel, m->log,
		with_sound ? sound : "");
	g_autofree char *boot = g_strdup_printf(isolinux_cfg, cmdline);

	return write_file(m, "bochsrc", conf) ?: write_file(m, "msrs.def", msrs) ?:
	       write_file(m, "rc", rc) ?: write_file(m, "isolinux.cfg", boot);
}

/* Refers to the files where they are, without copying them. */
static int make_iso(struct machine *m)
{
	g_autofree char *iso = g_build_filename(m->dir, "boot.iso", NULL);
	g_autofree char *cfg = g_strdup_printf(
		"/isolinux/isolinux.cfg=%s/isolinux.cfg", m->dir);
	g_autofree char *isolinux_path = part_path(&isolinux);
	g_autofree char *ldlinux_path = part_path(&ldlinux);
	g_autofree char *loader = g_strdup_printf("/isolinux/isolinux.bin=%s",
						  isolinux_path);
	g_autofree char *library = g_strdup_printf("/isolinux/ldlinux.c32=%s",
						   ldlinux_path);
	g_autofree char *kernel = g_strdup_printf("/vmlinuz=%s",
						  m->images->host_kernel);
	g_autofree char *initrd = g_strdup_printf("/initrd=%s",
						  m->images->host_initrd);
	char *argv[] = {
		"xorriso", "-as", "mkisofs", "-quiet", "-o", iso,
		"-b", "isolinux/isolinux.bin", "-no-emul-boot",
		"-boot-load-size", "4", "-boot-info-table", "-graft-points",
		loader, library, cfg, kernel, initrd, NULL
	};
	g_autofree char *said = NULL;
	g_autoptr(GError) error = NULL;
	int status;

	/* A signal that ends the run ends it when this is done. */
	if (g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
			 &said, &status, &error) &&
	    g_spawn_check_wait_status(status, &error))
		return 0;
	if (said)
		g_file_set_contents(m->log, said, -1, NULL);
	return sentence_set(&m->why, -EIO,
			    "make '%s' by xorriso: %s; see '%s'; is the disk full?",
			    iso, error->message, m->log);
}

static void exec_bochs(const struct machine *m, char *bochs, bool debugger,
		       pid_t parent)
{
	char *conf = g_build_filename(m->dir, "bochsrc", NULL);
	char *cmds = g_build_filename(m->dir, "rc", NULL);
	char *argv[] = { bochs, "-q", "-f", conf, debugger ? "-rc" : NULL,
			 cmds, NULL };

	end_with(parent, SIGKILL);
	setenv("TERM", "vt100", 1);
	setenv("LD_PRELOAD", part_path(&faketime), 1);
	setenv("FAKETIME", "2026-01-01 00:00:00", 1);
	setenv("TZ", "UTC", 1);
	execvp(argv[0], argv);
	_exit(127);
}

static int vmx_start(struct machine *m)
{
	g_autofree char *bochs = NULL;
	pid_t parent = getpid();
	struct bochs_build build;
	struct probe probe;
	struct bochs *b;
	int err;

	rig_probe(m->rig, &probe);
	if (!probe.works)
		return sentence_set(&m->why, -ENOENT, "%s; %s", probe.found,
				    probe.remedy);
	bochs = part_path(&part_bochs);
	build = bochs_build(bochs);
	err = write_configuration(m, build.sound) ?: make_iso(m);
	if (err)
		return err;

	b = g_new0(struct bochs, 1);
	b->pid = forkpty(&b->pty, NULL, NULL, NULL);
	if (!b->pid)
		exec_bochs(m, bochs, build.debugger, parent);
	if (b->pid < 0) {
		err = errno;
		g_free(b);
		return sentence_set(&m->why, -err,
				    "start bochs in a terminal of its own (/dev/pts): %s",
				    strerror(err));
	}
	fcntl(b->pty, F_SETFL, O_NONBLOCK);
	fcntl(b->pty, F_SETFD, FD_CLOEXEC);
	m->priv = b;
	return 0;
}

/* Did the KVM host's kernel name @function before the emulator ended? */
static bool crashed_in(const struct machine *m, const char *function)
{
	g_autofree char *console = NULL;

	return g_file_get_contents(m->console, &console, NULL, NULL) &&
	       strstr(console, function);
}

/* Why Bochs ended: its last panic. Power off is one too, to Bochs. */
static int ended(struct machine *m, int status)
{
	FILE *log = fopen(m->log, "r");
	char line[512], panic[400] = "";
	char *at;

	while (log && fgets(line, sizeof(line), log))
		if ((at = strstr(line, ">>PANIC<<")))
			snprintf(panic, sizeof(panic), "%.*s",
				 (int)strcspn(at + 10, "\n"), at + 10);
	if (log)
		fclose(log);
	if (strstr(panic, "soft power off"))
		return 0;
	if (crashed_in(m, "fpu__init_system_xstate"))
		return sentence_set(&m->why, -EIO,
				    "Linux does not take this Bochs's XSAVE, and crashes while it switches it off, as Linux 7.3 does on Bochs 2.7; set BOCHS= to a newer one, or KERNEL= to an older one");
	if (WIFSIGNALED(status))
		return sentence_set(&m->why, -EIO,
				    "Bochs was killed by signal %d",
				    WTERMSIG(status));
	if (WEXITSTATUS(status) == 127)
		return sentence_set(&m->why, -ENOENT,
				    "start bochs: not found; type: make setup");
	return sentence_set(&m->why, -EIO,
			    "Bochs ended with status %d: %s; see '%s'",
			    WEXITSTATUS(status), panic[0] ? panic : "no panic",
			    m->log);
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
	g_autofree char *iso = NULL;

	if (!b)
		return;
	if (b->pid) {
		kill(-b->pid, SIGKILL);
		waitpid(b->pid, NULL, 0);
	}
	close(b->pty);
	g_free(b);
	m->priv = NULL;
	iso = g_build_filename(m->dir, "boot.iso", NULL);
	unlink(iso);
}

static char *vmx_describe(const struct machine *m)
{
	g_autofree char *cmdline = worker_cmdline(m->plan, m->worker);
	g_autofree char *bochs = part_chosen(&part_bochs);

	return g_strdup_printf("FAKETIME='2026-01-01 00:00:00' %s -q -f %s/bochsrc; kernel command line: %s",
			       bochs ?: "bochs", m->dir, cmdline);
}

static char *vmx_built(void)
{
	g_autofree char *bochs = part_path(&part_bochs);

	return bochs ? bochs_words(bochs) : NULL;
}

static double vmx_pace(void)
{
	g_autofree char *words = vmx_built();

	return words && is_fast(words) ? FAST_PACE : 1;
}

static const struct part *const parts[] = {
	&part_bochs, &bochs_term, &bochs_bios, &bochs_vgabios, &faketime,
	&xorriso, &isolinux, &ldlinux, NULL
};

const struct rig rig_vmx_emu = {
	.parts = parts,
	.name = "vmx-emu",
	.vendor = VENDOR_VMX,
	.summary = SUMMARY,
	.cycles_unit = "emulated ticks",
	.cycles_note = "Bochs: about one tick an instruction, 100,000,000 to the emulated second, no caches or TLB misses; repeatable to the digit; not comparable with other rigs",
	.cmdline = "tsc=reliable tsc_early_khz=100000 no_timer_check nokaslr norandmaps mitigations=off cryptomgr.notests " INIT_LEFT_OUT,
	/* Bochs 3.0 has them, and then refuses VM entry. */
	.words = "--no-posted-interrupts --printer",
	.typical_start_s = 16,
	.typical_boot_s = { 14, 18 },
	.typical_cell_s = 1,
	.pace = vmx_pace,
	.probe = vmx_probe,
	.built = vmx_built,
	.start = vmx_start,
	.poll = vmx_poll,
	.stop = vmx_stop,
	.describe = vmx_describe,
};
