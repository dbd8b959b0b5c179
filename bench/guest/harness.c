// SPDX-License-Identifier: GPL-2.0
/* The bracket around a workload, and its record; see harness.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "bootmarks.h"
#include "bracket_vcpus.h"
#include "cell.h"
#include "harness.h"
#include "output.h"
#include "pmu.h"
#include "reason_json.h"
#include "tool.h"
#include "walk_marks.h"

static struct counters_delta delta;
static json_t *tool;		/* what a tool reports of this repetition */
static json_t *output;		/* what its program printed, good or not */
static json_t *walks;		/* what the PMU counted, if it was asked */

bool harness_tells_latches;

/* An object with what all messages about a repetition have. */
static json_t *about(const struct job *job, int rep)
{
	json_t *obj = json_object();

	json_object_set_new(obj, "workload", json_string(job->workload->name));
	json_object_set_new(obj, "params", cell_params(job));
	json_object_set_new(obj, "rep", json_integer(rep));
	json_object_set_new(obj, "op", json_string(job->workload->op));
	return obj;
}

/* The details of @reason, if this KVM keeps them. */
static json_t *details(uint32_t reason)
{
	const struct counters_detail *d;
	json_t *list = json_array();
	unsigned int i;

	for (i = 0; i < delta.details; i++) {
		d = &delta.detail[i];
		if (d->reason == reason)
			json_array_append_new(list,
				json_pack("{s:I, s:b, s:I, s:I}",
					  "what", (json_int_t)d->what,
					  "write", (int)d->write,
					  "count", (json_int_t)d->count,
					  "cycles", (json_int_t)d->cycles));
	}
	if (json_array_size(list))
		return list;
	json_decref(list);
	return NULL;
}

static json_t *reasons(const struct counters_info *info, uint64_t *exits)
{
	json_t *list = json_array(), *obj, *detail;
	const struct counters_row *row;
	unsigned int i;

	*exits = 0;
	for (i = 0; i < delta.rows; i++) {
		row = &delta.row[i];
		*exits += row->count;
		obj = reason_json(info->vendor, row);
		if (info->spread)
			reason_json_add_histogram(obj, row);
		reason_json_add_depth(obj, row);
		detail = details(row->reason);
		if (detail)
			json_object_set_new(obj, "detail", detail);
		json_array_append_new(list, obj);
	}
	return list;
}

/* The numbers of @delta, or none at all when there is an @error. */
static json_t *record_new(const struct counters_info *info,
			  const struct job *job, int rep, int64_t ops,
			  uint64_t elapsed, const char *error, bool skipped)
{
	json_t *obj = about(job, rep), *list;
	uint64_t exits;

	if (error) {
		delta.rows = delta.details = delta.slowest.n = 0;
		delta.detail_lost = 0;
		ops = elapsed = 0;
	}
	list = reasons(info, &exits);
	json_object_set_new(obj, "ops", json_integer(ops));
	json_object_set_new(obj, "elapsed_cycles", json_integer(elapsed));
	json_object_set_new(obj, "exits", json_integer(exits));
	json_object_set_new(obj, "reasons", list);
	if (counters_lost(info))
		json_object_set_new(obj, "lost",
				    json_string(counters_lost(info)));
	if (delta.detail_lost)
		json_object_set_new(obj, "detail_lost",
				    json_integer(delta.detail_lost));
	if (delta.slowest.n)
		json_object_set_new(obj, "slowest",
				    slowest_json(info->vendor, &delta.slowest,
						 delta.begin_tsc));
	json_object_set_new(obj, "status",
			    json_string(skipped ? "skipped" :
					error ? "failed" : "ok"));
	if (error)
		json_object_set_new(obj, "error", output_string(error, strlen(error)));
	if (tool && !error)
		json_object_set(obj, "tool", tool);
	if (output)
		json_object_set(obj, "output", output);
	if (walks && !error)
		json_object_set(obj, "pmu_walks", walks);
	if (!error)
		bracket_vcpus_json(info, obj);
	json_decref(tool);
	json_decref(output);
	json_decref(walks);
	tool = output = walks = NULL;
	return obj;
}

/* By which a KVM host that watches finds the bracket in its own trace. */
static void add_latches(json_t *record, uint64_t before, uint64_t after)
{
	if (harness_tells_latches)
		json_object_set_new(record, "latches", json_pack("[I, I]",
			(json_int_t)before, (json_int_t)after));
}

/*
 * A KVM host that watches reads KVM's statistics when it sees a record, and this VM
 * must still be there, and not yet be in the next repetition. Idle, it leaves the
 * processor to that host.
 */
static void emit_watched(json_t *record, harness_emit emit)
{
	emit(LINE_RECORD, record);
	if (harness_tells_latches)
		usleep(50000);
}

