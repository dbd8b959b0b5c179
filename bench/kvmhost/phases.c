// SPDX-License-Identifier: GPL-2.0
/* Phases and timeline of a boot out of samples; see phases.h. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phases.h"

/* Between the boundaries of the phases; the first one is the VMM's start. */
enum { VMM, FIRMWARE, KERNEL, INITCALLS, START_OF_INIT, USER_SPACE, NR_PHASES };

static const char *const names[NR_PHASES] = {
	"VMM", "firmware", "kernel", "initcalls", "start of init", "user space",
};

/*
 * Lines of "REASON NAME EXITS KERNEL USER BLOCKED AWAY ..."; a name has spaces. The
 * first names the columns: AWAY is not in those of older KVMs.
 */
void sample_parse(char *text, struct sample *sample)
{
	unsigned long long count, kernel, user, blocked, away;
	bool has_away = strstr(text, " away ");
	char *rest = text, *row, *at;
	int reason, n;

	while ((row = strsep(&rest, "\n"))) {
		if (sscanf(row, "%d %n", &reason, &n) != 1)
			continue;
		for (at = row + n; *at && !(at[-1] == ' ' && isdigit(*at)); at++)
			;
		if (sscanf(at, "%llu %llu %llu %llu %llu", &count, &kernel,
			   &user, &blocked, &away) != 5 ||
		    sample->rows == SAMPLE_ROWS)
			continue;
		sample->row[sample->rows++] = (struct sample_row){
			reason, count, kernel, user, blocked,
			has_away ? away : 0,
		};
	}
}

static uint64_t number(const json_t *obj, const char *key)
{
	return json_integer_value(json_object_get(obj, key));
}

/* One of the guest's own snapshots, as a sample. */
static void from_reasons(const json_t *reasons, uint64_t tsc,
			 struct sample *sample)
{
	const json_t *row;
	size_t i;

	*sample = (struct sample){ .tsc = tsc };
	json_array_foreach(reasons, i, row) {
		if (sample->rows == SAMPLE_ROWS)
			break;
		sample->row[sample->rows++] = (struct sample_row){
			number(row, "reason"), number(row, "count"),
			number(row, "kernel_cycles"),
			number(row, "user_cycles"),
			number(row, "blocked_cycles"),
			number(row, "away_cycles"),
		};
	}
}

static struct sample_row row_of(const struct sample *sample, uint32_t reason)
{
	unsigned int i;

	for (i = 0; i < sample->rows; i++)
		if (sample->row[i].reason == reason)
			return sample->row[i];
	return (struct sample_row){ .reason = reason };
}

/* The first sample at or after @tsc, or @end if that is earlier. */
static const struct sample *sample_at(const struct sample *samples,
				      unsigned int n, uint64_t tsc,
				      const struct sample *end)
{
	unsigned int i;

	for (i = 0; i < n && samples[i].tsc < end->tsc; i++)
		if (samples[i].tsc >= tsc)
			return &samples[i];
	return end;
}

/* As in the other parts of a record: missing when there were none. */
static json_t *with_away(json_t *obj, uint64_t away)
{
	if (away)
		json_object_set_new(obj, "away_cycles", json_integer(away));
	return obj;
}

static json_t *phase(const char *name, const struct sample *from,
		     const struct sample *to, const json_t *total)
{
	struct sample_row sum = { 0 }, a, b;
	json_t *list = json_array();
	const json_t *row;
	size_t i;

	json_array_foreach(total, i, row) {
		a = row_of(from, number(row, "reason"));
		b = row_of(to, number(row, "reason"));
		if (a.count == b.count)
			continue;
		b.count -= a.count;
		b.kernel -= a.kernel;
		b.user -= a.user;
		b.blocked -= a.blocked;
		b.away -= a.away;
		sum.count += b.count;
		sum.kernel += b.kernel;
		sum.user += b.user;
		sum.blocked += b.blocked;
		sum.away += b.away;
		json_array_append_new(list, with_away(json_pack(
			"{s:I, s:O, s:I, s:I, s:I, s:I}",
			"reason", (json_int_t)b.reason,
			"name", json_object_get(row, "name"),
			"count", (json_int_t)b.count,
			"kernel_cycles", (json_int_t)b.kernel,
			"user_cycles", (json_int_t)b.user,
			"blocked_cycles", (json_int_t)b.blocked), b.away));
	}
	return with_away(json_pack(
		"{s:s, s:I, s:I, s:I, s:I, s:I, s:o}",
		"name", name,
		"cycles", (json_int_t)(to->tsc - from->tsc),
		"exits", (json_int_t)sum.count,
		"kernel_cycles", (json_int_t)sum.kernel,
		"user_cycles", (json_int_t)sum.user,
		"blocked_cycles", (json_int_t)sum.blocked,
		"reasons", list), sum.away);
}

