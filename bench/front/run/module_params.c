// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters of kvm.ko, looked up in the file before anything boots: the kernel
 * ignores one that a module does not have, and says so in its log only.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>
#include <libkmod.h>

#include "module_params.h"

/* A name up to one of @ends; - and _ are the same to the kernel. */
static char *name_of(const char *text, const char *ends)
{
	return g_strdelimit(g_strndup(text, strcspn(text, ends)), "-", '_');
}

static bool has(const GPtrArray *names, const char *name)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name,
						g_str_equal, NULL);
}

/* "parm" is NAME:DESCRIPTION, "parmtype" NAME:TYPE; either may be missing. */
static int read_names(const char *file, GPtrArray *names)
{
	struct kmod_list *list = NULL, *item;
	struct kmod_module *module = NULL;
	struct kmod_ctx *ctx = kmod_new(NULL, NULL);
	int err = ctx ? kmod_module_new_from_path(ctx, file, &module) : -ENOMEM;

	if (!err)
		err = kmod_module_get_info(module, &list);
	kmod_list_foreach(item, list) {
		g_autofree char *name =
			name_of(kmod_module_info_get_value(item), ":");

		if (g_str_has_prefix(kmod_module_info_get_key(item), "parm") &&
		    !has(names, name))
			g_ptr_array_add(names, g_steal_pointer(&name));
	}
	kmod_module_info_free_list(list);
	kmod_module_unref(module);
	kmod_unref(ctx);
	return err < 0 ? err : 0;
}

/* The kernel's macro leaves a symbol for each, if the file is not stripped bare. */
static bool has_symbol(const char *file, const char *name)
{
	g_autofree char *symbol = g_strdup_printf("__param_str_%s", name);
	g_autofree char *bytes = NULL;
	gsize len;

	return g_file_get_contents(file, &bytes, &len, NULL) &&
	       memmem(bytes, len, symbol, strlen(symbol) + 1);
}

static gint compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int refuse(const char *file, const char *name, GPtrArray *names,
		  struct sentence *why)
{
	g_ptr_array_sort(names, compare);
	sentence_set(why, 0, "'%s' has no parameter '%s'; it has", file, name);
	for (guint i = 0; i < names->len; i++)
		sentence_add(why, "%s%s", i ? ", " : " ",
			     (const char *)g_ptr_array_index(names, i));
	return -EINVAL;
}

int module_params_check(const char *file, const char *list,
			struct sentence *why)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) words = g_strsplit(list, ",", -1);
	int err = read_names(file, names);

	if (err)
		return sentence_set(why, err, "read module '%s': %s", file,
				    strerror(-err));
	for (int i = 0; words[i]; i++) {
		g_autofree char *name = name_of(words[i], "=");

		if (*name && !has(names, name) && !has_symbol(file, name))
			return refuse(file, name, names, why);
	}
	return 0;
}

static char *file_of(const struct plan *plan)
{
	if (plan->submission)
		return g_build_filename(plan->submission, "kvm.ko", NULL);
	if (plan->rig->kind == RIG_BOOTS)
		return g_strdup_printf("%s/kvm-%s/kvm.ko", plan->build,
				       plan->kernel);
	if (plan->modules)
		return g_build_filename(plan->modules, "kvm.ko", NULL);
	return g_build_filename(plan->build, "kvm-host", "kvm.ko", NULL);
}

int plan_check_params(const struct plan *plan)
{
	g_autofree char *file = NULL;
	struct sentence why;

	if (!plan->kvm || plan->rig->kind == RIG_DOMAIN)
		return 0;
	file = file_of(plan);
	/* What is not built is somebody else's message. */
	if (access(file, F_OK) || !module_params_check(file, plan->kvm, &why))
		return 0;
	fprintf(stderr, "exitbench: parameters '%s': %s\n", plan->kvm, why.text);
	return -EINVAL;
}
