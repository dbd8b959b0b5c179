// SPDX-License-Identifier: GPL-2.0
/*
 * Pins a guest's vCPU threads on a machine that has other work to do: a vCPU that
 * migrates loses its caches, and one whose core is shared with its sibling is
 * slowed down.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base.h"
#include "channel.h"
#include "pin.h"

/* With QEMU's option to name threads, a vCPU's is "CPU 0/KVM". */
#define START_TIMEOUT_MS 10000
#define MAX_VCPUS 64

unsigned int pin_choose(const cpu_set_t *allowed, const int *core,
			unsigned int vcpus, int *chosen)
{
	unsigned int n = 0, have = CPU_COUNT(allowed);
	cpu_set_t taken, cores;
	int pass, cpu;

	if (have && vcpus > have - 1)
		vcpus = have - 1;
	CPU_ZERO(&taken);
	CPU_ZERO(&cores);
	/* From the last one on: the first does most of the system's work. */
	for (pass = 0; pass < 2; pass++)
		for (cpu = CPU_SETSIZE - 1; cpu >= 0 && n < vcpus; cpu--) {
			if (!CPU_ISSET(cpu, allowed) || CPU_ISSET(cpu, &taken) ||
			    (!pass && CPU_ISSET(core[cpu], &cores)))
				continue;
			CPU_SET(cpu, &taken);
			CPU_SET(core[cpu], &cores);
			chosen[n++] = cpu;
		}
	return n;
}

/* For each processor, the first one of its core. */
static void read_cores(int *core)
{
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		char *path = format_text("/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list",
					 cpu);
		char *list = read_first_line(path);

		if (!list || sscanf(list, "%d", &core[cpu]) != 1 ||
		    core[cpu] < 0 || core[cpu] >= CPU_SETSIZE)
			core[cpu] = cpu;
		free(list);
		free(path);
	}
}

/* The number of a thread's vCPU; -1 if it is not a vCPU's. */
static int vcpu_of(int pid, const char *task)
{
	char *path = format_text("/proc/%d/task/%s/comm", pid, task);
	char *name = read_first_line(path);
	int vcpu = -1, end = 0;

	if (name && (sscanf(name, "CPU %d/KVM%n", &vcpu, &end) != 1 || !end))
		vcpu = -1;
	free(name);
	free(path);
	return vcpu;
}

/*
 * Gives each thread that there is its processors; returns how many vCPUs it met,
 * or -ESRCH when QEMU is gone.
 */
static int pin_threads(int pid, const int *chosen, unsigned int vcpus,
		       const cpu_set_t *rest)
{
	struct dirent *entry;
	char *path = format_text("/proc/%d/task", pid);
	DIR *tasks = opendir(path);
	cpu_set_t one;
	int vcpu, met = 0;

	free(path);
	if (!tasks)
		return -ESRCH;
	while ((entry = readdir(tasks))) {
		if (entry->d_name[0] == '.')
			continue;
		vcpu = vcpu_of(pid, entry->d_name);
		CPU_ZERO(&one);
		if (vcpu >= 0 && vcpu < (int)vcpus)
			CPU_SET(chosen[vcpu], &one);
		if (!sched_setaffinity(atoi(entry->d_name), sizeof(one),
				       CPU_COUNT(&one) ? &one : rest))
			met += CPU_COUNT(&one);
	}
	closedir(tasks);
	return met;
}

static void emit_pinned(const char *text)
{
	channel_emit(LINE_FACTS, json_pack("{s:{s:s}}", "facts",
					   "vcpu_processors", text));
}

void pin_vcpus(int pid, unsigned int vcpus)
{
	static int core[CPU_SETSIZE];
	struct timespec tick = { 0, 5000000 };
	int chosen[MAX_VCPUS], met = 0, waited;
	char *text;
	cpu_set_t rest;
	unsigned int i;

	/* Fails with more processors than a cpu_set_t has; then none is pinned. */
	CPU_ZERO(&rest);
	sched_getaffinity(0, sizeof(rest), &rest);
	read_cores(core);
	if (vcpus > MAX_VCPUS ||
	    pin_choose(&rest, core, vcpus, chosen) < vcpus) {
		text = format_text("not pinned: %u vCPU%s and QEMU on %d processor%s",
				   vcpus, vcpus == 1 ? "" : "s",
				   CPU_COUNT(&rest),
				   CPU_COUNT(&rest) == 1 ? "" : "s");
		emit_pinned(text);
		free(text);
		return;
	}
	for (i = 0; i < vcpus; i++)
		CPU_CLR(chosen[i], &rest);
	for (waited = 0; waited < START_TIMEOUT_MS; waited += 5) {
		met = pin_threads(pid, chosen, vcpus, &rest);
		if (met < 0 || met == (int)vcpus)
			break;
		nanosleep(&tick, NULL);
	}
	text = format_text("%s", "");
	for (i = 0; i < vcpus; i++)
		append_text(&text, "%s%d", i ? ", " : "", chosen[i]);
	emit_pinned(met == (int)vcpus ? text :
		    "not pinned: QEMU showed no threads of that name");
	free(text);
}
