// SPDX-License-Identifier: GPL-2.0
/* Page walks as the processor counts them; see pmu.h. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pmu.h"
#include "pmu_system.h"

/* In the order in which they get counters: a guest may have only four. */
enum { LOAD_WALKS, STORE_WALKS, LOAD_CYCLES, STORE_CYCLES, FETCH_WALKS,
       FETCH_CYCLES, NESTED_CYCLES, EVENTS };

static const char *const keys[EVENTS] = {
	[LOAD_WALKS] = "load_walks", [STORE_WALKS] = "store_walks",
	[LOAD_CYCLES] = "load_cycles", [STORE_CYCLES] = "store_cycles",
	[FETCH_WALKS] = "fetch_walks", [FETCH_CYCLES] = "fetch_cycles",
	[NESTED_CYCLES] = "nested_cycles",
};

/* Event and umask, as PERFEVTSEL has them (SDM vol. 3, 20.2.1.1; APM vol. 2, 13.2.1). */
#define EVENT(event, umask) ((umask) << 8 | (event))

/* Names changed in Skylake, codes did not. */
#define FROM_HASWELL						\
	[LOAD_WALKS] = EVENT(0x08, 0x0e),			\
	[STORE_WALKS] = EVENT(0x49, 0x0e),			\
	[FETCH_WALKS] = EVENT(0x85, 0x0e),			\
	[LOAD_CYCLES] = EVENT(0x08, 0x10),			\
	[STORE_CYCLES] = EVENT(0x49, 0x10),			\
	[FETCH_CYCLES] = EVENT(0x85, 0x10)

/*
 * Intel: the events *.WALK_COMPLETED, *.WALK_DURATION or *.WALK_PENDING, and
 * EPT.WALK_CYCLES or EPT.WALK_PENDING, as the vendor lists them for each (perfmon: HSW, BDW,
 * SKL, SKX, ICL, ICX, SPR). Walks that are pending at once count more than once
 * a cycle from Skylake on; there and before, those in the nested table are apart.
 *
 * AMD: PMCx045, misses of both levels of the data TLB, loads and stores together, and
 * PMCx085, the same of instructions (perf's ls_l1_d_tlb_miss.all_l2_miss and
 * bp_l1_tlb_miss_l2_tlb_miss, tools/perf/pmu-events/arch/x86/amdzen*). There is none
 * that counts cycles of walks.
 */
static const struct table {
	const char *name, *vendor;
	unsigned int family;
	unsigned int models[12];	/* up to 0; none: all of the family */
	unsigned int event[EVENTS];	/* 0: there is none */
} tables[] = {
	{
		"haswell", "GenuineIntel", 6,
		{ 0x3c, 0x3f, 0x45, 0x46, 0x3d, 0x47, 0x4f, 0x56 },
		{ FROM_HASWELL, [NESTED_CYCLES] = EVENT(0x4f, 0x10) },
	}, {
		"skylake", "GenuineIntel", 6,
		{ 0x4e, 0x5e, 0x55, 0x8e, 0x9e, 0xa5, 0xa6 },
		{ FROM_HASWELL, [NESTED_CYCLES] = EVENT(0x4f, 0x10) },
	}, {
		"icelake", "GenuineIntel", 6,
		{ 0x7d, 0x7e, 0x6a, 0x6c, 0x8c, 0x8d, 0xa7 },
		{ FROM_HASWELL },
	}, {
		"sapphirerapids", "GenuineIntel", 6, { 0x8f, 0xcf },
		{
			[LOAD_WALKS] = EVENT(0x12, 0x0e),
			[STORE_WALKS] = EVENT(0x13, 0x0e),
			[FETCH_WALKS] = EVENT(0x11, 0x0e),
			[LOAD_CYCLES] = EVENT(0x12, 0x10),
			[STORE_CYCLES] = EVENT(0x13, 0x10),
			[FETCH_CYCLES] = EVENT(0x11, 0x10),
		},
	}, {
		"zen", "AuthenticAMD", 0x17, { 0x01, 0x08, 0x11, 0x18, 0x20 },
		{ [LOAD_WALKS] = EVENT(0x45, 0xf0) },
	}, {
		"zen2", "AuthenticAMD", 0x17, { 0 },
		{
			[LOAD_WALKS] = EVENT(0x45, 0xf0),
			[FETCH_WALKS] = EVENT(0x85, 0x07),
		},
	}, {
		"zen3", "AuthenticAMD", 0x19, { 0 },
		{
			[LOAD_WALKS] = EVENT(0x45, 0xf0),
			[FETCH_WALKS] = EVENT(0x85, 0x0f),
		},
	},
};

