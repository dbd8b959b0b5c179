/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running a struct machine under QEMU through libvirt's C API. A rig says
 * what is special about its QEMU; all else is the same for every rig.
 */
#ifndef EXITBENCH_RIG_LIBVIRT_H
#define EXITBENCH_RIG_LIBVIRT_H

#include "rig.h"

struct libvirt_profile {
	const char *type;	/* domain type: "qemu" (TCG) or "kvm" */
	const char *features;	/* XML inside <features>, after <acpi/> */
	const char *cpu;	/* the <cpu> element */
	const char *clock;	/* the <clock> element */
	const struct part *qemu;	/* the user may choose it */
	const char *const *args; /* more QEMU arguments, NULL at the end */
	unsigned int max_vcpus;	/* of the machine; this one may have fewer */
};

extern const struct libvirt_profile profile_svm_emu;
extern const struct libvirt_profile profile_nested;

/* As in struct rig. Errors come in machine->error. */
int libvirt_start(struct machine *machine,
		  const struct libvirt_profile *profile);
int libvirt_poll(struct machine *machine);
void libvirt_stop(struct machine *machine);
char *libvirt_describe(const struct machine *machine);

#endif
