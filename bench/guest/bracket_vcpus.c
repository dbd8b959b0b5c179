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

/*
 * Not in .bss, where it would move what is behind it to other pages: how many pages a
 * fork copies depends on where the C library's variables are.
 */
static struct told {
	unsigned int n;
	struct vcpu *home;	/* where this thread latches */
	struct own_rows outside;
	cpu_set_t all_cpus;	/* of this guest */
	cpu_set_t allowed;	/* before this thread had to stay at home */
	int failed;
	struct vcpu vcpu[];
} *told;			/* NULL: not to be told */

void bracket_vcpus_open(const struct counters_info *info, unsigned int wanted)
{
	cpu_set_t all;
	int cpu;

	if (wanted < 2 || info->foreign ||
	    sched_getaffinity(0, sizeof(all), &all) ||
	    CPU_COUNT(&all) != (int)info->vcpus || !own_latch(SLOT_VISIT))
		return;
	told = calloc(1, sizeof(*told) + info->vcpus * sizeof(*told->vcpu));
	if (!told)
		return;
	told->all_cpus = all;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &all))
			told->vcpu[told->n++].cpu = cpu;
}

void bracket_vcpus_close(void)
{
	/* It has stayed at home where the workload failed. */
	if (told)
		sched_setaffinity(0, sizeof(told->all_cpus), &told->all_cpus);
	free(told);
	told = NULL;
}

static struct vcpu *find_home(void)
{
	unsigned int i;

	for (i = 0; i < told->n - 1; i++)
		if (CPU_ISSET(told->vcpu[i].cpu, &told->allowed))
			break;
	return &told->vcpu[i];
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
static int visit_before(const struct counters_info *info)
{
	struct vcpu *unread = NULL;
	unsigned int i;
	int err = 0;

	for (i = 0; i < told->n && !err; i++) {
		if (&told->vcpu[i] == told->home)
			continue;
		err = own_move(told->vcpu[i].cpu);
		if (!err && unread)
			err = read_before(info, SLOT_VISIT, &unread->before);
		if (!err)
			own_latch(SLOT_VISIT);
		unread = &told->vcpu[i];
	}
	err = own_move(told->home->cpu) ?: err;
	return err || !unread ? err :
	       read_before(info, SLOT_VISIT, &unread->before);
}

void bracket_vcpus_before(const struct counters_info *info)
{
	if (!told)
		return;
	sched_getaffinity(0, sizeof(told->allowed), &told->allowed);
	told->home = find_home();
	told->failed = visit_before(info);
}

void bracket_vcpus_begin(void)
{
	if (told)
		own_latch(SLOT_BEGIN);
}

void bracket_vcpus_end(void)
{
	if (told)
		own_latch(SLOT_END);
}

/* Both latches of the VM are between the two of this vCPU's own. */
static int read_home(const struct counters_info *info)
{
	int err = read_before(info, SLOT_BEGIN, &told->home->before) ?:
		  own_read(info, SLOT_END, &told->home->run);

	if (err)
		return err;
	own_add_latch(info, COUNTERS_SLOT_BEFORE, &told->home->before);
	own_add_latch(info, COUNTERS_SLOT_AFTER, &told->home->before);
	return 0;
}

static int add_up(const struct counters_delta *all)
{
	unsigned int v, i;
	int err = 0;

	told->outside.n = 0;
	for (v = 0; v < told->n && !err; v++) {
		err = own_subtract_all(&told->vcpu[v].run, &told->vcpu[v].before);
		for (i = 0; i < told->vcpu[v].run.n; i++)
			own_add(&told->outside, &told->vcpu[v].run.row[i]);
	}
	for (i = 0; i < all->rows && !err; i++)
		err = own_subtract(&told->outside, &all->row[i]);
	return err;
}

int bracket_vcpus_after(const struct counters_info *info,
			const struct counters_delta *all)
{
	unsigned int i;
	int err;

	if (!told)
		return 0;
	err = told->failed ?: read_home(info);
	for (i = 0; i < told->n && !err; i++) {
		if (&told->vcpu[i] == told->home)
			continue;
		err = own_move(told->vcpu[i].cpu);
		if (err)
			break;
		own_latch(SLOT_VISIT);
		err = own_read(info, SLOT_VISIT, &told->vcpu[i].run);
	}
	own_move(told->home->cpu);
	sched_setaffinity(0, sizeof(told->allowed), &told->allowed);
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

	if (!told)
		return;
	list = json_array();
	for (v = 0; v < told->n; v++) {
		of = reasons(info, &told->vcpu[v].run, &exits);
		json_array_append_new(list, json_pack("{s:i, s:I, s:o}",
			"cpu", told->vcpu[v].cpu, "exits", (json_int_t)exits,
			"reasons", of));
	}
	json_object_set_new(record, "vcpus", list);
	of = reasons(info, &told->outside, &exits);
	if (exits)
		json_object_set(record, "outside", of);
	json_decref(of);
}
