// SPDX-License-Identifier: GPL-2.0
/*
 * Parameters of KVM's modules, looked up in the file before anything boots: the kernel
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

/* The file of KVM's module @name that @plan is going to load. */
static char *file_of(const struct plan *plan, const char *name)
{
	g_autofree char *file = g_strdup_printf("%s.ko", name);

	if (plan->submission)
		return g_build_filename(plan->submission, file, NULL);
	if (plan->rig->kind == RIG_BOOTS)
		return g_strdup_printf("%s/kvm-%s/%s", plan->build,
				       plan->kernel, file);
	if (plan->modules)
		return g_build_filename(plan->modules, file, NULL);
	return g_build_filename(plan->build, "kvm-host", file, NULL);
}

static int check_module(const struct plan *plan, const char *module,
			const char *list)
{
	g_autofree char *file = file_of(plan, module);
	struct sentence why;

	/* What is not built is somebody else's message. */
	if (!list || access(file, F_OK) ||
	    !module_params_check(file, list, &why))
		return 0;
	fprintf(stderr, "exitbench: parameters '%s': %s\n", list, why.text);
	return -EINVAL;
}

/* The paging mode has one of the vendor module's parameters. */
static int check_mode_parameter(const struct plan *plan)
{
	const char *mode = vendor_tdp_parameter(plan->rig->vendor);
	g_auto(GStrv) words = g_strsplit(plan->vendor_module ?: "", ",", -1);

	for (int i = 0; words[i]; i++) {
		g_autofree char *name = name_of(words[i], "=");

		if (strcmp(name, mode))
			continue;
		fprintf(stderr, "exitbench: parameters '%s': %s is what the paging mode says; choose it with --mode\n",
			plan->vendor_module, mode);
		return -EINVAL;
	}
	return 0;
}

int plan_check_params(const struct plan *plan)
{
	if (plan->rig->kind == RIG_DOMAIN)
		return 0;
	return check_mode_parameter(plan) ?:
	       check_module(plan, "kvm", plan->kvm) ?:
	       check_module(plan, vendor_module_file(plan->rig->vendor),
			    plan->vendor_module);
}
