// SPDX-License-Identifier: GPL-2.0
/*
 * What a run shows while it goes on: a line for every finished cell, and on a
 * terminal one live line. The time left comes from typical times of this
 * rig, scaled by the pace of this run; a mode without a cell has that of the
 * last cell. A job of which a cell is done takes what that took, in the other mode what
 * typical times make of it; a cell that has gone on for longer than was expected goes on
 * for as long again.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib.h>

#include "progress.h"
#include "terminal.h"
#include "text.h"

static unsigned int cells_done(const struct progress *p)
{
	return p->ok + p->failed + p->skipped;
}

double progress_seconds(const struct progress *p)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - p->began.tv_sec +
	       (now.tv_nsec - p->began.tv_nsec) / 1e9;
}

void progress_init(struct progress *p, const struct plan *plan,
		   const struct session *session)
{
	unsigned int i;

	*p = (struct progress){
		.plan = plan, .session = session, .shown_s = -1,
		.on_terminal = isatty(STDOUT_FILENO),
		.pace = plan->rig->pace ? plan->rig->pace() : 1,
	};
	clock_gettime(CLOCK_MONOTONIC, &p->began);
	for (i = 0; i < PAGING_MODES; i++)
		p->mode_began_s[i] = -1;
}

void progress_begin(const struct progress *p, const char *run,
		    const json_t *warnings)
{
	const struct plan *plan = p->plan;
	g_autofree char *built = plan->rig->built ? plan->rig->built() : NULL;
	const json_t *warning;
	unsigned int i;
	size_t w;

	printf("Rig %s%s: %s\n", plan->rig->name,
	       plan->rig_is_auto ? " (chosen)" : "", plan->rig->summary);
	if (built)
		printf("  on %s\n", built);
	if (plan->rig_is_auto)
		printf("  rig nested %s: %s\n",
		       plan->nested.works ? "works" : "does not work here",
		       plan->nested.found);
	printf("Run %s: %u workload%s x %u repetition%s x", run, plan->nr_jobs,
	       plan->nr_jobs == 1 ? "" : "s", plan->reps,
	       plan->reps == 1 ? "" : "s");
	for (i = 0; i < plan->nr_modes; i++)
		printf(" %s", plan_paging(plan, i));
	printf(" = %u cells, guest machine %s", plan_cells(plan),
	       plan->machine);
	if (plan->domain)
		printf(", domain %s\n", plan->domain);
	else
		printf(", Linux %s\n", plan->kernel);
	json_array_foreach(warnings, w, warning)
		printf("  ! %s\n", json_string_value(warning));
	fflush(stdout);
}

void progress_mode(struct progress *p, unsigned int mode)
{
	p->mode_began_s[mode] = progress_seconds(p);
}

/* The boot that brought the mode's first guest is over before its cell comes. */
static bool is_first_boot(const struct plan *plan, unsigned int c)
{
	return plan->job[c / plan->reps].workload->boot && c % plan->reps == 0;
}

/* What cell @c of a mode typically takes; a boot brings a guest of its own. */
static double typical_s(const struct plan *plan, unsigned int mode,
			unsigned int c)
{
	const struct rig *rig = plan->rig;

	if (plan->job[c / plan->reps].workload->boot && !is_first_boot(plan, c))
		return rig->typical_boot_s[plan->paging[mode]];
	return rig->typical_cell_s;
}

static double typical_start_s(const struct plan *plan, unsigned int mode,
			      bool restored)
{
	const struct rig *rig = plan->rig;

	return (restored ? rig->typical_restored_s : rig->typical_start_s) +
	       rig->typical_boot_s[plan->paging[mode]];
}

double progress_typical(const struct plan *plan)
{
	double mode_s, longest = 0, sum = 0;

	for (unsigned int m = 0; m < plan->nr_modes; m++) {
		mode_s = typical_start_s(plan, m, false);
		for (unsigned int c = 0; c < plan->nr_jobs * plan->reps; c++)
			mode_s += typical_s(plan, m, c);
		sum += mode_s;
		longest = mode_s > longest ? mode_s : longest;
	}
	sum /= plan_lanes(plan);
	return sum > longest ? sum : longest;
}

/* Modes begin with the same state, so one that waits is told by another. */
static bool is_restored(const struct progress *p, unsigned int mode)
{
	bool any = false;

	if (p->mode_began_s[mode] >= 0)
		return p->session[mode].machine.restored;
	for (unsigned int i = 0; i < p->plan->nr_modes; i++)
		any |= p->session[i].machine.restored;
	return any;
}

/* What a mode that has begun has done, in typical seconds. */
static double done_s(const struct progress *p, unsigned int mode)
{
	const struct session *s = &p->session[mode];
	double done = typical_start_s(p->plan, mode, is_restored(p, mode));

	for (unsigned int c = 0; c < p->plan->nr_jobs * p->plan->reps; c++)
		if (!session_awaits(s, c) && !s->kept[c])
			done += typical_s(p->plan, mode, c);
	return done;
}

/* Seconds that cell @c will take at @pace. */
static double expected_s(const struct progress *p, unsigned int mode,
			 unsigned int c, double pace)
{
	double typical = typical_s(p->plan, mode, c);
	unsigned int job = c / p->plan->reps;

	for (unsigned int i = 0; i < p->plan->nr_modes; i++) {
		unsigned int m = (mode + i) % p->plan->nr_modes;
		double there = typical_s(p->plan, m, c);

		if (p->took_s[m][job] > 0 && there > 0 &&
		    !is_first_boot(p->plan, c))
			return p->took_s[m][job] * typical / there;
	}
	return typical * pace;
}

