/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What rigs need of the machine, found by looking: distributions agree neither
 * on packages nor on directories.
 */
#ifndef EXITBENCH_NEEDS_H
#define EXITBENCH_NEEDS_H

enum need {
	NEED_NONE,
	NEED_QEMU, NEED_LIBVIRT_QEMU,
	NEED_BOCHS, NEED_BOCHS_TERM, NEED_BOCHS_BIOS, NEED_BOCHS_VGABIOS,
	NEED_FAKETIME, NEED_XORRISO, NEED_ISOLINUX, NEED_LDLINUX,
};

/* What it is called. */
const char *need_name(enum need need);

/* Where it is on this machine, or NULL. Good until the next 16 calls. */
const char *need_path(enum need need);

#endif
