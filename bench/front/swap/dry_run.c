// SPDX-License-Identifier: GPL-2.0
/* What the rig `host` would do on this machine, or why it will not. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "dry_run.h"
#include "hygiene.h"
#include "obstacles.h"
#include "processor.h"
#include "restore.h"

static char *modules_dir(const struct plan *plan)
{
	return plan->modules ? g_strdup(plan->modules) :
	       g_build_filename(plan->build, "kvm-host", NULL);
}

static void print_obstacle(const char *why, const char *remedy, void *arg)
{
	(void)arg;
	fprintf(stderr, "exitbench: refused: %s; %s\n", why, remedy);
}

bool host_refused(const struct plan *plan)
{
	g_autofree char *modules = modules_dir(plan);

	return plan->rig->kind == RIG_THIS_MACHINE &&
	       obstacles_find(&stock_machine, modules, print_obstacle, NULL);
}

char *host_warning(const struct stock_env *env, const struct plan *plan)
{
	const char *parameter = vendor_tdp_parameter(plan->rig->vendor);
	unsigned int m;

	for (m = 0; plan->rig->kind == RIG_THIS_MACHINE &&
		    processor_has(env->root, "hypervisor") && m < plan->nr_modes; m++)
		if (plan->paging[m] == PAGING_SHADOW)
			return g_strdup_printf("this machine is itself a virtual machine, and under some clouds' hypervisors it crashes when KVM in it runs with %s=0; save your work first, or take MODE=%s",
					       parameter, parameter);
	return NULL;
}

static json_t *settings_of(const struct plan *plan)
{
	struct sentence why;
	json_t *settings = tune_settings(stock_machine.root, plan->tune, &why);

	if (!settings)
		fprintf(stderr, "exitbench: %s\n", why.text);
	return settings;
}

bool host_may_tune(const struct plan *plan)
{
	json_t *settings = settings_of(plan);

	json_decref(settings);
	return settings;
}

static void print_modules(const json_t *stock)
{
	const json_t *module, *value;
	const char *name, *key;
	size_t i;

	printf("Modules now:\n");
	json_array_foreach(stock, i, module) {
		name = json_string_value(json_object_get(module, "name"));
		printf("  %-10s %s, %s\n", name,
		       json_is_true(json_object_get(module, "loaded")) ?
		       "loaded" : "not loaded",
		       json_string_value(json_object_get(module, "file")));
		if (strncmp(name, "kvm", 3))
			continue;
		printf("            ");
		json_object_foreach(json_object_get(module, "params"), key, value)
			printf(" %s=%s", key, json_string_value(value));
		printf("\n");
	}
}

static void print_steps(const struct plan *plan, const json_t *settings,
			const char *vendor)
{
	const char *file = vendor_module_file(plan->rig->vendor);
	g_autofree char *modules = modules_dir(plan);
	json_t *setting;
	unsigned int m;
	size_t i;

	printf("A run would, in each paging mode:\n");
	printf("  - write down in " RESTORE_STATE " what there is\n");
	json_array_foreach(settings, i, setting)
		printf("  - set %s, now '%s', to '%s'\n",
		       json_string_value(json_object_get(setting, "path")),
		       json_string_value(json_object_get(setting, "value")),
		       json_string_value(json_object_get(setting, "set")));
	printf("  - unload %s and kvm\n", vendor);
	printf("  - load %s/kvm.ko " KVM_PARAMETERS "%s%s and %s.ko with",
	       modules, plan->kvm ? "," : "", plan->kvm ? plan->kvm : "", file);
	for (m = 0; m < plan->nr_modes; m++)
		printf("%s%s=%d", m ? ", then " : " ",
		       vendor_tdp_parameter(plan->rig->vendor),
		       plan->paging[m] == PAGING_TDP);
	printf("\n  - run %u workload%s, %u repetition%s each, in guests of these\n",
	       plan->nr_jobs, plan->nr_jobs == 1 ? "" : "s", plan->reps,
	       plan->reps == 1 ? "" : "s");
	printf("  - unload them, load the system's with the parameters they have now, and compare\n");
	printf("Until the machine is rebooted, the kernel stays tainted (O, E), in /proc/sys/kernel/tainted.\n");
}

int dry_run(const struct plan *plan)
{
	const char *vendor = processor_module(stock_machine.root);
	g_autofree char *modules = modules_dir(plan);
	g_autofree char *kvm = g_build_filename(modules, "kvm.ko", NULL);
	g_autofree char *warning = host_warning(&stock_machine, plan);
	bool built = !access(kvm, R_OK), refused;
	json_t *stock, *settings;

	if (plan->rig->kind != RIG_THIS_MACHINE) {
		fprintf(stderr, "exitbench: a dry run is for the rig host; rig %s changes nothing on this machine\n",
			plan->rig->name);
		return 2;
	}
	settings = settings_of(plan);
	if (!settings)
		return 2;
	if (vendor) {
		stock = stock_read(&stock_machine, vendor);
		print_modules(stock);
		print_steps(plan, settings, vendor);
		json_decref(stock);
	}
	json_decref(settings);
	if (!built && !plan->modules)
		printf("Not built yet: the patched modules in %s; 'make bench RIG=host' builds them first.\n",
		       modules);
	if (warning)
		printf("Mind that %s.\n", warning);
	fflush(stdout);
	refused = obstacles_find(&stock_machine,
				 built || plan->modules ? modules : NULL,
				 print_obstacle, NULL);
	printf("Nothing was touched.%s\n", refused ?
	       " A run would be refused, for the reasons above." : "");
	return refused ? 1 : 0;
}
