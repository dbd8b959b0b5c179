// SPDX-License-Identifier: GPL-2.0
/* Tables and JSON of exitstat; see exitstat_show.h. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "buckets.h"
#include "depths.h"
#include "exitstat_show.h"
#include "exitstat_vcpus.h"
#include "reason_json.h"

/* One exit reason over all runs. */
struct sum {
	struct counters_row row;
	uint64_t min, max;		/* count of a run */
	unsigned int runs;		/* in which it occurred */
	bool bounds;			/* row.min and row.max are of all runs */
};

static struct sum sums[COUNTERS_MAX_ROWS];
static unsigned int nr_sums, nr_runs;
static uint64_t all_cycles;
static struct slowest slowest;	/* of all runs */

static uint64_t exits(const struct counters_delta *delta)
{
	uint64_t total = 0;
	unsigned int i;

	for (i = 0; i < delta->rows; i++)
		total += delta->row[i].count;
	return total;
}

static uint64_t timed(const struct counters_row *row)
{
	uint64_t n = 0;
	int i;

	for (i = 0; i < KVM_EXIT_ACCT_HIST_BUCKETS; i++)
		n += row->hist[i];
	return n;
}

/*
 * What @percent of the exits cost at most: the upper end of a bucket, or the
 * maximum if that is known and smaller. 0 without a histogram.
 */
static uint64_t percentile(const struct counters_row *row, double percent)
{
	double want = timed(row) * percent / 100;
	uint64_t below = 0;
	unsigned int at = 0;
	struct bucket b;

	while (buckets_next(row->hist, row->quarter, &at, &b)) {
		below += b.count;
		if (below >= want)
			return row->max && row->max < b.high ? row->max : b.high;
	}
	return 0;
}

static json_t *reasons(const struct counters_info *info,
		       const struct counters_delta *delta)
{
	json_t *list = json_array(), *obj;
	unsigned int i;

	for (i = 0; i < delta->rows; i++) {
		const struct counters_row *row = &delta->row[i];

		obj = reason_json(info->vendor, row);
		if (timed(row)) {
			json_object_set_new(obj, "p50_cycles",
				json_integer(percentile(row, 50)));
			json_object_set_new(obj, "p99_cycles",
				json_integer(percentile(row, 99)));
			reason_json_add_histogram(obj, row);
		}
		reason_json_add_depth(obj, row);
		json_array_append_new(list, obj);
	}
	return list;
}

static const char *paging(const struct counters_info *info, const char *tdp)
{
	return info->foreign ? "unknown" :
	       info->paging == PAGING_TDP ? tdp : "shadow";
}

void show_json(FILE *out, const struct counters_info *info,
	       const struct counters_delta *delta, const struct stat_run *run)
{
	json_t *obj = json_pack("{s:s, s:s, s:s, s:i, s:I, s:I, s:o, s:i}",
				"type", run->type,
				"vendor", vendor_name(info->vendor),
				"paging", paging(info, "tdp"),
				"run", (int)run->number, "elapsed_cycles",
				(json_int_t)run->cycles, "exits",
				(json_int_t)exits(delta),
				"reasons", reasons(info, delta),
				"command_status", run->status);
	char *line;

	if (run->vcpus)
		json_object_set_new(obj, "vcpus", run->vcpus);
	if (delta->slowest.n)
		json_object_set_new(obj, "slowest",
				    slowest_json(info->vendor, &delta->slowest,
						 delta->begin_tsc));
	if (run->interrupted)
		json_object_set_new(obj, "interrupted", json_true());
	if (counters_lost(info))
		json_object_set_new(obj, "lost",
				    json_string(counters_lost(info)));
	line = json_dumps(obj, JSON_COMPACT);
	if (line)
		fprintf(out, "%s\n", line);
	fflush(out);
	free(line);
	json_decref(obj);
}

void show_interval(FILE *out, const struct counters_info *info,
		   const struct counters_delta *delta, double seconds)
{
	const struct counters_row *most = NULL;
	unsigned int i;

	for (i = 0; i < delta->rows; i++)
		if (!most || delta->row[i].count > most->count)
			most = &delta->row[i];
	fprintf(out, "%10.3f s %12" PRIu64 " exits", seconds, exits(delta));
	if (most)
		fprintf(out, ", most of all %s: %" PRIu64,
			reason_json_name(info->vendor, most->reason),
			most->count);
	fputc('\n', out);
	fflush(out);
}

static struct sum *sum_of(uint32_t reason)
{
	unsigned int s;

	for (s = 0; s < nr_sums; s++)
		if (sums[s].row.reason == reason)
			return &sums[s];
	sums[nr_sums] = (struct sum){
		.row.reason = reason, .row.min = UINT64_MAX,
		.min = UINT64_MAX, .bounds = true,
	};
	return &sums[nr_sums++];
}

