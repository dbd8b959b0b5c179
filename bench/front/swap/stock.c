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

#include "base.h"
#include "program_output.h"
#include "stock.h"

#define TICK_MS 20

/* Bytes of a build ID's note that are compared; they have 36. */
#define NOTE_MAX 128

char *stock_read_line(const char *root, const char *path)
{
	g_autofree char *full = format_text("%s%s", root, path);

	return read_first_line(full);
}

int stock_write(const char *root, const char *path, const char *text)
{
	g_autofree char *full = format_text("%s%s", root, path);
	FILE *file = fopen(full, "we");
	int err = 0;

	if (!file)
		return -errno;
	if (fputs(text, file) < 0)
		err = -errno;
	if (fclose(file) && !err)
		err = -errno;
	return err;
}

static bool is_loaded(const struct stock_env *env, const char *name)
{
	/* A module that is built in has a directory, but not this. */
	g_autofree char *path = format_text("/sys/module/%s/initstate", name);
	g_autofree char *text = stock_read_line(env->root, path);

	return text;
}

/*
 * What tells two builds of a module apart, in hex: the build ID's note, as it is
 * in the module's file, a new string; "" when the kernel does not show it.
 */
static char *read_id(const struct stock_env *env, const char *name)
{
	g_autofree char *path = format_text(
		"%s/sys/module/%s/notes/.note.gnu.build-id", env->root, name);
	GString *id = g_string_new(NULL);
	g_autofree char *note = NULL;
	gsize len = 0, i;

	g_file_get_contents(path, &note, &len, NULL);
	for (i = 0; i < len && i < NOTE_MAX; i++)
		g_string_append_printf(id, "%02x", (unsigned char)note[i]);
	return g_string_free(id, FALSE);
}

static json_t *read_params(const struct stock_env *env, const char *name)
{
	g_autofree char *dir = format_text("%s/sys/module/%s/parameters",
					   env->root, name);
	json_t *params = json_object();
	struct dirent **entries;
	int i, n;

	n = scandir(dir, &entries, NULL, alphasort);
	for (i = 0; i < n; i++) {
		g_autofree char *path = g_build_filename(dir, entries[i]->d_name,
							 NULL);
		g_autofree char *value = read_first_line(path);

		if (value)
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
	g_autofree char *id = read_id(env, name);

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
	unsigned char note[NOTE_MAX];
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
			   struct sentence *what)
{
	const char *name = name_of(module), *key;
	const char *id = json_string_value(json_object_get(module, "id"));
	g_autofree char *now = read_id(env, name);
	bool loaded = is_loaded(env, name), differs = true;
	json_t *changed, *value;

	if (loaded != was_loaded(module)) {
		sentence_set(what, 0, "%s is %sloaded", name,
			     loaded ? "" : "not ");
		return true;
	}
	if (!loaded)
		return false;
	if (strcmp(id ? id : "", now)) {
		sentence_set(what, 0, "%s is another build than before", name);
		return true;
	}
	changed = changed_params(env, module);
	json_object_foreach(changed, key, value) {
		sentence_set(what, 0, "%s.%s is not '%s' as before", name, key,
			     json_string_value(value));
		break;
	}
	differs = json_object_size(changed);
	json_decref(changed);
	return differs;
}

bool stock_differs(const struct stock_env *env, const json_t *stock,
		   struct sentence *what)
{
	json_t *module;
	size_t i;

	/* From the vendor's on, which says more than what it needs. */
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if ((is_kvm(module) || !was_loaded(module)) &&
		    module_differs(env, module, what))
			return true;
	}
	return false;
}

int stock_load_dependencies(const struct stock_env *env, const json_t *stock,
			    struct sentence *why)
{
	json_t *module;
	size_t i;
	int err;

	json_array_foreach(stock, i, module) {
		if (is_kvm(module) || is_loaded(env, name_of(module)))
			continue;
		err = env->load(name_of(module), "");
		if (err)
			return sentence_set(why, err, "load '%s': %s",
					    name_of(module), strerror(-err));
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
		      struct sentence *why)
{
	json_t *module;
	size_t i;
	int err;

	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		err = is_kvm(module) ? unload_patiently(env, name_of(module)) : 0;
		if (err)
			return sentence_set(why, err, "unload '%s': %s%s",
				name_of(module), strerror(-err),
				err == -EAGAIN || err == -EBUSY ?
				"; a VM or an open trace point uses it: stop that" : "");
	}
	return 0;
}

