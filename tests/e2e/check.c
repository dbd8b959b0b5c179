// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a run against what is known beforehand: N executed CPUIDs are N exits,
 * nothing is no exit, a mode has its own exits and none of the other's.
 *
 * usage: check RUN     prints "ok" or "not ok" a rule; exit 1 when one fails
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packed.h"
#include "results.h"

/* SDM vol. 3, appendix C; APM vol. 2, appendix C. */
struct numbers {
	uint32_t cpuid, exception, invlpg, tdp, tdp_misconfig, io, hlt;
	double ticks_per_ms;	/* of the rig's emulated clock */
};

static const struct numbers vmx = { 10, 0, 14, 48, 49, 30, 12, 100000 };
static const struct numbers svm = { 0x72, 0x4e, 0x79, 0x400, 0x400, 0x7b, 0x78,
				    1000000 };

/* The kernel's CONFIG_HZ. */
#define HZ 250

static const struct numbers *no;
static int failures;

static uint64_t count(const struct record *r, uint32_t reason)
{
	struct packed_walk walk = packed_begin(r);
	struct exit_reason one;

	while (packed_next(&walk, &one))
		if (one.reason == reason)
			return one.count;
	return 0;
}

static bool is(const struct record *r, const char *workload)
{
	return !strcmp(r->texts->workload, workload);
}

static uint64_t param(const struct record *r, const char *name)
{
	json_t *params = json_loads(r->texts->params, 0, NULL);
	uint64_t value = json_integer_value(json_object_get(params, name));

	json_decref(params);
	return value;
}

static bool ok_status(const struct record *r)
{
	return r->status == STATUS_OK;
}

/*
 * While the vCPU could run, its KVM host did nothing else that takes a while, like reading
 * the record of the cell before, or looking for huge pages.
 */
static bool is_not_preempted(const struct record *r)
{
	struct packed_walk walk = packed_begin(r);
	struct exit_reason one;
	uint64_t preempted = 0;

	if (!is(r, "null") && !is(r, "cpuid") && !is(r, "pagefault"))
		return true;
	while (packed_next(&walk, &one))
		preempted += one.preempted_cycles;
	return preempted < 20000 + r->elapsed_cycles / 1000;
}

static bool null_is_zero(const struct record *r)
{
	return !is(r, "null") || (!r->exits && !r->n_reasons);
}

/* Where page walks were modelled. */
static bool null_walks_no_page_table(const struct record *r)
{
	const struct walks *walks = extras(r)->walks;

	return !is(r, "null") || !walks ||
	       !(walks->guest.walks + walks->host.walks);
}

/*
 * The TLB has nothing of a page that was never touched. The plugin cannot see which
 * page an INVLPG names, so under NPT one of an earlier page at the same place may
 * still be there; under shadow paging KVM flushes.
 */
static bool first_touches_walk(const struct record *r)
{
	const struct walk_figures *guest;

	if (!is(r, "pagefault") || !extras(r)->walks)
		return true;
	guest = &extras(r)->walks->guest;
	return guest->walks + (r->paging == PAGING_TDP ? guest->invlpg : 0) >=
	       r->ops;
}

static bool cpuid_is_exact(const struct record *r)
{
	return !is(r, "cpuid") ||
	       (count(r, no->cpuid) == param(r, "count") &&
		r->ops == param(r, "count"));
}

static bool sum_is_exits(const struct record *r)
{
	struct packed_walk walk = packed_begin(r);
	struct exit_reason one;
	uint64_t sum = 0;

	while (packed_next(&walk, &one))
		sum += one.count;
	return sum == r->exits;
}

static bool mode_has_no_other_exits(const struct record *r)
{
	if (r->paging == PAGING_TDP)
		return !count(r, no->invlpg);
	return !count(r, no->tdp) && !count(r, no->tdp_misconfig);
}

static bool mode_has_its_own_exits(const struct record *r)
{
	if (!is(r, "boot") && !is(r, "pagefault"))
		return true;
	if (r->paging == PAGING_TDP)
		return count(r, no->tdp) > 0;
	return count(r, no->invlpg) > 0;
}

static bool shadow_faults_on_every_page(const struct record *r)
{
	return !is(r, "pagefault") || r->paging == PAGING_TDP ||
	       count(r, no->exception) >= r->ops;
}

static bool parts_fit_into_elapsed(const struct record *r)
{
	return r->kernel_cycles + r->user_cycles + r->blocked_cycles +
	       r->away_cycles + r->switch_cycles <= r->elapsed_cycles;
}

/* Mean of a CPUID exit: some work, and not a multiple of what is published. */
static bool cpuid_costs_are_plausible(const struct record *r)
{
	struct packed_walk walk = packed_begin(r);
	struct exit_reason one;
	double mean;

	while (is(r, "cpuid") && packed_next(&walk, &one)) {
		if (one.reason != no->cpuid)
			continue;
		mean = (double)one.kernel_cycles / one.count;
		return mean > 300 && mean < 6000 && !one.user_cycles;
	}
	return !is(r, "cpuid");
}

