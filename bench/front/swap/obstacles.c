// SPDX-License-Identifier: GPL-2.0
/*
 * Looks for what keeps the KVM modules of this machine from being swapped; see
 * obstacles.h. Everything is found before anything is changed.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "base.h"
#include "mode.h"
#include "obstacles.h"
#include "processor.h"
#include "restore.h"

/* Bit of CapEff in /proc/self/status, include/uapi/linux/capability.h */
#define CAP_SYS_MODULE 16

struct search {
	const struct stock_env *env;
	const char *vendor;	/* "kvm_amd" */
	const char *modules;	/* patched ones, a directory */
	obstacle found;
	void *arg;
	unsigned int nr;
};

static void add(struct search *s, const char *remedy, const char *why, ...)
	__attribute__((format(printf, 3, 4)));

static void add(struct search *s, const char *remedy, const char *why, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	va_start(ap, why);
	text = g_strdup_vprintf(why, ap);
	va_end(ap);
	s->found(text, remedy, s->arg);
	s->nr++;
}

static bool exists(const struct search *s, const char *path)
{
	g_autofree char *full = format_text("%s%s", s->env->root, path);

	return !access(full, F_OK);
}

static bool line_is(const struct search *s, const char *path, const char *value)
{
	g_autofree char *text = stock_read_line(s->env->root, path);

	return text && !strcmp(text, value);
}

static bool may_load(const struct search *s)
{
	g_autofree char *path = format_text("%s/proc/self/status", s->env->root);
	unsigned long long caps = 0;
	FILE *file = fopen(path, "re");
	g_autofree char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0)
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	if (file)
		fclose(file);
	return caps >> CAP_SYS_MODULE & 1;
}

static void look_at_privileges(struct search *s)
{
	g_autofree char *lockdown = stock_read_line(s->env->root,
						    "/sys/kernel/security/lockdown");

	if (!may_load(s)) {
		if (geteuid())
			add(s, "become root: sudo make bench RIG=host",
			    "loading kernel modules needs root");
		else
			add(s, "run it outside the container",
			    "this root may not load kernel modules (no CAP_SYS_MODULE)");
	}
	if (line_is(s, "/proc/sys/kernel/modules_disabled", "1"))
		add(s, "reboot without that setting (kernel.modules_disabled)",
		    "this kernel loads no more modules until it is rebooted");
	if (line_is(s, "/sys/module/module/parameters/sig_enforce", "Y"))
		add(s, "reboot without module.sig_enforce, or use RIG=nested",
		    "this kernel loads only modules signed by its maker (module.sig_enforce)");
	if (lockdown && !strstr(lockdown, "[none]"))
		add(s, "switch Secure Boot off in the firmware, or use RIG=nested",
		    "this kernel is locked down and loads only signed modules (%s)",
		    lockdown);
}

/* Whether a process, a directory in /proc, has KVM open. */
static bool has_kvm_open(const char *process)
{
	g_autofree char *path = g_build_filename(process, "fd", NULL);
	GDir *dir = g_dir_open(path, 0, NULL);
	bool has = false;
	const char *name;

	while (dir && !has && (name = g_dir_read_name(dir))) {
		g_autofree char *fd = g_build_filename(path, name, NULL);
		g_autofree char *target = g_file_read_link(fd, NULL);

		has = target && (g_str_has_prefix(target, "anon_inode:kvm-") ||
				 !strcmp(target, "/dev/kvm"));
	}
	if (dir)
		g_dir_close(dir);
	return has;
}

/* "qemu-system-x86 (process 1234)" of each that has KVM open; a new string. */
static char *name_users(const struct search *s)
{
	g_autofree char *proc = format_text("%s/proc", s->env->root);
	GDir *dir = g_dir_open(proc, 0, NULL);
	GString *users = g_string_new(NULL);
	const char *id;

	while (dir && (id = g_dir_read_name(dir))) {
		g_autofree char *process = g_build_filename(proc, id, NULL);
		g_autofree char *path = g_build_filename(process, "comm", NULL);
		g_autofree char *name = NULL;

		if (!isdigit(id[0]) || !has_kvm_open(process))
			continue;
		name = read_first_line(path);
		g_string_append_printf(users, "%s%s (process %s)",
				       users->len ? ", " : "",
				       name ? name : "", id);
	}
	if (dir)
		g_dir_close(dir);
	return g_string_free(users, FALSE);
}

/* Modules that use @name, but for the vendor's own; returns how many with it. */
static long look_at_holders(struct search *s, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/sys/module/%s/holders",
						s->env->root, name);
	struct dirent *entry;
	long holders = 0;
	DIR *dir;

	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		holders++;
		if (strcmp(entry->d_name, s->vendor))
			add(s, "unload that module with modprobe -r, or use RIG=nested",
			    "the kernel module %s uses %s", entry->d_name, name);
	}
	if (dir)
		closedir(dir);
	return holders;
}

