// SPDX-License-Identifier: GPL-2.0
/* Finds what a rig is made of; see parts.h. */
#include <unistd.h>

#include <glib.h>

#include "parts.h"

const struct part part_qemu = { "qemu-system-x86_64", { NULL } };

const struct part part_qemu_tcg = { "qemu-system-x86_64", { NULL } };
const struct part part_bochs = { "bochs", { NULL } };

const struct part part_libvirt_qemu = {
	"libvirt's QEMU driver (libvirt_driver_qemu.so)", {
		PARTS_MULTIARCH "/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib64/libvirt/connection-driver/libvirt_driver_qemu.so",
		"/usr/lib/libvirt/connection-driver/libvirt_driver_qemu.so" }
};

/* By the address of a part. */
static GHashTable *chosen;

void part_choose(const struct part *part, const char *program)
{
	if (!chosen)
		chosen = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_hash_table_insert(chosen, (gpointer)part, g_strdup(program));
}

const char *part_choice(const struct part *part)
{
	return chosen ? g_hash_table_lookup(chosen, part) : NULL;
}

char *part_chosen(const struct part *part)
{
	const char *program = part_choice(part);
	g_autofree char *found = program ? g_find_program_in_path(program) :
					   NULL;

	/* libvirt and the worker want it absolute. */
	return found ? g_canonicalize_filename(found, NULL) : NULL;
}

char *part_path(const struct part *part)
{
	const char *const *path = part->paths;

	if (part_choice(part))
		return part_chosen(part);
	if (!*path)
		return g_find_program_in_path(part->name);
	for (; *path; path++)
		if (!access(*path, R_OK))
			return g_strdup(*path);
	return NULL;
}