void show_add(const struct counters_delta *delta, uint64_t cycles)
{
	unsigned int i, b;

	nr_runs++;
	all_cycles += cycles;
	slowest_add(&slowest, &delta->slowest);
	for (i = 0; i < delta->rows; i++) {
		const struct counters_row *row = &delta->row[i];
		struct sum *sum = sum_of(row->reason);

		sum->row.count += row->count;
		sum->row.kernel += row->kernel;
		sum->row.user += row->user;
		sum->row.blocked += row->blocked;
		sum->row.away += row->away;
		sum->row.preempted += row->preempted;
		sum->row.asleep += row->asleep;
		sum->row.switched += row->switched;
		sum->row.l2_count += row->l2_count;
		sum->row.l2_kernel += row->l2_kernel;
		sum->row.l2_user += row->l2_user;
		for (b = 0; b < KVM_EXIT_ACCT_HIST_BUCKETS; b++)
			sum->row.hist[b] += row->hist[b];
		for (b = 0; b < KVM_EXIT_ACCT_QUARTERS; b++)
			sum->row.quarter[b] += row->quarter[b];
		for (b = 0; b < KVM_EXIT_ACCT_DEPTHS; b++)
			sum->row.depth[b] += row->depth[b];
		sum->bounds &= row->max > 0;
		if (row->min < sum->row.min)
			sum->row.min = row->min;
		if (row->max > sum->row.max)
			sum->row.max = row->max;
		sum->runs++;
		if (row->count < sum->min)
			sum->min = row->count;
		if (row->count > sum->max)
			sum->max = row->count;
	}
}

static int by_count(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	return (x->row.count < y->row.count) - (x->row.count > y->row.count);
}

/* What single exits cost, in cycles of kernel and VMM; then their histograms. */
static void show_costs(FILE *out, const struct counters_info *info)
{
	unsigned int s;

	fprintf(out, "\n%14s %14s %14s %14s  %s\n", "min", "p50 <=", "p99 <=",
		"max", "cycles of one exit");
	for (s = 0; s < nr_sums; s++) {
		struct counters_row row = sums[s].row;

		if (!sums[s].bounds)
			row.min = row.max = 0;
		if (row.max)
			fprintf(out, "%14" PRIu64, row.min);
		else
			fprintf(out, "%14s", "-");
		fprintf(out, " %14" PRIu64 " %14" PRIu64,
			percentile(&row, 50), percentile(&row, 99));
		if (row.max)
			fprintf(out, " %14" PRIu64, row.max);
		else
			fprintf(out, " %14s", "-");
		fprintf(out, "  %s\n",
			reason_json_name(info->vendor, row.reason));
	}
	for (s = 0; s < nr_sums; s++) {
		const struct counters_row *row = &sums[s].row;
		unsigned int at = 0;
		struct bucket b;

		fprintf(out, "\n %s, exits by cycles\n",
			reason_json_name(info->vendor, row->reason));
		while (buckets_next(row->hist, row->quarter, &at, &b))
			fprintf(out, "%14" PRIu64 " - %-14" PRIu64 " %12" PRIu64 "\n",
				b.low, b.high, b.count);
	}
}

/* The longest exits of all runs. */
static void show_slowest(FILE *out, const struct counters_info *info)
{
	if (!slowest.n)
		return;
	fprintf(out, "\n%14s  %-18s %5s  %s\n", "cycles", "RIP behind it", "vCPU",
		"longest exits");
	for (unsigned int i = 0; i < slowest.n; i++) {
		const struct slowest_exit *exit = &slowest.exit[i];

		fprintf(out, "%14" PRIu64 "  0x%016" PRIx64 " %5u  %s%s",
			exit->cycles, exit->rip, exit->vcpu,
			exit->l2 ? "L2 " : "",
			reason_json_name(info->vendor, exit->reason));
		if (exit->detailed)
			fprintf(out, " 0x%" PRIx64 "%s", exit->what,
				exit->write ? " write" : "");
		fputc('\n', out);
	}
}

/* Of what was blocked, in which way, in cycles. */
static void show_blocked(FILE *out, const struct counters_info *info, double runs)
{
	unsigned int s;

	fprintf(out, "\n%14s %14s %14s  %s\n", "halted", "preempted", "asleep",
		"cycles blocked");
	for (s = 0; s < nr_sums; s++) {
		const struct counters_row *row = &sums[s].row;

		if (row->blocked)
			fprintf(out, "%14.0f %14.0f %14.0f  %s\n",
				(row->blocked - row->preempted - row->asleep) / runs,
				row->preempted / runs, row->asleep / runs,
				reason_json_name(info->vendor, row->reason));
	}
}

/* What the way out of the guest and back into it took, mitigations included. */
static void show_switch(FILE *out, const struct counters_info *info, double runs)
{
	uint64_t all = 0;
	unsigned int s;

	for (s = 0; s < nr_sums; s++)
		all += sums[s].row.switched;
	if (!all)
		return;
	fprintf(out, "\n%14s %14s  %s\n", "world switch", "each",
		"cycles of the world switch");
	for (s = 0; s < nr_sums; s++) {
		const struct counters_row *row = &sums[s].row;

		fprintf(out, "%14.0f %14.1f  %s\n", row->switched / runs,
			(double)row->switched / row->count,
			reason_json_name(info->vendor, row->reason));
	}
}

