// SPDX-License-Identifier: GPL-2.0
/*
 * Looks for what keeps the KVM modules of this machine from being swapped; see
 * obstacles.h. Everything is found before anything is changed.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "obstacles.h"
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
	char text[1024];
	va_list ap;

	va_start(ap, why);
	vsnprintf(text, sizeof(text), why, ap);
	va_end(ap);
	s->found(text, remedy, s->arg);
	s->nr++;
}

static bool exists(const struct search *s, const char *path)
{
	char full[4096];

	snprintf(full, sizeof(full), "%s%s", s->env->root, path);
	return !access(full, F_OK);
}

static bool line_is(const struct search *s, const char *path, const char *value)
{
	char text[256];

	return stock_read_line(s->env->root, path, text, sizeof(text)) &&
	       !strcmp(text, value);
}

static bool may_load(const struct search *s)
{
	unsigned long long caps = 0;
	char path[4096], line[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/status", s->env->root);
	file = fopen(path, "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "CapEff: %llx", &caps) == 1)
			break;
	if (file)
		fclose(file);
	return caps >> CAP_SYS_MODULE & 1;
}

static void look_at_privileges(struct search *s)
{
	char text[256];

	if (!may_load(s)) {
		if (geteuid())
			add(s, "become root: sudo make bench RIG=host",
			    "loading kernel modules wants root");
		else
			add(s, "run it outside the container",
			    "this root may not load kernel modules (no CAP_SYS_MODULE)");
	}
	if (line_is(s, "/proc/sys/kernel/modules_disabled", "1"))
		add(s, "restart the machine without that setting (kernel.modules_disabled)",
		    "this kernel takes no more modules until it is restarted");
	if (line_is(s, "/sys/module/module/parameters/sig_enforce", "Y"))
		add(s, "restart without module.sig_enforce, or take RIG=nested",
		    "this kernel takes only modules signed by its maker (module.sig_enforce)");
	if (stock_read_line(s->env->root, "/sys/kernel/security/lockdown", text,
			    sizeof(text)) && !strstr(text, "[none]"))
		add(s, "switch Secure Boot off in the firmware, or take RIG=nested",
		    "this kernel is locked down and takes only signed modules (%s)",
		    text);
}

/* "qemu-system-x86 (1234)" of the processes that have KVM open. */
static void name_users(const struct search *s, char *text, size_t len)
{
	char path[4500], dir[4200], target[64], name[64];
	struct dirent *process, *fd;
	size_t used = 0;
	DIR *proc, *fds;
	ssize_t n;
	bool uses;

	text[0] = 0;
	snprintf(path, sizeof(path), "%s/proc", s->env->root);
	proc = opendir(path);
	while (proc && (process = readdir(proc)) && used < len) {
		if (!isdigit(process->d_name[0]))
			continue;
		snprintf(dir, sizeof(dir), "%s/proc/%.16s/fd", s->env->root,
			 process->d_name);
		fds = opendir(dir);
		uses = false;
		while (fds && !uses && (fd = readdir(fds))) {
			snprintf(path, sizeof(path), "%s/%s", dir, fd->d_name);
			n = readlink(path, target, sizeof(target) - 1);
			target[n > 0 ? n : 0] = 0;
			uses = !strncmp(target, "anon_inode:kvm-", 15) ||
			       !strcmp(target, "/dev/kvm");
		}
		if (fds)
			closedir(fds);
		if (!uses)
			continue;
		snprintf(path, sizeof(path), "/proc/%.16s/comm", process->d_name);
		stock_read_line(s->env->root, path, name, sizeof(name));
		used += snprintf(text + used, len - used, "%s%s (process %s)",
				 used ? ", " : "", name, process->d_name);
	}
	if (proc)
		closedir(proc);
}

/* Modules that use @name, but for the vendor's own. */
static void look_at_holders(struct search *s, const char *name)
{
	char path[4200];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/sys/module/%s/holders", s->env->root,
		 name);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, s->vendor))
			add(s, "unload that module with modprobe -r, or take RIG=nested",
			    "the kernel module %s uses %s", entry->d_name, name);
	if (dir)
		closedir(dir);
}

static void look_at_use(struct search *s)
{
	char path[128], text[32], users[512];
	long uses;

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", s->vendor);
	stock_read_line(s->env->root, path, text, sizeof(text));
	uses = atol(text);
	look_at_holders(s, "kvm");
	look_at_holders(s, s->vendor);
	if (!uses)
		return;
	name_users(s, users, sizeof(users));
	add(s, "end it and try again; nothing was touched",
	    "a VM runs on this machine, or something else has /dev/kvm open: %s",
	    users[0] ? users : "not to be seen from here");
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
			add(s, "install the package of this kernel's modules again",
			    "module %s could not be put back: no file '%s'",
			    name, file);
		else if (json_is_true(json_object_get(module, "loaded")) &&
			 !stock_is_file(id, file))
			add(s, "load the system's own, or restart the machine, which takes the kernel that is installed",
			    "module %s could not be put back: '%s' is another build than the one that is loaded",
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

/* The release that a module file was built for; "" when it does not say. */
static void module_release(const char *path, char *release, size_t len)
{
	static const char mark[] = "vermagic=";
	FILE *file = fopen(path, "re");
	char *all = NULL, *at = NULL;
	size_t n = 0, size = 8 << 20;

	release[0] = 0;
	if (file) {
		all = calloc(1, size + 1);
		if (!all)
			abort();
		n = fread(all, 1, size, file);
		at = memmem(all, n, mark, sizeof(mark) - 1);
		fclose(file);
	}
	if (at) {
		at += sizeof(mark) - 1;
		snprintf(release, len, "%.*s", (int)strcspn(at, " "), at);
	}
	free(all);
}

static void look_at_patched(struct search *s)
{
	static const char remedy[] = "type: make bench RIG=host, which builds them";
	const char *names[] = { "kvm", !strcmp(s->vendor, "kvm_intel") ?
				"kvm-intel" : "kvm-amd" };
	char path[4200], built[128], running[128];
	size_t i;

	stock_read_line(s->env->root, "/proc/sys/kernel/osrelease", running,
			sizeof(running));
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s.ko", s->modules, names[i]);
		module_release(path, built, sizeof(built));
		if (!built[0])
			add(s, remedy, "no patched module '%s'", path);
		else if (strcmp(built, running))
			add(s, remedy,
			    "'%s' is for Linux %s, and this machine runs %s",
			    path, built, running);
	}
}

static void look_at_run(struct search *s)
{
	json_t *state = restore_read(s->env);
	int lock = state ? restore_lock(s->env) : 0;

	if (state && lock == -1)
		add(s, "wait for its end", "another run on this machine is going on");
	else if (state)
		add(s, "type: sudo exitbench restore",
		    "what an earlier run changed is not put back yet");
	if (state && lock >= 0)
		close(lock);
	json_decref(state);
}

unsigned int obstacles_find(const struct stock_env *env, const char *modules,
			    obstacle found, void *arg)
{
	struct search s = {
		.env = env, .modules = modules, .found = found, .arg = arg,
		.vendor = stock_vendor_module(env),
	};

	if (!s.vendor) {
		add(&s, stock_cpu_has(env, "hypervisor") ?
		    "this is a virtual machine: have its host give it vmx or svm (nested=1 there, CPU host-passthrough), or take an emulated rig: RIG=svm-emu" :
		    "switch virtualization on in the firmware, or take an emulated rig: RIG=svm-emu",
		    "the processor shows neither VMX nor SVM");
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
