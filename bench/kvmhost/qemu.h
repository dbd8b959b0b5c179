/* SPDX-License-Identifier: GPL-2.0 */
/* Starts a measured guest as a QEMU of our own. */
#ifndef EXITBENCH_QEMU_H
#define EXITBENCH_QEMU_H

#include "base.h"
#include "guest_spec.h"

/* 0, or a negative errno with @why. */
int qemu_start(const struct guest_spec *spec, struct guest *guest,
	       struct sentence *why);

#endif
