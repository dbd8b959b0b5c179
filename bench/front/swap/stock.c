// SPDX-License-Identifier: GPL-2.0
/*
 * Reading the KVM modules of this machine and putting them back; see stock.h.
 *
 * A parameter that was read cannot always be given back when the module is
 * loaded ("not required" of kvm_intel.vmentry_l1d_flush), so modules are loaded
 * as the system does it, and only what is then not as it was is set: by writing
 * it where it can be written, else by loading with it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "mode.h"
#include "program_output.h"
#include "stock.h"

#define TICK_MS 20

bool stock_read_line(const char *root, const char *path, char *text, size_t len)
{
	char full[4096];
	FILE *file;
	bool ok;

	snprintf(full, sizeof(full), "%s%s", root, path);
	file = fopen(full, "re");
	ok = file && fgets(text, len, file);
	if (file)
		fclose(file);
	if (!ok)
		text[0] = 0;
	text[strcspn(text, "\n")] = 0;
	return ok;
}

bool stock_cpu_has(const struct stock_env *env, const char *flag)
{
	char line[8192], path[4096], word[32];
	bool has = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/cpuinfo", env->root);
	snprintf(word, sizeof(word), " %s ", flag);
	file = fopen(path, "re");
	/* One byte is for the blank that is added. */
	while (file && !has && fgets(line, sizeof(line) - 1, file)) {
		line[strcspn(line, "\n")] = 0;
		strcat(line, " ");
		has = !strncmp(line, "flags", 5) && strstr(line, word);
	}
	if (file)
		fclose(file);
	return has;
}

const char *stock_vendor_module(const struct stock_env *env)
{
	enum vendor vendor;

	for (vendor = 0; vendor < VENDORS; vendor++)
		if (stock_cpu_has(env, vendor_name(vendor)))
			return vendor_module(vendor);
	return NULL;
}

static bool is_loaded(const struct stock_env *env, const char *name)
{
	char path[256], text[64];

	/* A module that is built in has a directory, but not this. */
	snprintf(path, sizeof(path), "/sys/module/%s/initstate", name);
	return stock_read_line(env->root, path, text, sizeof(text));
}

/*
 * What tells two builds of a module apart, in hex: the build ID's note, as it is
 * in the module's file; "" when the kernel does not show it.
 */
static void read_id(const struct stock_env *env, const char *name, char *id,
		    size_t len)
{
	unsigned char note[128];
	char path[4096];
	size_t n = 0, i;
	FILE *file;

	snprintf(path, sizeof(path), "%s/sys/module/%s/notes/.note.gnu.build-id",
		 env->root, name);
	id[0] = 0;
	file = fopen(path, "re");
	if (!file)
		return;
	n = fread(note, 1, sizeof(note), file);
	fclose(file);
	for (i = 0; i < n && 2 * i + 3 < len; i++)
		sprintf(id + 2 * i, "%02x", note[i]);
}

static json_t *read_params(const struct stock_env *env, const char *name)
{
	char path[4096], value[4096];
	json_t *params = json_object();
	struct dirent **entries;
	int i, n;

	snprintf(path, sizeof(path), "%s/sys/module/%s/parameters", env->root,
		 name);
	n = scandir(path, &entries, NULL, alphasort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "/sys/module/%s/parameters/%s",
			 name, entries[i]->d_name);
		if (stock_read_line(env->root, path, value, sizeof(value)))
			json_object_set_new(params, entries[i]->d_name,
					    json_string(value));
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	return params;
}

static json_t *read_module(const struct stock_env *env, const char *name,
			   const char *file)
{
	char id[256];

	read_id(env, name, id, sizeof(id));
	return json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", name, "file",
			 file, "loaded", is_loaded(env, name), "id", id,
			 "params", read_params(env, name));
}

json_t *stock_read(const struct stock_env *env, const char *vendor)
{
	json_t *needs = env->dependencies(vendor), *stock = json_array(), *need;
	size_t i;

	json_array_foreach(needs, i, need)
		json_array_append_new(stock, read_module(env,
			json_string_value(json_object_get(need, "name")),
			json_string_value(json_object_get(need, "file"))));
	json_decref(needs);
	return stock;
}

bool stock_is_file(const char *id, const char *path)
{
	char *unpack = strstr(path, ".xz") ? "xz" : strstr(path, ".zst") ? "zstd" :
		       strstr(path, ".gz") ? "gzip" : NULL;
	char *argv[] = { unpack, "-dcq", (char *)path, NULL };
	unsigned char note[128];
	size_t len = strlen(id) / 2, i;
	g_autofree char *all = NULL;
	gsize used = 0;

	for (i = 0; i < len && i < sizeof(note); i++)
		sscanf(id + 2 * i, "%2hhx", &note[i]);
	if (!len)
		return true;
	/* Nothing: there is no program to unpack it with. */
	if (unpack)
		all = program_output(argv, &used);
	else if (!g_file_get_contents(path, &all, &used, NULL))
		return true;
	return !used || memmem(all, used, note, i);
}

