// SPDX-License-Identifier: GPL-2.0
/* What a reader of the results wants to know about the KVM host. */
#include <cpuid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base.h"
#include "channel.h"
#include "facts.h"

static const struct {
	const char *key, *path;
} files[] = {
	{ "halt_poll_ns", "/sys/module/kvm/parameters/halt_poll_ns" },
	{ "kvm.exit_acct", "/sys/module/kvm/parameters/exit_acct" },
	{ "kvm.exit_acct_detail",
	  "/sys/module/kvm/parameters/exit_acct_detail" },
	{ "kvm_intel.vpid", "/sys/module/kvm_intel/parameters/vpid" },
	{ "kvm_intel.eptad", "/sys/module/kvm_intel/parameters/eptad" },
	{ "kvm_intel.pml", "/sys/module/kvm_intel/parameters/pml" },
	{ "kvm_intel.unrestricted_guest",
	  "/sys/module/kvm_intel/parameters/unrestricted_guest" },
	{ "kvm_intel.preemption_timer",
	  "/sys/module/kvm_intel/parameters/preemption_timer" },
	{ "tcg_svm_guard", "/sys/module/tcg_svm_guard/initstate" },
	{ "kvm_amd.avic", "/sys/module/kvm_amd/parameters/avic" },
	{ "transparent_hugepage",
	  "/sys/kernel/mm/transparent_hugepage/enabled" },
	{ "meltdown", "/sys/devices/system/cpu/vulnerabilities/meltdown" },
	{ "clocksource",
	  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "cmdline", "/proc/cmdline" },
};

static void add(json_t *obj, const char *key, const char *text)
{
	json_object_set_new(obj, key, json_string(text));
}

/* "Intel(R) ...", as in /proc/cpuinfo, to read which takes svm-emu a billion ticks. */
static void add_cpu(json_t *obj)
{
	unsigned int name[13] = { 0 }, *n = name;
	char *text = (char *)name, *end;

	for (unsigned int leaf = 0x80000002; leaf <= 0x80000004; leaf++, n += 4)
		if (!__get_cpuid(leaf, n, n + 1, n + 2, n + 3))
			return;
	text += strspn(text, " ");
	for (end = text + strlen(text); end > text && end[-1] == ' '; end--)
		end[-1] = 0;
	add(obj, "cpu", text);
}

/* Timer interrupts of the first processor, and uptime: is the clock sane? */
static void add_timer(json_t *obj)
{
	unsigned long long interrupts = 0;
	char line[256], text[64], *since;
	double uptime = 0;
	FILE *file = fopen("/proc/interrupts", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, " LOC: %llu", &interrupts) == 1)
			break;
	if (file)
		fclose(file);
	since = read_first_line("/proc/uptime");
	if (since)
		sscanf(since, "%lf", &uptime);
	free(since);
	snprintf(text, sizeof(text), "%llu in %.2f s of uptime", interrupts,
		 uptime);
	add(obj, "timer_interrupts", text);
}

void facts_emit(const struct kvmhost *host)
{
	json_t *obj = json_object(), *facts = json_object();
	struct utsname uts;
	char text[16];
	size_t i;

	add_cpu(facts);
	for (i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *value = read_first_line(files[i].path);

		if (value)
			add(facts, files[i].key, value);
		free(value);
	}
	add_timer(facts);
	snprintf(text, sizeof(text), "%u", host->memory_mib);
	add(facts, "guest_memory_mib", text);
	if (host->verify)
		add(facts, "traced", "kvm_exit, kvm_entry, kvm_cpuid of latches: exits take longer");
	add(facts, "guest_disk", host->is_init ?
	    "virtio-blk, 64 MiB raw file in the KVM host's memory" :
	    "virtio-blk, 64 MiB raw file, cached by the KVM host");
	uname(&uts);
	add(obj, "kernel", uts.release);
	json_object_set_new(obj, "facts", facts);
	channel_emit(LINE_FACTS, obj);
}