static bool a_second_is_a_second(const struct record *r)
{
	double ms = param(r, "ms"), ticks = ms * no->ticks_per_ms;

	return !is(r, "idle") ||
	       (r->elapsed_cycles >= ticks && r->elapsed_cycles < 1.05 * ticks);
}

static bool idle_time_is_blocked(const struct record *r)
{
	return !is(r, "idle") || r->blocked_cycles > 0.9 * r->elapsed_cycles;
}

/* A port access for each of 32 devices on each of 255 buses would be more. */
static bool boot_looks_at_one_bus(const struct record *r)
{
	return !is(r, "boot") || count(r, no->io) < 255 * 32;
}

/* Bits of the first two counts, which the kernel keeps. */
#define TABLES (1u << MEMORY_HOST_TABLES | 1u << MEMORY_KVM_TABLES)

/* In either mode KVM has page tables; shadow pages it makes in one only. */
static bool page_tables_take_memory(const struct record *r)
{
	const struct host_memory *m = extras(r)->memory;

	return m && (m->before_vm.known & m->end.known & TABLES) == TABLES &&
	       m->has_begin == !is(r, "boot") &&
	       m->end.count[MEMORY_KVM_TABLES] >
	       m->before_vm.count[MEMORY_KVM_TABLES] &&
	       (m->end.count[MEMORY_MADE] > 0) == (r->paging == PAGING_SHADOW);
}

static const struct {
	const char *name;
	bool (*holds)(const struct record *r);
} rules[] = {
	{ "every cell is ok", ok_status },
	{ "null, cpuid and pagefault: nothing else has the KVM host's processor",
	  is_not_preempted },
	{ "null has no exits", null_is_zero },
	{ "null has no TLB miss of its own", null_walks_no_page_table },
	{ "every page touched first is a page walk", first_touches_walk },
	{ "cpuid: N instructions are N exits", cpuid_is_exact },
	{ "counts of reasons sum to exits", sum_is_exits },
	{ "no exits of the other paging mode", mode_has_no_other_exits },
	{ "boot and pagefault have exits of their mode",
	  mode_has_its_own_exits },
	{ "shadow: a page fault exit for every page",
	  shadow_faults_on_every_page },
	{ "time of exits fits into elapsed time", parts_fit_into_elapsed },
	{ "a CPUID exit costs what it may", cpuid_costs_are_plausible },
	{ "a boot looks for PCI devices where there are some",
	  boot_looks_at_one_bus },
	{ "a guest second is a second", a_second_is_a_second },
	{ "idle time is blocked time", idle_time_is_blocked },
	{ "KVM's page tables take memory, shadow pages in their mode only",
	  page_tables_take_memory },
};

static void say(bool ok, const char *run, const char *rule, const char *more)
{
	printf("%s - %s: %s%s\n", ok ? "ok" : "not ok", run, rule, more);
	failures += !ok;
}

static void check_records(const struct results *res, const char *run)
{
	char more[160];
	size_t i, j;

	for (i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		more[0] = 0;
		for (j = 0; j < res->n_records && !more[0]; j++)
			if (!rules[i].holds(&res->records[j]))
				snprintf(more, sizeof(more),
					 "; not so in line %" PRIu32 ", %s, rep %d",
					 res->records[j].line,
					 res->records[j].texts->workload,
					 (int)res->records[j].rep);
		say(!more[0], run, rules[i].name, more);
	}
}

/* Timer interrupts stay near HZ: "N in S s of uptime". */
static void check_timer(const struct results *res, const char *run)
{
	const char *text = meta_text(&res->meta.facts, "timer_interrupts");
	unsigned long long n = 0;
	double seconds = 0;

	if (text && sscanf(text, "%llu in %lf s", &n, &seconds) != 2)
		seconds = 0;
	say(seconds > 0 && n / seconds < 1.1 * HZ, run,
	    "the KVM host's timer stays near its HZ", "");
}

static void check_complete(const struct results *res, const char *run)
{
	uint64_t expected = res->meta.cells;

	say(expected && expected == res->n_records && !res->damaged, run,
	    "every cell has its record", "");
}

int main(int argc, char **argv)
{
	struct results res;

	if (argc != 2) {
		fprintf(stderr, "usage: check RUN\n");
		return 2;
	}
	if (results_load(&res, argv[1]) || !res.n_records) {
		printf("not ok - %s: records can be read\n", argv[1]);
		return 1;
	}
	no = res.records[0].vendor == VENDOR_VMX ? &vmx : &svm;
	check_complete(&res, res.records[0].texts->rig);
	check_records(&res, res.records[0].texts->rig);
	check_timer(&res, res.records[0].texts->rig);
	results_free(&res);
	return failures ? 1 : 0;
}