static const char *name_of(const json_t *module)
{
	return json_string_value(json_object_get(module, "name"));
}

static bool was_loaded(const json_t *module)
{
	return json_is_true(json_object_get(module, "loaded"));
}

static bool is_kvm(const json_t *module)
{
	return !strncmp(name_of(module), "kvm", 3);
}

/* The parameters of @module that are not what they were: a new object. */
static json_t *changed_params(const struct stock_env *env, const json_t *module)
{
	json_t *now = read_params(env, name_of(module)), *changed = json_object();
	json_t *params = json_object_get(module, "params"), *value;
	const char *key;

	json_object_foreach(params, key, value)
		if (!json_equal(json_object_get(now, key), value))
			json_object_set(changed, key, value);
	json_decref(now);
	return changed;
}

static bool module_differs(const struct stock_env *env, const json_t *module,
			   char *what, size_t len)
{
	const char *name = name_of(module), *key;
	const char *id = json_string_value(json_object_get(module, "id"));
	bool loaded = is_loaded(env, name), differs = true;
	char now[256];
	json_t *changed, *value;

	if (loaded != was_loaded(module)) {
		snprintf(what, len, "%s is %sloaded", name, loaded ? "" : "not ");
		return true;
	}
	if (!loaded)
		return false;
	read_id(env, name, now, sizeof(now));
	if (strcmp(id ? id : "", now)) {
		snprintf(what, len, "%s is another build than before", name);
		return true;
	}
	changed = changed_params(env, module);
	json_object_foreach(changed, key, value) {
		snprintf(what, len, "%s.%s is not '%s' as before", name, key,
			 json_string_value(value));
		break;
	}
	differs = json_object_size(changed);
	json_decref(changed);
	return differs;
}

bool stock_differs(const struct stock_env *env, const json_t *stock, char *what,
		   size_t len)
{
	json_t *module;
	size_t i;

	/* From the vendor's on, which says more than what it needs. */
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if ((is_kvm(module) || !was_loaded(module)) &&
		    module_differs(env, module, what, len))
			return true;
	}
	return false;
}

int stock_load_dependencies(const struct stock_env *env, const json_t *stock,
		     char *error, size_t len)
{
	json_t *module;
	size_t i;
	int err;

	json_array_foreach(stock, i, module) {
		if (is_kvm(module) || is_loaded(env, name_of(module)))
			continue;
		err = env->load(name_of(module), "");
		if (err) {
			snprintf(error, len, "load '%s': %s", name_of(module),
				 strerror(-err));
			return -1;
		}
	}
	return 0;
}

/* Guests that were killed take a moment to let go of it. */
static int unload_patiently(const struct stock_env *env, const char *name)
{
	struct timespec tick = { 0, TICK_MS * 1000000 };
	unsigned int waited;
	int err;

	for (waited = 0; is_loaded(env, name); waited += TICK_MS) {
		err = env->unload(name);
		if (!err || err == -ENOENT)
			return 0;
		if (waited >= env->patience_ms ||
		    (err != -EAGAIN && err != -EBUSY))
			return err;
		nanosleep(&tick, NULL);
	}
	return 0;
}

/* KVM's modules, and nothing that they need. */
static int unload_kvm(const struct stock_env *env, const json_t *stock,
		      char *error, size_t len)
{
	json_t *module;
	size_t i;
	int err;

	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		err = is_kvm(module) ? unload_patiently(env, name_of(module)) : 0;
		if (err) {
			snprintf(error, len, "unload '%s': %s%s", name_of(module),
				 strerror(-err), err == -EAGAIN || err == -EBUSY ?
				 "; a VM or an open trace point uses it: stop that" : "");
			return -1;
		}
	}
	return 0;
}

/* Adds a parameter to @text, a string for the loading of a module. */
static void add_option(char *text, size_t len, const char *key,
		       const json_t *value)
{
	const char *word = json_string_value(value);
	const char *quote = strchr(word, ' ') ? "\"" : "";
	size_t used = strlen(text);

	snprintf(text + used, len - used, "%s%s=%s%s%s", used ? " " : "", key,
		 quote, word, quote);
}

/*
 * One that the module does not take would keep it from being loaded at all: then
 * each is tried alone, and those are left out that it shows but does not take
 * ("EPT disabled" of kvm_intel.vmentry_l1d_flush, which follows from ept=0).
 */