/* What of it came from guests of this guest, which then is a hypervisor. */
static void show_l2(FILE *out, const struct counters_info *info, double runs)
{
	const struct counters_row *row;
	bool any = false;
	unsigned int s;

	for (s = 0; s < nr_sums; s++) {
		row = &sums[s].row;
		if (!row->l2_count)
			continue;
		if (!any)
			fprintf(out, "\n%14s %14s %14s  %s\n", "exits of L2",
				"kernel", "VMM", "from guests of this guest");
		any = true;
		fprintf(out, "%14.1f %14.0f %14.0f  %s\n",
			row->l2_count / runs, row->l2_kernel / runs,
			row->l2_user / runs,
			reason_json_name(info->vendor, row->reason));
	}
}

/* How deep exits went; of those to the VMM also why. */
static void show_depths(FILE *out, const struct counters_info *info, double runs)
{
	unsigned int s;
	int i;

	fprintf(out, "\n%14s %14s %14s %14s  %s\n", "fastpath", "kernel",
		"emulator", "VMM", "how deep exits went");
	for (s = 0; s < nr_sums; s++) {
		const uint64_t *depth = sums[s].row.depth;
		uint64_t vmm = 0;
		const char *sep = " (";

		for (i = KVM_EXIT_ACCT_DEPTH_VMM; i < KVM_EXIT_ACCT_DEPTHS; i++)
			vmm += depth[i];
		fprintf(out, "%14.1f %14.1f %14.1f %14.1f  %s",
			depth[KVM_EXIT_ACCT_DEPTH_FASTPATH] / runs,
			depth[KVM_EXIT_ACCT_DEPTH_KERNEL] / runs,
			depth[KVM_EXIT_ACCT_DEPTH_EMULATOR] / runs, vmm / runs,
			reason_json_name(info->vendor, sums[s].row.reason));
		for (i = KVM_EXIT_ACCT_DEPTH_VMM; i < KVM_EXIT_ACCT_DEPTHS; i++) {
			if (!depth[i])
				continue;
			fprintf(out, "%s%s %.1f", sep, depth_names[i],
				depth[i] / runs);
			sep = ", ";
		}
		fputs(vmm ? ")\n" : "\n", out);
	}
}

void show_table(FILE *out, const struct counters_info *info, char **command,
		bool costs, bool per_vcpu)
{
	double runs = nr_runs ? nr_runs : 1;
	double count = 0, kernel = 0, user = 0, blocked = 0, away = 0;
	unsigned int s;
	int w;

	fprintf(out, "\n VM exits of '");
	for (w = 0; command[w]; w++)
		fprintf(out, "%s%s", w ? " " : "", command[w]);
	fprintf(out, "' (%u run%s, %s paging)\n\n", nr_runs,
		nr_runs == 1 ? "" : "s, means",
		paging(info, "two-dimensional"));
	fprintf(out, "%14s %23s %14s %14s %14s %14s  %s\n", "exits",
		"lowest - highest", "kernel", "VMM", "blocked", "away",
		"reason");
	qsort(sums, nr_sums, sizeof(*sums), by_count);
	for (s = 0; s < nr_sums; s++) {
		const struct counters_row *row = &sums[s].row;
		uint64_t min = sums[s].runs < nr_runs ? 0 : sums[s].min;

		fprintf(out,
			"%14.1f %11" PRIu64 " %11" PRIu64 " %14.0f %14.0f %14.0f %14.0f  %s\n",
			row->count / runs, min, sums[s].max,
			row->kernel / runs, row->user / runs,
			row->blocked / runs, row->away / runs,
			reason_json_name(info->vendor, row->reason));
		count += row->count;
		kernel += row->kernel;
		user += row->user;
		blocked += row->blocked;
		away += row->away;
	}
	fprintf(out, "%14.1f %23s %14.0f %14.0f %14.0f %14.0f  all\n",
		count / runs, "", kernel / runs, user / runs, blocked / runs,
		away / runs);
	if (info->depth)
		show_depths(out, info, runs);
	if (info->parts)
		show_blocked(out, info, runs);
	show_switch(out, info, runs);
	show_l2(out, info, runs);
	if (per_vcpu)
		vcpus_show(out, info, runs);
	if (costs) {
		show_costs(out, info);
		show_slowest(out, info);
	}
	fprintf(out, "\n%14.0f cycles of the guest's TSC elapsed; kernel, VMM, blocked and away are the host's\n",
		all_cycles / runs);
	if (counters_lost(info))
		fprintf(out, " what this KVM cannot tell: %s\n",
			counters_lost(info));
	fputc('\n', out);
	fflush(out);
}
