/* SPDX-License-Identifier: GPL-2.0 */
/* What libvirt is told of a machine. */
#ifndef EXITBENCH_KEEPER_XML_H
#define EXITBENCH_KEEPER_XML_H

#include "libvirt_profile.h"

/*
 * The XML of @machine as domain @name, to be freed; NULL with errno. @restored: it
 * does not boot, but waits for the state of one that has.
 */
char *keeper_xml(const struct machine *machine, const char *name,
		 const struct libvirt_profile *profile, bool restored);

#endif