/* How read() answers; linux/perf_event.h, PERF_FORMAT_TOTAL_TIME_*. */
struct reading {
	uint64_t value, enabled_ns, running_ns;
};

static struct {
	bool wanted;
	char lost[256];		/* why there is nothing */
	const struct table *table;
	int fd[EVENTS];		/* -1: not counted */
	struct reading before[EVENTS], after[EVENTS];
} pmu;

static bool has_model(const struct table *t, unsigned int model)
{
	if (!t->models[0])
		return true;
	for (size_t i = 0; i < sizeof(t->models) / sizeof(*t->models); i++)
		if (t->models[i] && t->models[i] == model)
			return true;
	return false;
}

static const struct table *find(const struct pmu_processor *p)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (!strcmp(tables[i].vendor, p->vendor) &&
		    tables[i].family == p->family &&
		    has_model(&tables[i], p->model))
			return &tables[i];
	return NULL;
}

/*
 * Pinned, so that it counts all of the time or is in error and reads nothing:
 * shares of time, scaled, are estimates.
 */
static int open_event(unsigned int config)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_RAW, .size = sizeof(attr), .config = config,
		.disabled = 1, .inherit = 1, .pinned = 1,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
	};

	return pmu_event_open(&attr);
}

void pmu_open(void)
{
	struct pmu_processor p = pmu_processor();
	int err = 0;

	memset(&pmu, 0, sizeof(pmu));
	pmu.wanted = true;
	pmu.table = find(&p);
	for (int e = 0; e < EVENTS; e++) {
		pmu.fd[e] = -1;
		if (!pmu.table || !pmu.table->event[e])
			continue;
		pmu.fd[e] = open_event(pmu.table->event[e]);
		err = err ?: pmu.fd[e] < 0 ? pmu.fd[e] : 0;
	}
	if (!pmu.table)
		snprintf(pmu.lost, sizeof(pmu.lost),
			 "no events of page walks are known for this processor (%s, family %u, model 0x%x)",
			 p.vendor, p.family, p.model);
	else if (pmu.fd[LOAD_WALKS] < 0)
		snprintf(pmu.lost, sizeof(pmu.lost),
			 "the guest has no PMU that counts page walks of a %s: perf_event_open: %s",
			 pmu.table->name, strerror(-err));
}

static bool counts(int e)
{
	return pmu.wanted && !pmu.lost[0] && pmu.fd[e] >= 0;
}

/* Of what cannot be read, because it found no counter. */
#define NOT_READ UINT64_MAX

static void read_all(struct reading *to)
{
	for (int e = 0; e < EVENTS; e++)
		if (counts(e) &&
		    read(pmu.fd[e], &to[e], sizeof(*to)) != sizeof(*to))
			to[e].running_ns = NOT_READ;
}

void pmu_begin(void)
{
	if (!pmu.wanted || pmu.lost[0])
		return;
	read_all(pmu.before);
	pmu_switch(true);
}

void pmu_end(void)
{
	if (!pmu.wanted || pmu.lost[0])
		return;
	pmu_switch(false);
	read_all(pmu.after);
}

static bool was_counted(int e)
{
	const struct reading *from = &pmu.before[e], *to = &pmu.after[e];

	return counts(e) && from->running_ns != NOT_READ &&
	       to->running_ns != NOT_READ && to->running_ns > from->running_ns &&
	       to->running_ns - from->running_ns ==
	       to->enabled_ns - from->enabled_ns;
}

json_t *pmu_walks(void)
{
	json_t *obj;

	if (!pmu.wanted)
		return NULL;
	obj = json_pack("{s:s}", "source", "pmu");
	if (!pmu.lost[0] && !was_counted(LOAD_WALKS))
		json_object_set_new(obj, "lost", json_string(
			"the guest's PMU had no counter left for page walks all through the bracket"));
	else if (pmu.lost[0])
		json_object_set_new(obj, "lost", json_string(pmu.lost));
	if (json_object_get(obj, "lost"))
		return obj;
	json_object_set_new(obj, "processor", json_string(pmu.table->name));
	for (int e = 0; e < EVENTS; e++)
		if (was_counted(e))
			json_object_set_new(obj, keys[e], json_integer(
				pmu.after[e].value - pmu.before[e].value));
	return obj;
}
