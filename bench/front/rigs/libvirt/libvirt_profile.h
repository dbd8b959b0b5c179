/* SPDX-License-Identifier: GPL-2.0 */
/* What is special about the QEMU of a rig; the rest is the same for all. */
#ifndef EXITBENCH_LIBVIRT_PROFILE_H
#define EXITBENCH_LIBVIRT_PROFILE_H

#include "rig.h"

struct libvirt_profile {
	const char *type;	/* domain type: "qemu" (TCG) or "kvm" */
	const char *features;	/* XML inside <features>, after <acpi/> */
	const char *cpu;	/* the <cpu> element */
	const char *clock;	/* the <clock> element */
	const struct part *qemu;	/* the user may choose it */
	const char *const *args; /* more QEMU arguments, NULL at the end */
	/* The worker's words do not stand on the command line: AWAIT_WORD, init.h. */
	bool awaits;
	unsigned int max_vcpus;	/* of the machine; this one may have fewer */
};

extern const struct libvirt_profile profile_svm_emu;
extern const struct libvirt_profile profile_nested;

#endif
