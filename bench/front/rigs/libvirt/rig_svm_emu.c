// SPDX-License-Identifier: GPL-2.0
/*
 * Rig svm-emu: a KVM host on an AMD processor with nested paging, emulated by
 * QEMU's TCG. Says what makes QEMU count instructions and repeat itself to the
 * digit; rig_libvirt.c runs it.
 */
#include <stdio.h>

#include <glib.h>

#include "init.h"
#include "rig_libvirt.h"
#include "tcg_probe.h"

/*
 * -icount: one guest nanosecond and one TSC tick an instruction; sleep=off:
 * an idle processor's time jumps to the next timer. It implies a single TCG
 * thread. -uuid: libvirt's own is random and reaches the guest through SMBIOS,
 * where the kernel stirs it into its random numbers; the last one counts.
 */
static const char *const svm_emu_args[] = {
	"-icount", "shift=0,sleep=off",
	"-seed", "1",
	"-uuid", "00000000-0000-0000-0000-000000000001",
	NULL
};

/*
 * No ERMS and FSRM: REP STOSB and MOVSB take an instruction for each byte here, REP STOSQ and
 * MOVSQ, which Linux has instead, one for each eight.
 * No RDRAND and RDSEED, which ask the real machine. No five-level paging: KVM
 * gives nested page tables the depth of the host's own, and the processors
 * that run KVM mostly have four levels. The clock starts on 2026-01-01 and,
 * track='guest' (clock=vm), goes with the instructions: with the real time a
 * q35 guest under shadow paging hung.
 */
const struct libvirt_profile profile_svm_emu = {
	.type = "qemu",
	.features = "<vmport state='off'/>",
	.cpu =
		"<cpu mode='maximum' check='none'>"
		"<feature policy='require' name='svm'/>"
		"<feature policy='require' name='npt'/>"
		"<feature policy='disable' name='la57'/>"
		"<feature policy='disable' name='erms'/>"
		"<feature policy='disable' name='fsrm'/>"
		"<feature policy='disable' name='rdrand'/>"
		"<feature policy='disable' name='rdseed'/>"
		"</cpu>",
	.clock =
		"<clock offset='absolute' start='1767225600'>"
		"<timer name='rtc' track='guest'/>"
		"</clock>",
	.qemu = &part_qemu_tcg,
	.args = svm_emu_args,
	.awaits = true,
	.max_vcpus = 1,
};

static int svm_emu_start(struct machine *machine)
{
	return libvirt_start(machine, &profile_svm_emu);
}

#define SUMMARY "emulated AMD SVM with NPT (QEMU TCG); needs only packages"

/* Reports how QEMU emulates SVM; the rig works unless QEMU does not answer. */
static enum tcg_svm judge(struct probe *p)
{
	g_autofree char *qemu = part_path(&part_qemu_tcg);
	struct sentence why = { "it is not there" };
	enum tcg_svm svm = qemu ? tcg_probe(qemu, &why) :
				  TCG_SVM_NONE;

	p->works = svm != TCG_SVM_NONE;
	switch (svm) {
	case TCG_SVM_NONE:
		snprintf(p->found, sizeof(p->found),
			 "'%.200s' does not run a guest under SVM: %.200s",
			 qemu ? qemu : part_qemu_tcg.name, why.text);
		snprintf(p->remedy, sizeof(p->remedy),
			 "set QEMU= to another, version 7.2 or later");
		break;
	case TCG_SVM_READS_AS_CR0:
		snprintf(p->found, sizeof(p->found),
			 "'%.200s' takes a guest's reads of CR2, CR3, CR4 and CR8 for reads of CR0, as QEMU does from 9.1 on: under shadow paging a guest would read the shadow CR3 and not boot, and under NPT such exits are not counted",
			 qemu);
		snprintf(p->remedy, sizeof(p->remedy),
			 "build a QEMU without that fault: make qemu; or name one: QEMU=/path/to/qemu-system-x86_64; or leave shadow paging out: MODE=tdp");
		break;
	case TCG_SVM_RIGHT:
		snprintf(p->found, sizeof(p->found), SUMMARY "; its SVM is right: '%.200s'", qemu);
		break;
	}
	return svm;
}

static void svm_emu_probe(struct probe *probe)
{
	judge(probe);
}

/* If QEMU does not answer or is missing, starting it gives the better message. */
static void svm_emu_probe_shadow(struct probe *probe)
{
	enum tcg_svm svm = judge(probe);

	probe->works = svm != TCG_SVM_READS_AS_CR0;
	if (svm != TCG_SVM_READS_AS_CR0)
		probe->found[0] = 0;
}

static const struct part *const parts[] = {
	&part_qemu_tcg, &part_libvirt_qemu, NULL
};

const struct rig rig_svm_emu = {
	.parts = parts,
	.walks = true,
	.name = "svm-emu",
	.vendor = VENDOR_SVM,
	.summary = SUMMARY,
	.cycles_unit = "emulated ticks",
	.cycles_note =
		"QEMU TCG with -icount: one tick an instruction, no caches and "
		"no TLB; repeatable to the digit; not comparable with other "
		"rigs",
	.cmdline = "tsc=reliable tsc_early_khz=1000000 no_timer_check "
		"mitigations=off nokaslr norandmaps noreplace-smp "
		"cryptomgr.notests " INIT_LEFT_OUT,
	.typical_start_s = 15,
	.typical_restored_s = 5,
	.typical_boot_s = { 10, 15 },
	.typical_cell_s = 1,
	.probe = svm_emu_probe,
	.probe_shadow = svm_emu_probe_shadow,
	.start = svm_emu_start,
	.poll = libvirt_poll,
	.stop = libvirt_stop,
	.describe = libvirt_describe,
};
