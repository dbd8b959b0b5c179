// SPDX-License-Identifier: GPL-2.0
/* Programs and files of the distribution; see needs.h. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "needs.h"

#define MULTIARCH "/usr/lib/x86_64-linux-gnu"

/* A name without a slash is a program, looked for in PATH. */
static const struct {
	const char *name;
	const char *paths[4];
} needs[] = {
	[NEED_QEMU] = { "qemu-system-x86_64", { "qemu-system-x86_64" } },
	[NEED_LIBVIRT_QEMU] = { "libvirt's QEMU driver (libvirt_driver_qemu.so)", {
		MULTIARCH "/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib64/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib/libvirt/connection-driver/libvirt_driver_qemu.so" } },
	[NEED_BOCHS] = { "bochs", { "bochs" } },
	[NEED_BOCHS_TERM] = { "Bochs' terminal display (libbx_term_gui.so)", {
		"/usr/lib/bochs/plugins/libbx_term_gui.so",
		MULTIARCH "/bochs/plugins/libbx_term_gui.so",
		"/usr/lib64/bochs/plugins/libbx_term_gui.so" } },
	[NEED_BOCHS_BIOS] = { "Bochs' BIOS-bochs-latest",
		{ "/usr/share/bochs/BIOS-bochs-latest" } },
	[NEED_BOCHS_VGABIOS] = { "Bochs' VGABIOS-lgpl-latest",
		{ "/usr/share/bochs/VGABIOS-lgpl-latest" } },
	[NEED_FAKETIME] = { "libfaketime.so.1", {
		MULTIARCH "/faketime/libfaketime.so.1",
		"/usr/lib64/faketime/libfaketime.so.1",
		"/usr/lib/faketime/libfaketime.so.1" } },
	[NEED_XORRISO] = { "xorriso", { "xorriso" } },
	[NEED_ISOLINUX] = { "isolinux.bin", {
		"/usr/lib/ISOLINUX/isolinux.bin",
		"/usr/share/syslinux/isolinux.bin",
		"/usr/lib/syslinux/bios/isolinux.bin" } },
	[NEED_LDLINUX] = { "ldlinux.c32", {
		"/usr/lib/syslinux/modules/bios/ldlinux.c32",
		"/usr/share/syslinux/ldlinux.c32",
		"/usr/lib/syslinux/bios/ldlinux.c32" } },
};

static const char *in_path(const char *program)
{
	static char found[16][256];
	static unsigned int next;
	const char *dir = getenv("PATH");
	size_t len;

	for (; dir && *dir; dir += len + !!dir[len]) {
		char *path = found[next % 16];

		len = strcspn(dir, ":");
		snprintf(path, sizeof(found[0]), "%.*s/%s", (int)len, dir,
			 program);
		if (access(path, X_OK))
			continue;
		next++;
		return path;
	}
	return NULL;
}

const char *need_name(enum need need)
{
	return needs[need].name;
}

const char *need_path(enum need need)
{
	const char *const *path = needs[need].paths;

	if (!strchr(*path, '/'))
		return in_path(*path);
	for (; *path; path++)
		if (!access(*path, R_OK))
			return *path;
	return NULL;
}