static void emit_record(const struct counters_info *info, const struct job *job,
			int rep, int64_t ops, uint64_t elapsed,
			const char *error, bool skipped, harness_emit emit)
{
	json_t *record = record_new(info, job, rep, ops, elapsed, error,
				    skipped);

	add_latches(record, counters_times[COUNTERS_SLOT_BEFORE],
		    counters_times[COUNTERS_SLOT_AFTER]);
	emit_watched(record, emit);
}

static int64_t nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

/* After so many late ticks the repetition begins all the same. */
#define TICKS_MAX 16

/* Spins; gives up in time where the clock has stopped. */
static void wait_until(int64_t end)
{
	int i;

	for (i = 0; i < 10000000; i++)
		if (nanoseconds(CLOCK_MONOTONIC) >= end)
			return;
}

/* When the next tick came, or 0 where there is none. */
static int64_t next_tick(void)
{
	int64_t coarse = nanoseconds(CLOCK_MONOTONIC_COARSE);
	int i;

	for (i = 0; i < 10000000; i++)
		if (nanoseconds(CLOCK_MONOTONIC_COARSE) != coarse)
			return nanoseconds(CLOCK_MONOTONIC);
	return 0;
}

/*
 * Waits for a quarter of a tick of the guest's timer after a tick, so that every
 * repetition starts in the same phase, and a short one has no timer interrupt.
 * Returns until when that is so, in CLOCK_MONOTONIC; where there is no tick, forever.
 *
 * A tick is late when the vCPU did not run as it was due, say because its host was
 * still busy with the record before; the next is then close, as it is when the
 * vCPU did not run for the better part of the quarter. So the tick must come a
 * tick's length after the one before it, and the quarter may take an eighth more.
 *
 * The quarter is for what the tick has woken: since Linux 7.1, while two tasks can
 * run a timer is set for the end of the slice (HRTICK in kernel/sched/core.c; 0.7 ms
 * with one vCPU), and is left to expire when the other task sleeps again
 * (HRTIMER_MODE_LAZY_REARM).
 *
 * The coarse clock moves with the tick, its resolution is the tick's length, and
 * reading it is not a system call.
 */
static int64_t wait_for_tick(void)
{
	int64_t tick, last = 0, length, end = INT64_MAX;
	struct timespec ts;
	int i;

	clock_getres(CLOCK_MONOTONIC_COARSE, &ts);
	length = ts.tv_nsec;
	for (i = 0; i < TICKS_MAX; i++) {
		tick = next_tick();
		if (!tick)
			return INT64_MAX;
		if (llabs(tick - last - length) < length / 16) {
			wait_until(tick + length / 4);
			end = tick + length * 3 / 8;
			if (nanoseconds(CLOCK_MONOTONIC) < end)
				break;
		}
		last = tick;
	}
	return end;
}

/* After so many beginnings that took too long it goes on all the same. */
#define BEGINNINGS_MAX 4

/*
 * The vCPU may also be kept from running until the first latch has returned; then
 * it is latched again, behind another tick. Counters of others take their time.
 */
static void begin(const struct counters_info *info, struct workload_run *run)
{
	int64_t until;
	int i;

	for (i = 1;; i++) {
		until = wait_for_tick();
		/* What the bracket itself needs, and null, is then in the TLB. */
		workload_find("null")->run(run);
		pmu_begin();
		bracket_vcpus_begin();
		counters_begin(info);
		if (info->foreign || i == BEGINNINGS_MAX ||
		    nanoseconds(CLOCK_MONOTONIC) < until)
			return;
		pmu_end();
	}
}

/*
 * Nothing but the workload, a look at the clock, two RDTSC and two marks is between
 * the latches. Unless there is no warm-up, both latches and the workload have run
 * before: what they touch is mapped.
 */
static int64_t bracket(const struct counters_info *info,
		       const struct workload *workload,
		       struct workload_run *run, uint64_t *elapsed)
{
	uint64_t start, end;
	int64_t ops;

	begin(info, run);
	start = __rdtsc();
	WALK_MARK(WALK_BEGIN);
	ops = workload->run(run);
	WALK_MARK(WALK_END);
	end = __rdtsc();
	counters_end(info);
	bracket_vcpus_end();
	pmu_end();
	*elapsed = end - start;
	return ops;
}

/* A warm-up has the number of no record. */
static void say_number(const struct job *job, int rep)
{
	json_t *obj = about(job, rep);

	walk_number(cell_number(obj));
	json_decref(obj);
}

