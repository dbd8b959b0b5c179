// SPDX-License-Identifier: GPL-2.0
/*
 * For the front end instead of stock_kmod.c: a machine that has KVM modules, in the
 * directory `machine` of where it is started. A module is a directory below
 * machine/stock, and loaded when machine/sys/module has a link to it, so it comes
 * and goes at once, as in the kernel. fake_kvmhost takes and loads them, too.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stock.h"

#define ROOT "machine"

static void path_of(char path[256], const char *name)
{
	snprintf(path, 256, ROOT "/sys/module/%s", name);
}

static int load(const char *name, const char *options)
{
	char path[256], target[256];

	(void)options;
	path_of(path, name);
	snprintf(target, sizeof(target), "../../stock/%s", name);
	return symlink(target, path) && errno != EEXIST ? -errno : 0;
}

static int unload(const char *name)
{
	char path[256];

	path_of(path, name);
	return unlink(path) ? -errno : 0;
}

static json_t *dependencies(const char *name)
{
	return json_pack("[{s:s, s:s}, {s:s, s:s}]",
			 "name", "kvm", "file", ROOT "/lib/modules.ko",
			 "name", name, "file", ROOT "/lib/modules.ko");
}

static char *release(const char *path)
{
	return access(path, R_OK) ? NULL : strdup("6.1.0");
}

const struct stock_env stock_machine = {
	.root = ROOT, .load = load, .unload = unload,
	.dependencies = dependencies, .release = release,
	.patience_ms = 1000,
};