/* A parameter and its value, as they are given to a module; a new string. */
static char *option_text(const char *key, const json_t *value)
{
	const char *word = json_string_value(value);
	const char *quote = strchr(word, ' ') ? "\"" : "";

	return format_text("%s=%s%s%s", key, quote, word, quote);
}

static void add_option(char **options, const char *option)
{
	append_text(options, "%s%s", **options ? " " : "", option);
}

/*
 * One that the module does not take would keep it from being loaded at all: then
 * each is tried alone, and those are left out that it shows but does not take
 * ("EPT disabled" of kvm_intel.vmentry_l1d_flush, which follows from ept=0).
 */
static int load_with(const struct stock_env *env, const char *name,
		     json_t *params)
{
	g_autofree char *all = g_strdup(""), *taken = g_strdup("");
	const char *key;
	json_t *value;

	json_object_foreach(params, key, value) {
		g_autofree char *one = option_text(key, value);

		add_option(&all, one);
	}
	if (!env->load(name, all))
		return 0;
	json_object_foreach(params, key, value) {
		g_autofree char *one = option_text(key, value);

		if (env->load(name, one))
			continue;
		add_option(&taken, one);
		env->unload(name);
	}
	return env->load(name, taken);
}

/* @options: by module, those to load with; NULL for none. */
static int load_kvm(const struct stock_env *env, const json_t *stock,
		    const json_t *options, struct sentence *why)
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
		if (err)
			return sentence_set(why, err, "load '%s': %s", name,
					    strerror(-err));
	}
	return 0;
}

/* Writes those parameters back that can be written. */
static void write_params(const struct stock_env *env, const json_t *stock)
{
	json_t *module, *changed, *value;
	const char *key;
	struct stat st;
	size_t i;

	json_array_foreach(stock, i, module) {
		if (!is_kvm(module) || !was_loaded(module))
			continue;
		changed = changed_params(env, module);
		json_object_foreach(changed, key, value) {
			g_autofree char *path = format_text(
				"/sys/module/%s/parameters/%s", name_of(module),
				key);
			g_autofree char *full = format_text("%s%s", env->root,
							    path);

			if (!stat(full, &st) && st.st_mode & 0200)
				stock_write(env->root, path,
					    json_string_value(value));
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
	const char *id;
	json_t *module;
	size_t i;

	json_array_foreach(stock, i, module) {
		g_autofree char *now = read_id(env, name_of(module));

		id = json_string_value(json_object_get(module, "id"));
		if (is_kvm(module) && is_loaded(env, name_of(module)) &&
		    strcmp(id ? id : "", now))
			return true;
	}
	return false;
}

/*
 * Modules that are the system's own stay if nothing else is loaded: they may be in
 * use. Otherwise all are unloaded; if one cannot be, the rest is put back as far
 * as possible.
 */
static int restore_kvm(const struct stock_env *env, const json_t *stock,
		       struct sentence *why)
{
	struct sentence what;
	json_t *options;
	int err;

	if (!has_foreign(env, stock) && !load_kvm(env, stock, NULL, &what)) {
		write_params(env, stock);
		if (!stock_differs(env, stock, &what))
			return 0;
	}
	err = unload_kvm(env, stock, why);
	if (err) {
		if (!has_foreign(env, stock))
			load_kvm(env, stock, NULL, &what);
		return err;
	}
	err = load_kvm(env, stock, NULL, why);
	if (err)
		return err;
	write_params(env, stock);
	if (!stock_differs(env, stock, &what))
		return 0;
	options = all_changed_params(env, stock);
	err = unload_kvm(env, stock, why) ?:
	      load_kvm(env, stock, options, why);
	json_decref(options);
	if (!err)
		write_params(env, stock);
	return err;
}

int stock_restore(const struct stock_env *env, const json_t *stock,
		  struct sentence *why)
{
	struct sentence what;
	json_t *module;
	size_t i;
	int err;

	if (!stock_differs(env, stock, &what))
		return 0;
	err = restore_kvm(env, stock, why);
	if (err)
		return err;
	/* What KVM alone needed. In use by another by now: let it be. */
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if (!is_kvm(module) && !was_loaded(module) &&
		    is_loaded(env, name_of(module)))
			env->unload(name_of(module));
	}
	for (i = json_array_size(stock); i--;) {
		module = json_array_get(stock, i);
		if (is_kvm(module) && module_differs(env, module, &what))
			return sentence_set(why, -EIO,
					    "put the KVM modules back: %s",
					    what.text);
	}
	return 0;
}
