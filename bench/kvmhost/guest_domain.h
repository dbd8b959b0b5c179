/* SPDX-License-Identifier: GPL-2.0 */
/* Starts a measured guest as a libvirt domain. */
#ifndef EXITBENCH_GUEST_DOMAIN_H
#define EXITBENCH_GUEST_DOMAIN_H

#include "base.h"
#include "guest_spec.h"

/*
 * @keeper is the program that keeps the domain (`exitbench keep`). 0, or a
 * negative errno with @why, which is the end of what it said.
 */
int guest_domain_start(const char *keeper, const struct guest_spec *spec,
		 struct guest *guest, struct sentence *why);

#endif