static long uses_of(const struct search *s, const char *name)
{
	g_autofree char *path = g_strdup_printf("/sys/module/%s/refcnt", name);
	g_autofree char *text = stock_read_line(s->env->root, path);

	return text ? atol(text) : 0;
}

/*
 * VMs count as uses of the vendor's module. A trace point that is open counts as
 * one of the module that has it, and a module counts as one of those it needs.
 */
static void look_at_use(struct search *s)
{
	long others = uses_of(s, "kvm") - look_at_holders(s, "kvm");
	long uses = uses_of(s, s->vendor) - look_at_holders(s, s->vendor);

	if (uses > 0) {
		g_autofree char *users = name_users(s);

		add(s, "stop it and try again; nothing was changed",
		    "a VM runs on this machine, or something else has /dev/kvm open: %s",
		    users[0] ? users : "not to be seen from here");
	}
	if (others > 0)
		add(s, "stop perf, bpftrace, trace-cmd or the monitoring agent that traces KVM, or use RIG=nested; nothing was changed",
		    "the module kvm is in use %ld time%s beside VMs: by trace points that are open",
		    others, others == 1 ? "" : "s");
}

/* The modules of the system: there, of files that can be loaded again. */
static void look_at_stock(struct search *s)
{
	json_t *stock = stock_read(s->env, s->vendor), *module;
	const char *name, *file, *id;
	bool kvm = false;
	size_t i;

	json_array_foreach(stock, i, module) {
		name = json_string_value(json_object_get(module, "name"));
		file = json_string_value(json_object_get(module, "file"));
		id = json_string_value(json_object_get(module, "id"));
		kvm |= !strcmp(name, "kvm");
		if (access(file, R_OK))
			add(s, "reinstall the package with this kernel's modules",
			    "module %s could not be put back: no file '%s'",
			    name, file);
		else if (json_is_true(json_object_get(module, "loaded")) &&
			 !stock_is_file(id, file))
			add(s, "load the system's own, or reboot into the kernel that is installed",
			    "module %s could not be put back: '%s' is not the build that is loaded",
			    name, file);
	}
	if (kvm)
		; /* as a module */
	else if (exists(s, "/sys/module/kvm/parameters"))
		add(s, "take RIG=nested",
		    "KVM is built into this kernel and cannot be taken out");
	else
		add(s, "install the package of this kernel's modules",
		    "this kernel has no KVM module");
	json_decref(stock);
}

static void look_at_patched(struct search *s)
{
	static const char remedy[] = "type: make bench RIG=host, which builds them";
	const char *names[] = { "kvm", !strcmp(s->vendor, vendor_module(VENDOR_VMX)) ?
				vendor_module_file(VENDOR_VMX) :
				vendor_module_file(VENDOR_SVM) };
	g_autofree char *running = stock_read_line(s->env->root,
						   "/proc/sys/kernel/osrelease");
	size_t i;

	for (i = 0; i < 2; i++) {
		g_autofree char *path = g_strdup_printf("%s/%s.ko", s->modules,
							names[i]);
		g_autofree char *built = s->env->release(path);

		if (!built)
			add(s, remedy, "no patched module '%s'", path);
		else if (g_strcmp0(built, running))
			add(s, remedy,
			    "'%s' is for Linux %s, and this machine runs %s",
			    path, built, running ? running : "");
	}
}

static void look_at_run(struct search *s)
{
	json_t *state = restore_read(s->env);
	int lock = state ? restore_lock(s->env) : 0;

	if (state && lock == -EBUSY)
		add(s, "wait until it ends", "another run is using this machine");
	else if (state)
		add(s, "type: sudo exitbench restore",
		    "what an earlier run changed has not been put back yet");
	if (state && lock >= 0)
		close(lock);
	json_decref(state);
}

unsigned int obstacles_find(const struct stock_env *env, const char *modules,
			    obstacle found, void *arg)
{
	struct search s = {
		.env = env, .modules = modules, .found = found, .arg = arg,
		.vendor = processor_module(env->root),
	};

	if (!s.vendor) {
		add(&s, processor_has(env->root, "hypervisor") ?
		    "this is a virtual machine: have its host give it vmx or svm (nested=1 there, CPU host-passthrough), or use an emulated rig: RIG=svm-emu" :
		    "switch virtualization on in the firmware, or use an emulated rig: RIG=svm-emu",
		    "the processor reports neither VMX nor SVM");
		return s.nr;
	}
	look_at_privileges(&s);
	look_at_stock(&s);
	if (modules)
		look_at_patched(&s);
	look_at_use(&s);
	look_at_run(&s);
	return s.nr;
}