static int load_with(const struct stock_env *env, const char *name,
		     json_t *params)
{
	char all[4096] = "", taken[4096] = "", one[4096];
	const char *key;
	json_t *value;

	json_object_foreach(params, key, value)
		add_option(all, sizeof(all), key, value);
	if (!env->load(name, all))
		return 0;
	json_object_foreach(params, key, value) {
		one[0] = 0;
		add_option(one, sizeof(one), key, value);
		if (env->load(name, one))
			continue;
		add_option(taken, sizeof(taken), key, value);
		env->unload(name);
	}
	return env->load(name, taken);
}

/* @options: by module, those to load with; NULL for none. */
static int load_kvm(const struct stock_env *env, const json_t *stock,
		    const json_t *options, char *error, size_t len)
{
	json_t *module;
	size_t i;
	int err;

	json_array_foreach(stock, i, module) {
		const char *name = name_of(module);

		if (!is_kvm(module) || !was_loaded(module) ||
		    is_loaded(env, name))
			continue;
		err = load_with(env, name, json_object_get(options, name));
		if (err) {
			snprintf(error, len, "load '%s': %s", name,
				 strerror(-err));
			return -1;
		}
	}
	return 0;
}

/* Writes those parameters back that can be written. */
static void write_params(const struct stock_env *env, const json_t *stock)
{
	json_t *module, *changed, *value;
	const char *key;
	char path[4096];
	struct stat st;
	FILE *file;
	size_t i;

	json_array_foreach(stock, i, module) {
		if (!is_kvm(module) || !was_loaded(module))
			continue;
		changed = changed_params(env, module);
		json_object_foreach(changed, key, value) {
			snprintf(path, sizeof(path),
				 "%s/sys/module/%s/parameters/%s", env->root,
				 name_of(module), key);
			file = !stat(path, &st) && st.st_mode & 0200 ?
				fopen(path, "we") : NULL;
			if (!file)
				continue;
			fputs(json_string_value(value), file);
			fclose(file);
		}
		json_decref(changed);
	}
}

static json_t *all_changed_params(const struct stock_env *env,
				  const json_t *stock)
{
	json_t *options = json_object(), *module;
	size_t i;

	json_array_foreach(stock, i, module)
		if (is_kvm(module) && was_loaded(module))
			json_object_set_new(options, name_of(module),
					    changed_params(env, module));
	return options;
}

/* Whether a module that is loaded is not the system's own. */
static bool has_foreign(const struct stock_env *env, const json_t *stock)
{
	char now[256];
	const char *id;
	json_t *module;
	size_t i;

	json_array_foreach(stock, i, module) {
		id = json_string_value(json_object_get(module, "id"));
		read_id(env, name_of(module), now, sizeof(now));
		if (is_kvm(module) && is_loaded(env, name_of(module)) &&
		    strcmp(id ? id : "", now))
			return true;
	}
	return false;
}

/*
 * What is the system's own stays: it may be in use, and then nothing but the rest
 * can be put back. Otherwise all are taken out; where one cannot be, the rest
 * comes back as far as it goes.
 */
static int restore_kvm(const struct stock_env *env, const json_t *stock,
		       char *error, size_t len)
{
	json_t *options;
	char what[512];
	int ret;

	if (!has_foreign(env, stock) &&
	    !load_kvm(env, stock, NULL, what, sizeof(what))) {
		write_params(env, stock);
		if (!stock_differs(env, stock, what, sizeof(what)))
			return 0;
	}
	ret = unload_kvm(env, stock, error, len);
	if (ret) {
		if (!has_foreign(env, stock))
			load_kvm(env, stock, NULL, what, sizeof(what));
		return ret;
	}
	if (load_kvm(env, stock, NULL, error, len))
		return -1;
	write_params(env, stock);
	if (!stock_differs(env, stock, what, sizeof(what)))
		return 0;
	options = all_changed_params(env, stock);
	ret = unload_kvm(env, stock, error, len) ||
	      load_kvm(env, stock, options, error, len) ? -1 : 0;
	json_decref(options);
	if (!ret)
		write_params(env, stock);
	return ret;
}

int stock_restore(const struct stock_env *env, const json_t *stock, char *error,
		  size_t len)
{
	char what[512];
	json_t *module;
	size_t i;

	if (!stock_differs(env, stock, what, sizeof(what)))
		return 0;
	if (restore_kvm(env, stock, error, len))
		return -1;
	/* What KVM alone needed. In use by another by now: let it be. */
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if (!is_kvm(module) && !was_loaded(module) &&
		    is_loaded(env, name_of(module)))
			env->unload(name_of(module));
	}
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if (is_kvm(module) && module_differs(env, module, what,
						     sizeof(what))) {
			snprintf(error, len, "put the KVM modules back: %s",
				 what);
			return -1;
		}
	}
	return 0;
}
