// SPDX-License-Identifier: GPL-2.0
/*
 * Rig nested: the KVM host is a virtual machine of this machine's own KVM, with
 * the processor's vmx or svm passed through. rig_libvirt.c runs it. There is one rig
 * per vendor, because the two have different exit reasons.
 */
#include "kvm_probe.h"
#include "rig_libvirt.h"

static const char *const no_args[] = { NULL };

/* The processor as it is; its TSC not stopped by a migration that never comes. */
const struct libvirt_profile profile_nested = {
	.type = "kvm",
	.features = "",
	.cpu = "<cpu mode='host-passthrough' check='none' migratable='off'/>",
	.clock = "<clock offset='utc'/>",
	.qemu = &part_qemu,
	.args = no_args,
	.max_vcpus = 4,
};

static int nested_start(struct machine *machine)
{
	return libvirt_start(machine, &profile_nested);
}

static const struct part *const parts[] = {
	&part_qemu, &part_libvirt_qemu, NULL
};

#define NESTED								\
	.name = "nested",						\
	.summary = "a VM of this machine's KVM as the KVM host, on the real processor", \
	.cycles_unit = "TSC cycles",					\
	.cycles_note = "real TSC cycles of a KVM host that is itself a virtual machine: what its own KVM takes to emulate virtualization is in them", \
	.cmdline = "nokaslr norandmaps cryptomgr.notests",		\
	.real = true,							\
	.parts = parts,							\
	.probe = kvm_probe,						\
	.typical_start_s = 4,						\
	.typical_boot_s = { 3, 6 },					\
	.typical_cell_s = 1,						\
	.start = nested_start,						\
	.poll = libvirt_poll,						\
	.stop = libvirt_stop,						\
	.describe = libvirt_describe

const struct rig rig_nested_vmx = { NESTED, .vendor = VENDOR_VMX };
const struct rig rig_nested_svm = { NESTED, .vendor = VENDOR_SVM };
