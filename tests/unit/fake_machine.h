/* SPDX-License-Identifier: GPL-2.0 */
/* A machine's /sys and /proc in a directory, with KVM modules that come and go. */
#ifndef FAKE_MACHINE_H
#define FAKE_MACHINE_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stock.h"

static char fake_root[] = "/tmp/exitbench-machine-XXXXXX";

static void fake_command(const char *format, const char *arg)
{
	char command[4096];

	snprintf(command, sizeof(command), "cd %s && ", fake_root);
	snprintf(command + strlen(command), 3000, format, arg, arg, arg, arg);
	if (system(command))
		abort();
}

static void fake_write(const char *path, const char *text)
{
	char full[4096], *slash;
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", fake_root, path);
	for (slash = full + 5; (slash = strchr(slash + 1, '/'));) {
		*slash = 0;
		mkdir(full, 0755);
		*slash = '/';
	}
	file = fopen(full, "w");
	if (!file)
		abort();
	fprintf(file, "%s\n", text);
	fclose(file);
}

static inline const char *fake_read(const char *path)
{
	static char text[256];
	char *line = stock_read_line(fake_root, path);

	snprintf(text, sizeof(text), "%s", line ? line : "");
	free(line);
	return text;
}

/* How the next calls go. */
static int fake_busy;		/* so many unloads of the vendor's fail */
static bool fake_held;		/* kvm itself is in use */
static char fake_options[256];	/* of the last load with any */
static int fake_loads;

static bool fake_has(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/sys/module/%s/initstate", fake_root,
		 name);
	return !access(path, F_OK);
}

/*
 * kvm_amd has npt, which cannot be written, and a word that follows from it and is
 * not taken by a load: as kvm_intel.vmentry_l1d_flush, "EPT disabled".
 */
static void fake_insert(const char *name, const char *id, const char *npt,
			const char *poll)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	fake_write(path, "live");
	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	fake_write(path, "0");
	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id",
		 name);
	fake_write(path, id);
	if (!strcmp(name, "kvm_amd")) {
		fake_write("/sys/module/kvm_amd/parameters/npt", npt);
		fake_command("chmod 444 .%s",
			     "/sys/module/kvm_amd/parameters/npt");
		fake_write("/sys/module/kvm_amd/parameters/word",
			   !strcmp(npt, "0") ? "NPT disabled" : "not required");
		fake_command("chmod 444 .%s",
			     "/sys/module/kvm_amd/parameters/word");
	} else if (!strcmp(name, "kvm")) {
		fake_write("/sys/module/kvm/parameters/halt_poll_ns", poll);
	}
}

static int fake_load(const char *name, const char *options)
{
	fake_loads++;
	if (options[0])
		snprintf(fake_options, sizeof(fake_options), "%s", options);
	if (strstr(options, "word="))
		return -EINVAL;
	fake_insert(name, "stock", strstr(options, "npt=0") ? "0" : "1", "200000");
	return 0;
}

static int fake_unload(const char *name)
{
	if (!strcmp(name, "kvm") && (fake_has("kvm_amd") || fake_held))
		return -EAGAIN;
	if (!strcmp(name, "kvm_amd") && fake_busy) {
		fake_busy--;
		return -EAGAIN;
	}
	fake_command("rm -rf sys/module/%s", name);
	return 0;
}

static char *fake_release(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256], *found = NULL;

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "vermagic="))
			found = strndup(strstr(line, "vermagic=") + 9,
					strcspn(strstr(line, "vermagic=") + 9, " "));
	if (file)
		fclose(file);
	return found;
}

static json_t *fake_dependencies(const char *name)
{
	char file[4096];

	snprintf(file, sizeof(file), "%s/lib/kvm.ko", fake_root);
	return json_pack("[{s:s, s:s}, {s:s, s:s}, {s:s, s:s}]",
			 "name", "irqbypass", "file", file,
			 "name", "kvm", "file", file, "name", name, "file", file);
}

static const struct stock_env fake = {
	.root = fake_root, .load = fake_load, .unload = fake_unload,
	.dependencies = fake_dependencies, .release = fake_release,
	.patience_ms = 100,
};

/* Stock modules with npt=0 and halt_poll_ns=7, which are not the defaults. */
static int fake_begin(void **state)
{
	(void)state;
	strcpy(strrchr(fake_root, '-') + 1, "XXXXXX");
	if (!mkdtemp(fake_root))
		return -1;
	fake_write("/run/x", "");
	fake_write("/lib/kvm.ko", "a module: stock\n vermagic=6.1.0 SMP");
	fake_write("/proc/sys/kernel/random/boot_id", "boot-1");
	fake_write("/proc/sys/kernel/osrelease", "6.1.0");
	fake_write("/proc/self/status", "CapEff:\t000001ffffffffff");
	fake_write("/proc/cpuinfo", "flags\t\t: fpu svm npt");
	fake_insert("irqbypass", "stock", "", "");
	fake_insert("kvm", "stock", "", "7");
	fake_insert("kvm_amd", "stock", "0", "");
	fake_busy = fake_loads = 0;
	fake_held = false;
	fake_options[0] = 0;
	return 0;
}

static int fake_end(void **state)
{
	(void)state;
	fake_command("rm -rf '%s'", fake_root);
	return 0;
}

/* As the rig leaves it in the middle: patched, npt=1. */
static inline void fake_swap(void)
{
	fake_unload("kvm_amd");
	fake_unload("kvm");
	fake_insert("kvm", "patched", "", "200000");
	fake_insert("kvm_amd", "patched", "1", "");
}

#endif
