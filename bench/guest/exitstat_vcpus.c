// SPDX-License-Identifier: GPL-2.0
/*
 * The exits of each vCPU; see exitstat_vcpus.h. There are fewer slots than vCPUs, so
 * a snapshot is read into memory before the next one is latched: before the command
 * on the next vCPU, whose bracket has not begun, and behind it on the same one, whose
 * bracket has ended. So no bracket contains the hundreds of CPUIDs of a reading.
 */
#include <errno.h>
#include <inttypes.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "exitstat_vcpus.h"
#include "own_counts.h"
#include "reason_json.h"

struct vcpu {
	int cpu;		/* the number it has in this guest's Linux */
	struct own_rows before, run, all;
};

static struct vcpu *vcpus;
static unsigned int nr_vcpus;
static cpu_set_t allowed;

static int find_allowed(const struct counters_info *info)
{
	unsigned int online = get_nprocs(), may;

	if (sched_getaffinity(0, sizeof(allowed), &allowed)) {
		int err = errno;

		fprintf(stderr, "exitstat: find the CPUs of this guest: %s\n",
			strerror(err));
		return -err;
	}
	may = CPU_COUNT(&allowed);
	if (may < online) {
		fprintf(stderr, "exitstat: --per-vcpu goes to every vCPU, and taskset or a cpuset allows it %u of the %u that are online; put taskset between exitstat and the command\n",
			may, online);
		return -EPERM;
	}
	if (may < info->vcpus)
		fprintf(stderr, "exitstat: this guest runs on %u of the VM's %u vCPUs; exits of the others are in the total alone\n",
			may, info->vcpus);
	return 0;
}

int vcpus_find(const struct counters_info *info, int slot)
{
	int err = find_allowed(info), cpu;

	if (err)
		return err;
	if (!own_latch(slot)) {
		fprintf(stderr, "exitstat: the KVM under this guest has no latch for the counters of one vCPU; leave --per-vcpu out, or take its patches from the source of this program\n");
		return -ENOSYS;
	}
	vcpus = calloc(CPU_COUNT(&allowed), sizeof(*vcpus));
	if (!vcpus) {
		fprintf(stderr, "exitstat: memory for the counters of %d vCPUs: %s\n",
			CPU_COUNT(&allowed), strerror(ENOMEM));
		return -ENOMEM;
	}
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			vcpus[nr_vcpus++].cpu = cpu;
	return 0;
}

/* The exit that latched @slot is not the command's; it belongs to what was before. */
static int read_before(const struct counters_info *info, int slot,
		       struct own_rows *rows)
{
	int err = own_read(info, slot, rows);

	if (!err)
		own_add_latch(info, slot, rows);
	return err;
}

/* The last vCPU's snapshot stays in its slot, so that the command can begin. */
int vcpus_begin(const struct counters_info *info, const int *slot)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < nr_vcpus && !err; i++) {
		err = own_move(vcpus[i].cpu);
		if (!err && i)
			err = read_before(info, slot[0], &vcpus[i - 1].before);
		if (!err)
			own_latch(slot[0]);
	}
	sched_setaffinity(0, sizeof(allowed), &allowed);
	return err;
}

int vcpus_end(const struct counters_info *info, const int *slot)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < nr_vcpus && !err; i++) {
		err = own_move(vcpus[i].cpu);
		if (err)
			break;
		own_latch(slot[1]);
		if (!i)
			err = read_before(info, slot[0],
					  &vcpus[nr_vcpus - 1].before);
		err = err ?: own_read(info, slot[1], &vcpus[i].run);
	}
	for (i = 0; i < nr_vcpus && !err; i++)
		err = own_subtract_all(&vcpus[i].run, &vcpus[i].before);
	sched_setaffinity(0, sizeof(allowed), &allowed);
	return err;
}

static int by_count(const void *a, const void *b)
{
	const struct counters_row *x = a, *y = b;

	return (x->count < y->count) - (x->count > y->count);
}

static struct counters_row sum_of(const struct own_rows *rows)
{
	struct counters_row sum = { 0 };
	unsigned int i;

	for (i = 0; i < rows->n; i++) {
		sum.count += rows->row[i].count;
		sum.kernel += rows->row[i].kernel;
		sum.user += rows->row[i].user;
		sum.blocked += rows->row[i].blocked;
		sum.away += rows->row[i].away;
	}
	return sum;
}

json_t *vcpus_json(const struct counters_info *info)
{
	json_t *list = json_array(), *reasons;
	unsigned int v, i;

	for (v = 0; v < nr_vcpus; v++) {
		const struct own_rows *run = &vcpus[v].run;

		reasons = json_array();
		for (i = 0; i < run->n; i++)
			if (run->row[i].count)
				json_array_append_new(reasons,
					reason_json(info->vendor, &run->row[i]));
		json_array_append_new(list, json_pack("{s:i, s:I, s:o}",
			"cpu", vcpus[v].cpu, "exits",
			(json_int_t)sum_of(run).count, "reasons", reasons));
	}
	return list;
}

void vcpus_add(void)
{
	unsigned int v, i;

	for (v = 0; v < nr_vcpus; v++)
		for (i = 0; i < vcpus[v].run.n; i++)
			own_add(&vcpus[v].all, &vcpus[v].run.row[i]);
}

static void show_row(FILE *out, int cpu, const struct counters_row *row,
		     double runs, const char *name)
{
	fprintf(out, "%5d %14.1f %14.0f %14.0f %14.0f %14.0f  %s\n", cpu,
		row->count / runs, row->kernel / runs, row->user / runs,
		row->blocked / runs, row->away / runs, name);
}

void vcpus_show(FILE *out, const struct counters_info *info, unsigned int runs)
{
	struct counters_row sum;
	unsigned int v, i;

	fprintf(out, "\n%5s %14s %14s %14s %14s %14s  %s\n", "vCPU", "exits",
		"kernel", "VMM", "blocked", "away", "reason");
	for (v = 0; v < nr_vcpus; v++) {
		struct own_rows *all = &vcpus[v].all;

		qsort(all->row, all->n, sizeof(*all->row), by_count);
		for (i = 0; i < all->n && all->row[i].count; i++)
			show_row(out, vcpus[v].cpu, &all->row[i], runs,
				 reason_json_name(info->vendor,
						  all->row[i].reason));
		sum = sum_of(all);
		show_row(out, vcpus[v].cpu, &sum, runs, "all");
	}
}