static const char *measure(const struct counters_info *info,
			   const struct job *job, struct workload_run *run,
			   int64_t *ops, uint64_t *elapsed)
{
	const struct workload *workload = job->workload;
	int err;

	run->error[0] = 0;
	json_decref(output);
	output = NULL;
	if (workload->prepare && workload->prepare(run))
		return run->error;
	run->status = -1;
	bracket_vcpus_before(info);
	say_number(job, run->rep);
	*ops = bracket(info, workload, run, elapsed);
	if (workload->keeps_output && run->status >= 0)
		output = output_read(tool_output, run->status);
	if (*ops <= 0)
		return run->error[0] ? run->error : "it did no operation";
	err = counters_read_delta(info, COUNTERS_SLOT_BEFORE,
				  COUNTERS_SLOT_AFTER, &delta);
	if (err == -EBUSY)
		return "another program in this guest latched the same slots in the meantime; run one at a time";
	if (err == -EDOM)
		return "the cycles of all exits and of the guest are not those that passed between the two latches";
	if (err)
		return "counters not latched, or went backwards";
	err = bracket_vcpus_after(info, &delta);
	if (err == -ERANGE)
		return "the exits of the vCPUs do not add up to those of the VM";
	if (err)
		return "not all vCPUs could be latched: another program latched the same slots, or this one may not run on each";
	json_decref(walks);
	walks = pmu_walks();
	json_decref(tool);
	tool = workload->collect ? json_object() : NULL;
	if (tool)
		workload->collect(run, tool);
	return NULL;
}

void harness_run(const struct counters_info *info, const struct job *job,
		 int warmup, int first_rep, int reps, const char *dir,
		 harness_emit emit)
{
	const struct workload *workload = job->workload;
	struct workload_run run = {
		.workload = workload, .param = job->param, .dir = dir,
	};
	const char *error = NULL;
	uint64_t elapsed = 0;
	int64_t ops = 0;

	emit(LINE_START, about(job, first_rep));
	if (workload->needs_dir && !dir) {
		emit_record(info, job, first_rep, 0, 0,
			    "no disk: '/dev/vda' did not come up or mount",
			    false, emit);
		return;
	}
	bracket_vcpus_open(info, job_vcpus(job));
	if (job_vcpus(job) > sysconf(_SC_NPROCESSORS_ONLN)) {
		snprintf(run.error, sizeof(run.error),
			 "needs %u vCPUs, and this guest has %ld",
			 job_vcpus(job), sysconf(_SC_NPROCESSORS_ONLN));
		run.skipped = true;
		error = run.error;
	} else if (workload->setup && workload->setup(&run)) {
		error = run.error;
	}
	run.rep = -1;
	for (int i = 0; !error && i < warmup; i++)
		error = measure(info, job, &run, &ops, &elapsed);

	for (run.rep = first_rep; run.rep < reps; run.rep++) {
		if (!error) {
			/* The first one's again: setup and warm-ups are not in it. */
			emit(LINE_START, about(job, run.rep));
			error = measure(info, job, &run, &ops, &elapsed);
		}
		emit_record(info, job, run.rep, ops, elapsed, error,
			    run.skipped, emit);
		if (error)
			break;
	}
	if (workload->teardown)
		workload->teardown(&run);
	bracket_vcpus_close();
}

void harness_hello(const struct counters_info *info, harness_emit emit)
{
	int slot = info->foreign ? COUNTERS_SLOT_AFTER : COUNTERS_SLOT_BOOT;
	uint64_t exits;

	if (!boot_tsc || counters_read_delta(info, -1, slot, &delta))
		delta.rows = delta.details = 0;
	emit(LINE_HELLO, json_pack("{s:s, s:s, s:i, s:o}",
				   "vendor", vendor_name(info->vendor),
				   "paging", counters_paging(info),
				   "vcpus", info->vcpus,
				   "reasons", reasons(info, &exits)));
}

static uint64_t up_tsc;

void harness_up(void)
{
	up_tsc = __rdtsc();
	counters_latch(COUNTERS_SLOT_UP);
}

/* What the KVM host needs to find phases in its samples. */
static void add_boundaries(const struct counters_info *info, json_t *record)
{
	struct bootmarks marks;
	uint64_t exits;

	if (counters_read_delta(info, -1, COUNTERS_SLOT_BOOT, &delta))
		return;
	bootmarks_find(&marks);
	json_object_set_new(record, "init", json_pack("{s:I, s:o}",
		"tsc", (json_int_t)boot_tsc,
		"reasons", reasons(info, &exits)));
	json_object_set_new(record, "marks", json_pack("{s:I, s:I}",
		"initcalls", (json_int_t)marks.initcalls,
		"initcalls_end", (json_int_t)marks.initcalls_end));
}

void harness_boot(const struct counters_info *info, const struct job *job,
		  int rep, harness_emit emit)
{
	const char *error = NULL;
	json_t *record;

	if (!boot_tsc || counters_read_delta(info, -1, COUNTERS_SLOT_UP, &delta))
		error = info->foreign ? "no latch in this KVM, no snapshot of the boot" :
			"not the first process of this VM: no snapshot of its boot";
	record = record_new(info, job, rep, 1, up_tsc, error, false);
	add_latches(record, 0, counters_times[COUNTERS_SLOT_UP]);
	if (!error && job->param[0])
		add_boundaries(info, record);
	emit_watched(record, emit);
}
