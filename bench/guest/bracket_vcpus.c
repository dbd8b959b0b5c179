// SPDX-License-Identifier: GPL-2.0
/* Which vCPU had a bracket's exits; see bracket_vcpus.h. */
#include <sched.h>
#include <stdlib.h>

#include "bracket_vcpus.h"
#include "own_counts.h"
#include "reason_json.h"

/* Of the slots that exitstat takes, too: a job on several vCPUs runs no program. */
enum { SLOT_VISIT = 2, SLOT_BEGIN, SLOT_END };

struct vcpu {
	int cpu;		/* the number it has in this guest's Linux */
	struct own_rows before, run;
};

static struct vcpu *vcpus;	/* NULL: not to be told */
static unsigned int nr_vcpus;
static struct vcpu *home;	/* where this thread latches */
static struct own_rows outside;
static cpu_set_t all_cpus;	/* of this guest */
static cpu_set_t allowed;	/* before this thread had to stay at home */
static int failed;

void bracket_vcpus_open(const struct counters_info *info, unsigned int wanted)
{
	int cpu;

	if (wanted < 2 || info->foreign ||
	    sched_getaffinity(0, sizeof(all_cpus), &all_cpus) ||
	    CPU_COUNT(&all_cpus) != (int)info->vcpus || !own_latch(SLOT_VISIT))
		return;
	vcpus = calloc(info->vcpus, sizeof(*vcpus));
	for (cpu = 0; vcpus && cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all_cpus))
			vcpus[nr_vcpus++].cpu = cpu;
}

void bracket_vcpus_close(void)
{
	/* It has stayed at home where the workload failed. */
	if (vcpus)
		sched_setaffinity(0, sizeof(all_cpus), &all_cpus);
	free(vcpus);
	vcpus = NULL;
	nr_vcpus = 0;
}

static struct vcpu *find_home(void)
{
	unsigned int i;

	for (i = 0; i < nr_vcpus - 1; i++)
		if (CPU_ISSET(vcpus[i].cpu, &allowed))
			break;
	return &vcpus[i];
}

/* The exit that latched belongs to what was before. */
static int read_before(const struct counters_info *info, int slot,
		       struct own_rows *rows)
{
	int err = own_read(info, slot, rows);

	if (!err)
		own_add_latch(info, slot, rows);
	return err;
}

/* Each is read on the next vCPU, whose own snapshot is still to come. */
void bracket_vcpus_before(const struct counters_info *info)
{
	struct vcpu *unread = NULL;
	unsigned int i;

	if (!vcpus)
		return;
	sched_getaffinity(0, sizeof(allowed), &allowed);
	home = find_home();
	failed = 0;
	for (i = 0; i < nr_vcpus && !failed; i++) {
		if (&vcpus[i] == home)
			continue;
		failed = own_move(vcpus[i].cpu);
		if (!failed && unread)
			failed = read_before(info, SLOT_VISIT, &unread->before);
		if (!failed)
			own_latch(SLOT_VISIT);
		unread = &vcpus[i];
	}
	failed = own_move(home->cpu) ?: failed;
	if (!failed && unread)
		failed = read_before(info, SLOT_VISIT, &unread->before);
}

void bracket_vcpus_begin(void)
{
	if (vcpus)
		own_latch(SLOT_BEGIN);
}

void bracket_vcpus_end(void)
{
	if (vcpus)
		own_latch(SLOT_END);
}

/* Both latches of the VM are between the two of this vCPU's own. */
static int read_home(const struct counters_info *info)
{
	int err = read_before(info, SLOT_BEGIN, &home->before) ?:
		  own_read(info, SLOT_END, &home->run);

	if (err)
		return err;
	own_add_latch(info, COUNTERS_SLOT_BEFORE, &home->before);
	own_add_latch(info, COUNTERS_SLOT_AFTER, &home->before);
	return 0;
}

static int add_up(const struct counters_delta *all)
{
	unsigned int v, i;
	int err = 0;

	outside.n = 0;
	for (v = 0; v < nr_vcpus && !err; v++) {
		err = own_subtract_all(&vcpus[v].run, &vcpus[v].before);
		for (i = 0; i < vcpus[v].run.n; i++)
			own_add(&outside, &vcpus[v].run.row[i]);
	}
	for (i = 0; i < all->rows && !err; i++)
		err = own_subtract(&outside, &all->row[i]);
	return err;
}

int bracket_vcpus_after(const struct counters_info *info,
			const struct counters_delta *all)
{
	unsigned int i;
	int err = failed;

	if (!vcpus)
		return 0;
	err = err ?: read_home(info);
	for (i = 0; i < nr_vcpus && !err; i++) {
		if (&vcpus[i] == home)
			continue;
		err = own_move(vcpus[i].cpu);
		if (err)
			break;
		own_latch(SLOT_VISIT);
		err = own_read(info, SLOT_VISIT, &vcpus[i].run);
	}
	own_move(home->cpu);
	sched_setaffinity(0, sizeof(allowed), &allowed);
	return err ?: add_up(all);
}

static int by_reason(const void *a, const void *b)
{
	const struct counters_row *x = a, *y = b;

	return (x->reason > y->reason) - (x->reason < y->reason);
}

static json_t *reasons(const struct counters_info *info, struct own_rows *rows,
		       uint64_t *exits)
{
	json_t *list = json_array();
	unsigned int i;

	*exits = 0;
	qsort(rows->row, rows->n, sizeof(*rows->row), by_reason);
	for (i = 0; i < rows->n; i++) {
		*exits += rows->row[i].count;
		if (rows->row[i].count)
			json_array_append_new(list, reason_json(info->vendor,
								&rows->row[i]));
	}
	return list;
}

void bracket_vcpus_json(const struct counters_info *info, json_t *record)
{
	json_t *list, *of;
	uint64_t exits;
	unsigned int v;

	if (!vcpus)
		return;
	list = json_array();
	for (v = 0; v < nr_vcpus; v++) {
		of = reasons(info, &vcpus[v].run, &exits);
		json_array_append_new(list, json_pack("{s:i, s:I, s:o}",
			"cpu", vcpus[v].cpu, "exits", (json_int_t)exits,
			"reasons", of));
	}
	json_object_set_new(record, "vcpus", list);
	of = reasons(info, &outside, &exits);
	if (exits)
		json_object_set(record, "outside", of);
	json_decref(of);
}
