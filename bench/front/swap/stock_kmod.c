// SPDX-License-Identifier: GPL-2.0
/* Loading and unloading the modules of this machine's kernel, by libkmod. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib.h>
#include <libkmod.h>

#include "stock.h"

/* What libkmod would print is returned, too. */
static void quiet(void *data, int priority, const char *file, int line,
		  const char *function, const char *format, va_list args)
{
	(void)data;
	(void)priority;
	(void)file;
	(void)line;
	(void)function;
	(void)format;
	(void)args;
}

static struct kmod_ctx *open_kmod(void)
{
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);

	if (ctx)
		kmod_set_log_fn(ctx, quiet, NULL);
	return ctx;
}

static int load(const char *name, const char *options)
{
	struct kmod_ctx *ctx = open_kmod();
	struct kmod_module *module = NULL;
	int err = -ENOMEM;

	if (ctx)
		err = kmod_module_new_from_name(ctx, name, &module);
	if (!err)
		err = kmod_module_probe_insert_module(module, 0, options, NULL,
						      NULL, NULL);
	kmod_module_unref(module);
	kmod_unref(ctx);
	return err;
}

static int unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

static void append(json_t *needs, struct kmod_module *module)
{
	const char *path = kmod_module_get_path(module);

	/* Built in: it is always there. */
	if (!path || kmod_module_get_initstate(module) == KMOD_MODULE_BUILTIN)
		return;
	json_array_append_new(needs, json_pack("{s:s, s:s}", "name",
		kmod_module_get_name(module), "file", path));
}

static json_t *dependencies(const char *name)
{
	struct kmod_list *list = NULL, *item;
	struct kmod_module *module = NULL;
	struct kmod_ctx *ctx = open_kmod();
	json_t *found = json_array();

	if (ctx && !kmod_module_new_from_name(ctx, name, &module)) {
		list = kmod_module_get_dependencies(module);
		kmod_list_foreach(item, list) {
			struct kmod_module *need = kmod_module_get_module(item);

			append(found, need);
			kmod_module_unref(need);
		}
		append(found, module);
	}
	kmod_module_unref_list(list);
	kmod_module_unref(module);
	kmod_unref(ctx);
	return found;
}

/* "vermagic" begins with the release, include/linux/vermagic.h. */
static char *release(const char *path)
{
	struct kmod_list *list = NULL, *item;
	struct kmod_module *module = NULL;
	struct kmod_ctx *ctx = open_kmod();
	char *found = NULL;

	if (ctx && !kmod_module_new_from_path(ctx, path, &module) &&
	    kmod_module_get_info(module, &list) >= 0) {
		kmod_list_foreach(item, list) {
			const char *key = kmod_module_info_get_key(item);
			const char *value = kmod_module_info_get_value(item);

			if (!found && !strcmp(key, "vermagic"))
				found = g_strndup(value, strcspn(value, " "));
		}
	}
	kmod_module_info_free_list(list);
	kmod_module_unref(module);
	kmod_unref(ctx);
	return found;
}

const struct stock_env stock_machine = {
	.root = "", .load = load, .unload = unload, .dependencies = dependencies,
	.release = release,
	.patience_ms = 10000,
};