/* Exits of one reason from each sample to the next, @end the last one. */
static json_t *counts(const struct sample *samples, unsigned int n,
		      const struct sample *end, uint32_t reason)
{
	json_t *list = json_array();
	uint64_t before = 0, now;
	unsigned int i;

	for (i = 0; i <= n; i++) {
		now = row_of(i < n ? &samples[i] : end, reason).count;
		json_array_append_new(list, json_integer(now - before));
		before = now;
	}
	return list;
}

static json_t *timeline(const struct sample *samples, unsigned int n,
			const struct sample *end, uint64_t offset,
			uint64_t interval_cycles, const json_t *total)
{
	json_t *cycles = json_array(), *list = json_array();
	const json_t *row;
	unsigned int i;
	size_t r;

	for (i = 0; i < n; i++)
		json_array_append_new(cycles,
				      json_integer(samples[i].tsc - offset));
	json_array_append_new(cycles, json_integer(end->tsc - offset));
	json_array_foreach(total, r, row)
		json_array_append_new(list, json_pack("{s:O, s:O, s:o}",
			"reason", json_object_get(row, "reason"),
			"name", json_object_get(row, "name"),
			"counts", counts(samples, n, end,
					 number(row, "reason"))));
	return json_pack("{s:I, s:o, s:o}",
			 "interval_cycles", (json_int_t)interval_cycles,
			 "cycles", cycles, "reasons", list);
}

/* Keeps what the guest has reported as lost. */
static void lose(json_t *record, const char *what)
{
	const char *before =
		json_string_value(json_object_get(record, "lost"));
	char *text;

	if (asprintf(&text, "%s%s%s", before ? before : "", before ? "; " : "",
		     what) < 0)
		abort();
	json_object_set_new(record, "lost", json_string(text));
	free(text);
}

void phases_lost(json_t *record, const char *why)
{
	json_object_del(record, "init");
	json_object_del(record, "marks");
	lose(record, why);
}

void phases_add(json_t *record, const struct sample *samples, unsigned int n,
		uint64_t interval_cycles, const struct vmm_events *vmm,
		uint64_t offset)
{
	json_t *init = json_incref(json_object_get(record, "init"));
	json_t *marks = json_incref(json_object_get(record, "marks"));
	const json_t *total = json_object_get(record, "reasons");
	uint64_t initcalls = number(marks, "initcalls");
	uint64_t initcalls_end = number(marks, "initcalls_end");
	const struct sample *at[NR_PHASES + 1];
	struct sample first_of_init, end;
	/* No exits yet: the first VM entry is still ahead. */
	const struct sample started = { .tsc = vmm->started };
	const struct sample runs = { .tsc = vmm->runs };
	json_t *phases;
	int i;

	json_object_del(record, "init");
	json_object_del(record, "marks");
	if (!init || !n) {
		lose(record, "phases and timeline: no samples of this VM");
		goto out;
	}
	from_reasons(json_object_get(init, "reasons"),
		     number(init, "tsc") + offset, &first_of_init);
	from_reasons(total, number(record, "elapsed_cycles") + offset, &end);
	/* Before the vCPU starts, and after the boot is over. */
	while (n && samples[0].tsc < offset) {
		samples++;
		n--;
	}
	while (n && samples[n - 1].tsc >= end.tsc)
		n--;
	json_object_set_new(record, "timeline",
			    timeline(samples, n, &end, offset, interval_cycles,
				     total));
	if (!vmm->runs || !vmm->firmware_end || !initcalls || !initcalls_end) {
		lose(record, !vmm->runs ?
		     "phases: no start of the vCPUs in QEMU's trace" :
		     !vmm->firmware_end ?
		     "phases: no end of the firmware in QEMU's trace" :
		     "phases: no beginning or end of the initcalls in the guest's log");
		goto out;
	}
	at[VMM] = &started;
	at[FIRMWARE] = &runs;
	at[KERNEL] = sample_at(samples, n, vmm->firmware_end, &first_of_init);
	at[INITCALLS] = sample_at(samples, n, initcalls + offset,
				  &first_of_init);
	at[START_OF_INIT] = sample_at(samples, n, initcalls_end + offset,
				      &first_of_init);
	at[USER_SPACE] = &first_of_init;
	at[NR_PHASES] = &end;
	phases = json_array();
	for (i = 0; i < NR_PHASES; i++) {
		json_array_append_new(phases, phase(names[i], at[i], at[i + 1],
						    total));
	}
	json_object_set_new(record, "before_cycles",
			    json_integer(offset - vmm->started));
	json_object_set_new(record, "phases", phases);
out:
	json_decref(init);
	json_decref(marks);
}
