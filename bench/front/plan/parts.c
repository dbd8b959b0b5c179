// SPDX-License-Identifier: GPL-2.0
/* Finds what a rig is made of; see parts.h. */
#include <unistd.h>

#include <glib.h>

#include "parts.h"

const struct part part_qemu = { "qemu-system-x86_64", { NULL } };

const struct part part_libvirt_qemu = {
	"libvirt's QEMU driver (libvirt_driver_qemu.so)", {
		PARTS_MULTIARCH "/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib64/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib/libvirt/connection-driver/libvirt_driver_qemu.so" }
};

char *part_path(const struct part *part)
{
	const char *const *path = part->paths;

	if (!*path)
		return g_find_program_in_path(part->name);
	for (; *path; path++)
		if (!access(*path, R_OK))
			return g_strdup(*path);
	return NULL;
}
