/* SPDX-License-Identifier: GPL-2.0 */
/* The one template of a rig's libvirt domain. */
#ifndef EXITBENCH_DOMAIN_XML_H
#define EXITBENCH_DOMAIN_XML_H

#include "rig_libvirt.h"

/* The XML of @machine as domain @name, to be freed; NULL with errno. */
char *domain_xml(const struct machine *machine, const char *name,
		 const struct libvirt_profile *profile);

#endif