static double mode_left(const struct progress *p, unsigned int mode, double now)
{
	const struct session *s = &p->session[mode];
	double start = typical_start_s(p->plan, mode, is_restored(p, mode)) * p->pace;
	double began = p->mode_began_s[mode] < 0 ? now : p->mode_began_s[mode];
	double last = p->last_s[mode] > 0 ? p->last_s[mode] : began + start;
	double under_way = now - last, pace = p->pace, left = 0, first = 0;

	if (s->over)
		return 0;
	if (s->done && p->last_s[mode] > 0)
		pace = (p->last_s[mode] - began) / done_s(p, mode);
	for (unsigned int c = 0; c < p->plan->nr_jobs * p->plan->reps; c++)
		if (session_awaits(s, c)) {
			double expected = expected_s(p, mode, c, pace);

			left += expected;
			if (!first)
				first = expected;
		}
	/* Before @last the KVM host and its guest still boot. */
	return left > 0 ? left - first + fabs(first - under_way) : 0;
}

/* No lane is idle before the last mode has begun. */
double progress_left(const struct progress *p)
{
	double left, longest = 0, sum = 0, now = progress_seconds(p);
	unsigned int i;

	for (i = 0; i < p->plan->nr_modes; i++) {
		left = mode_left(p, i, now);
		sum += left;
		longest = left > longest ? left : longest;
	}
	left = sum / plan_lanes(p->plan);
	return left > longest ? left : longest;
}

static void format_left(const struct progress *p, char *text, size_t len)
{
	int left = progress_left(p);

	text[0] = 0;
	if (cells_done(p) < plan_cells(p->plan))
		snprintf(text, len, ", about %d:%02d left", left / 60,
			 left % 60);
}

static void count(struct progress *p, const json_t *record)
{
	const char *status =
		json_string_value(json_object_get(record, "status"));

	if (status && !strcmp(status, "ok"))
		p->ok++;
	else if (status && !strcmp(status, "skipped"))
		p->skipped++;
	else
		p->failed++;
}

void progress_kept(struct progress *p)
{
	const struct plan *plan = p->plan;
	unsigned int again = 0;

	for (unsigned int i = 0; i < plan->nr_modes; i++)
		for (unsigned int c = 0; c < plan->nr_jobs * plan->reps; c++) {
			const struct session *s = &p->session[i];

			if (!s->kept[c])
				continue;
			count(p, s->cells[c]);
			again += session_awaits(s, c);
		}
	printf("  %u of %u cells are kept", cells_done(p), plan_cells(plan));
	if (again)
		printf("; %u of them come again on the way to what is missing",
		       again);
	printf("\n");
	fflush(stdout);
}

/* The first cell of a mode has its boots in it, which are no cell's. */
static void note_times(struct progress *p, const struct session *session,
		       const json_t *record)
{
	unsigned int mode = session->mode;
	double now = progress_seconds(p);

	for (unsigned int c = 0; c < p->plan->nr_jobs * p->plan->reps; c++)
		if (session->cells[c] == record && p->last_s[mode] > 0 &&
		    !is_first_boot(p->plan, c))
			p->took_s[mode][c / p->plan->reps] = now - p->last_s[mode];
	p->last_s[mode] = now;
	p->pace = (now - p->mode_began_s[mode]) / done_s(p, mode);
}

void progress_cell(struct progress *p, const struct session *session,
		   const json_t *record)
{
	const char *error = json_string_value(json_object_get(record, "error"));
	const char *status =
		json_string_value(json_object_get(record, "status"));
	json_int_t exits = json_integer_value(json_object_get(record, "exits"));
	int elapsed = progress_seconds(p);
	char left[64], what[200];

	count(p, record);
	if (!error)
		note_times(p, session, record);
	format_left(p, left, sizeof(left));
	if (error)
		snprintf(what, sizeof(what), "%s: %s", status, error);
	else
		snprintf(what, sizeof(what), "%lld exits", (long long)exits);
	printf("%s[%3u/%u] %2d:%02d  %-6s  %-17s rep %d  %s%s\n",
	       p->on_terminal ? "\r\033[K" : "", cells_done(p),
	       plan_cells(p->plan), elapsed / 60, elapsed % 60,
	       session->machine.name,
	       json_string_value(json_object_get(record, "workload")),
	       (int)json_integer_value(json_object_get(record, "rep")), what,
	       left);
	fflush(stdout);
}

void progress_tick(struct progress *p)
{
	int elapsed = progress_seconds(p);
	char left[64], line[512];
	unsigned int i, len;

	if (!p->on_terminal || elapsed == p->shown_s)
		return;
	p->shown_s = elapsed;
	format_left(p, left, sizeof(left));
	len = snprintf(line, sizeof(line), "[%3u/%u] %2d:%02d%s ",
		       cells_done(p), plan_cells(p->plan), elapsed / 60,
		       elapsed % 60, left);
	for (i = 0; i < p->plan->nr_modes && len < sizeof(line); i++) {
		const struct session *s = &p->session[i];

		len += snprintf(line + len, sizeof(line) - len, " · %s: %s",
				s->machine.name,
				s->over ? "done" : s->doing[0] ? s->doing :
				s->started ? "booting" : "waiting");
	}
	/* A line that wraps could not be erased. */
	printf("\r\033[K");
	text_cut(stdout, line, terminal_width() - 1);
	fflush(stdout);
}

void progress_end(const struct progress *p)
{
	int took = progress_seconds(p);

	if (p->on_terminal)
		printf("\r\033[K");
	printf("%u of %u cells ok, %u failed, %u skipped in %d:%02d\n", p->ok,
	       plan_cells(p->plan), p->failed, p->skipped, took / 60, took % 60);
	fflush(stdout);
}
