// SPDX-License-Identifier: GPL-2.0
/* Looks at what else gets into the figures; see hygiene.h. */
#include <cpuid.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base.h"
#include "hygiene.h"
#include "stock.h"

#define CPU "/sys/devices/system/cpu"

/* A load average above this, over a minute, means that something else runs. */
#define IDLE_LOAD 0.5

struct look {
	const char *root, *tune;
	json_t *facts, *warnings;
};

static void warn(struct look *l, const char *tune, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Not of what is going to be tuned, by word @tune. */
static void warn(struct look *l, const char *tune, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list ap;

	if (tune && l->tune && strstr(l->tune, tune))
		return;

	va_start(ap, format);
	text = g_strdup_vprintf(format, ap);
	va_end(ap);
	json_array_append_new(l->warnings, json_string(text));
}

/* The line goes to the facts; "" when there is no such file. */
static const char *fact(struct look *l, const char *key, const char *path)
{
	g_autofree char *text = stock_read_line(l->root, path);
	const char *value;

	if (text)
		json_object_set_new(l->facts, key, json_string(text));
	value = json_string_value(json_object_get(l->facts, key));
	return value ? value : "";
}

/* The governors of all processors; one that differs is as bad as a wrong one. */
static void look_at_governor(struct look *l)
{
	g_autofree char *pattern = format_text(
		"%s" CPU "/cpu*/cpufreq/scaling_governor", l->root);
	g_autofree char *worst = NULL;
	size_t i, prefix = strlen(l->root);
	glob_t found;

	if (glob(pattern, 0, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++) {
		g_autofree char *text = stock_read_line(l->root,
			found.gl_pathv[i] + prefix);

		if (worst && text && !strcmp(text, "performance"))
			continue;
		g_free(worst);
		worst = g_strdup(text && *text ? text : "unreadable");
	}
	globfree(&found);
	json_object_set_new(l->facts, "machine.governor", json_string(worst));
	if (strcmp(worst, "performance"))
		warn(l, "governor", "the frequency governor is %s, so the clock follows the load; TUNE=governor sets performance for the run",
		     worst);
}

static void look_at_processors(struct look *l)
{
	const char *turbo, *no_turbo;

	no_turbo = fact(l, "machine.no_turbo", CPU "/intel_pstate/no_turbo");
	if (!strcmp(no_turbo, "0"))
		warn(l, "turbo", "turbo is on, so the clock follows temperature and other cores; TUNE=turbo switches it off for the run");
	turbo = fact(l, "machine.boost", CPU "/cpufreq/boost");
	if (!strcmp(turbo, "1"))
		warn(l, "turbo", "boost is on, so the clock follows temperature and other cores; TUNE=turbo switches it off for the run");
	if (!strcmp(fact(l, "machine.smt", CPU "/smt/active"), "1"))
		warn(l, NULL, "SMT is on, and what runs on the sibling of a vCPU's processor slows it; 'echo off >" CPU "/smt/control' switches it off until the next reboot");
	if (!strcmp(fact(l, "machine.processors", CPU "/online"), "0"))
		warn(l, NULL, "there is only one processor: the vCPU, QEMU and everything else share it; nothing is pinned");
}

static void look_at_memory(struct look *l)
{
	if (!strcmp(fact(l, "machine.ksm", "/sys/kernel/mm/ksm/run"), "1"))
		warn(l, "ksm", "KSM merges guest pages, which then fault again; TUNE=ksm stops it for the run");
	if (strstr(fact(l, "machine.thp",
			"/sys/kernel/mm/transparent_hugepage/enabled"),
		   "[always]"))
		warn(l, "thp", "transparent huge pages are on, so a first touch may bring in 4 KiB or 2 MiB; TUNE=thp switches them off for the run");
}

static void look_at_clock(struct look *l)
{
	const char *source = fact(l, "machine.clocksource",
		"/sys/devices/system/clocksource/clocksource0/current_clocksource");

	if (source[0] && strcmp(source, "tsc"))
		warn(l, NULL, "the kernel does not trust the TSC of this machine (clock source %s): cycles may not be comparable; dmesg says why",
		     source);
}

/* Each of them makes exits slower, or is fixed in the processor. */
static void look_at_mitigations(struct look *l)
{
	g_autofree char *pattern = format_text("%s" CPU "/vulnerabilities/*",
					       l->root);
	g_autofree char *line = stock_read_line(l->root, "/proc/cmdline");
	size_t i, prefix = strlen(l->root);
	glob_t found;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			g_autofree char *key = format_text("machine.%s",
				strrchr(found.gl_pathv[i], '/') + 1);
			g_autofree char *text = stock_read_line(l->root,
				found.gl_pathv[i] + prefix);

			if (text)
				json_object_set_new(l->facts, key,
						    json_string(text));
		}
		globfree(&found);
	}
	if (line && strstr(line, "mitigations=off"))
		warn(l, NULL, "mitigations are off, so exits are cheaper than on most machines; reboot without mitigations=off for figures that are comparable with those of others");
}

static void look_at_load(struct look *l)
{
	const char *text = fact(l, "machine.load", "/proc/loadavg");

	if (atof(text) > IDLE_LOAD)
		warn(l, NULL, "other programs are running (load %.4s): stop them, or wait until the load is below %.1f",
		     text, IDLE_LOAD);
}

/* Hypervisor bit and signature: SDM vol. 2, CPUID leaf 1; leaf 0x40000000. */
static void look_below(struct look *l)
{
	unsigned int eax, ebx, ecx, edx, sig[4] = { 0 };

	__cpuid(1, eax, ebx, ecx, edx);
	if (!(ecx & 1u << 31))
		return;
	__cpuid(0x40000000, eax, sig[0], sig[1], sig[2]);
	json_object_set_new(l->facts, "machine.hypervisor",
			    json_string((const char *)sig));
	if (!strcmp((const char *)sig, "TCGTCGTCGTCG"))
		warn(l, NULL, "this machine is emulated by QEMU (TCG): its cycles are ticks of the emulator");
	else
		warn(l, NULL, "this machine is itself a virtual machine (%s): the figures include the time of its hypervisor",
		     (const char *)sig);
}

json_t *hygiene_look(const char *root, const char *tune)
{
	struct look l = { root, tune, json_object(), json_array() };

	if (tune)
		json_object_set_new(l.facts, "machine.tuned", json_string(tune));
	look_at_governor(&l);
	look_at_processors(&l);
	look_at_memory(&l);
	fact(&l, "machine.halt_poll_ns", "/sys/module/kvm/parameters/halt_poll_ns");
	look_at_clock(&l);
	look_at_mitigations(&l);
	look_at_load(&l);
	if (!root[0])
		look_below(&l);
	return json_pack("{s:o, s:o}", "facts", l.facts, "warnings", l.warnings);
}
