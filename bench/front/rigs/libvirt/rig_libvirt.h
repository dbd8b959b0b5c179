/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running a struct machine under QEMU through libvirt's C API. A rig says
 * what is special about its QEMU; all else is the same for every rig.
 */
#ifndef EXITBENCH_RIG_LIBVIRT_H
#define EXITBENCH_RIG_LIBVIRT_H

#include "libvirt_profile.h"
#include "rig.h"

/* As in struct rig. Errors come in machine->why. */
int libvirt_start(struct machine *machine,
		  const struct libvirt_profile *profile);
int libvirt_poll(struct machine *machine);
void libvirt_stop(struct machine *machine);
char *libvirt_describe(const struct machine *machine);

#endif
