// SPDX-License-Identifier: GPL-2.0
/* The libvirt domain of a machine; see keeper_xml.h. */
#include <unistd.h>

#include <glib.h>

#include "domain_xml.h"
#include "init.h"
#include "keeper_xml.h"
#include "plan.h"
#include "worker.h"

static unsigned int vcpus(const struct libvirt_profile *profile)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n < profile->max_vcpus ? n : profile->max_vcpus;
}

static void add(GPtrArray *args, const char *name, const char *value)
{
	g_ptr_array_add(args, g_strdup(name));
	g_ptr_array_add(args, g_strdup(value));
}

/* QEMU takes two commas for one that does not end a value. */
static void add_words(GPtrArray *args, const struct machine *machine)
{
	g_autofree char *words = g_strjoinv(" ", (char **)machine->worker);
	g_auto(GStrv) parts = g_strsplit(words, ",", 0);
	g_autofree char *doubled = g_strjoinv(",,", parts);
	g_autofree char *file = g_strdup_printf("name=" AWAIT_FILE ",string=%s",
						doubled);

	add(args, "-fw_cfg", file);
}

/* A machine that has nothing to be told asks for nothing. */
static bool awaits(const struct machine *machine,
		   const struct libvirt_profile *profile)
{
	return profile->awaits && machine->worker[0];
}

/* The profile's, and what this machine has. */
static char **qemu_args(const struct machine *machine,
			const struct libvirt_profile *profile, bool restored)
{
	GPtrArray *args = g_ptr_array_new();

	for (size_t i = 0; profile->args && profile->args[i]; i++)
		g_ptr_array_add(args, g_strdup(profile->args[i]));
	if (machine->plugin)
		add(args, "-plugin", machine->plugin);
	if (awaits(machine, profile))
		add_words(args, machine);
	if (restored)
		add(args, "-incoming", "defer");
	g_ptr_array_add(args, NULL);
	return (char **)g_ptr_array_free(args, FALSE);
}

char *keeper_xml(const struct machine *machine, const char *name,
		 const struct libvirt_profile *profile, bool restored)
{
	static const char *const await[] = { AWAIT_WORD, NULL };
	g_autofree char *cmdline = worker_cmdline(machine->plan,
		awaits(machine, profile) ? await : machine->worker);
	g_autofree char *emulator = part_chosen(profile->qemu);
	g_auto(GStrv) args = qemu_args(machine, profile, restored);
	const struct domain domain = {
		.emulator = emulator, .name = name, .type = profile->type, .machine = "q35",
		.memory_mib = machine->memory_mib,
		.vcpus = vcpus(profile), .vcpus_now = vcpus(profile),
		.kernel = machine->images->host_kernel,
		.initrd = machine->images->host_initrd, .cmdline = cmdline,
		.features = profile->features, .cpu = profile->cpu,
		.clock = profile->clock, .console = machine->console,
		.channel = machine->channel, .channel_type = "file",
		.args = (const char *const *)args,
	};

	return domain_xml(&domain);
}
