// SPDX-License-Identifier: GPL-2.0
/*
 * What a run shows while it goes on: a line for every finished cell, and on a
 * terminal one live line. The time left comes from what things typically cost in
 * this rig, scaled by the pace of this run.
 */
#include <unistd.h>

#include "run.h"
#include "terminal.h"
#include "text.h"

static bool on_terminal;

static unsigned int cells_done(const struct run *run)
{
	return run->ok + run->failed + run->skipped;
}

static unsigned int cells_expected(const struct run *run)
{
	return run->plan->nr_modes * run->plan->nr_jobs * run->plan->reps;
}

void progress_begin(const struct run *run)
{
	const struct plan *plan = run->plan;
	const json_t *warning;
	unsigned int i;
	size_t w;

	on_terminal = isatty(STDOUT_FILENO);
	printf("Rig %s%s: %s\n", plan->rig->name,
	       plan->rig_is_auto ? " (chosen)" : "", plan->rig->summary);
	if (plan->rig_is_auto)
		printf("  rig nested %s: %s\n",
		       plan->nested.works ? "works" : "does not work here",
		       plan->nested.found);
	printf("Run %s: %u workload%s x %u repetition%s x", run->name,
	       plan->nr_jobs, plan->nr_jobs == 1 ? "" : "s", plan->reps,
	       plan->reps == 1 ? "" : "s");
	for (i = 0; i < plan->nr_modes; i++)
		printf(" %s", plan_paging(plan, i));
	printf(" = %u cells, guest machine %s", cells_expected(run),
	       plan->machine);
	if (plan->domain)
		printf(", domain %s\n", plan->domain);
	else
		printf(", Linux %s\n", plan->kernel);
	json_array_foreach(json_object_get(run->hygiene, "warnings"), w, warning)
		printf("  ! %s\n", json_string_value(warning));
	fflush(stdout);
}

/* What cell @c of a session typically takes; a boot brings a guest of its own. */
static double typical_s(const struct session *s, unsigned int c)
{
	const struct plan *plan = s->plan;
	const struct rig *rig = plan->rig;
	bool first_boot = c % plan->reps == 0;

	if (plan->job[c / plan->reps].workload->boot && !first_boot)
		return rig->typical_boot_s[plan->shadow[s->mode]];
	return rig->typical_cell_s;
}

/* Seconds of a session that are left. */
static double session_left(const struct run *run, const struct session *s)
{
	const struct plan *plan = s->plan;
	double done = plan->rig->typical_start_s +
		      plan->rig->typical_boot_s[plan->shadow[s->mode]];
	double left = 0, pace = 1;
	unsigned int c;

	if (!s->done) {
		left = done > run_seconds(run) ? done - run_seconds(run) : 0;
		done = 0;
	}
	for (c = 0; c < plan->nr_jobs * plan->reps; c++)
		*(s->cells[c] ? &done : &left) += typical_s(s, c);
	if (s->done)
		pace = run_seconds(run) / done;
	return s->over ? 0 : left * pace;
}

/* The modes go side by side where there are processors for both. */
static void format_left(const struct run *run, char *text, size_t len)
{
	double left, longest = 0, sum = 0;
	unsigned int i;

	text[0] = 0;
	if (cells_done(run) == cells_expected(run))
		return;
	for (i = 0; i < run->plan->nr_modes; i++) {
		left = session_left(run, &run->session[i]);
		sum += left;
		longest = left > longest ? left : longest;
	}
	left = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? longest : sum;
	snprintf(text, len, ", about %d:%02d left", (int)left / 60,
		 (int)left % 60);
}

void progress_cell(const struct run *run, const struct session *session,
		   const json_t *record)
{
	const char *error = json_string_value(json_object_get(record, "error"));
	json_int_t exits = json_integer_value(json_object_get(record, "exits"));
	int elapsed = run_seconds(run);
	char left[64], what[200];

	format_left(run, left, sizeof(left));
	if (error)
		snprintf(what, sizeof(what), "%s: %s",
			 json_string_value(json_object_get(record, "status")),
			 error);
	else
		snprintf(what, sizeof(what), "%lld exits", (long long)exits);
	printf("%s[%3u/%u] %2d:%02d  %-6s  %-17s rep %d  %s%s\n",
	       on_terminal ? "\r\033[K" : "", cells_done(run),
	       cells_expected(run), elapsed / 60, elapsed % 60,
	       session->machine.name,
	       json_string_value(json_object_get(record, "workload")),
	       (int)json_integer_value(json_object_get(record, "rep")), what,
	       left);
	fflush(stdout);
}

void progress_tick(const struct run *run)
{
	int elapsed = run_seconds(run);
	static int shown = -1;
	char left[64], line[512];
	unsigned int i, len;

	if (!on_terminal || elapsed == shown)
		return;
	shown = elapsed;
	format_left(run, left, sizeof(left));
	len = snprintf(line, sizeof(line), "[%3u/%u] %2d:%02d%s ",
		       cells_done(run), cells_expected(run), elapsed / 60,
		       elapsed % 60, left);
	for (i = 0; i < run->plan->nr_modes && len < sizeof(line); i++) {
		const struct session *s = &run->session[i];

		len += snprintf(line + len, sizeof(line) - len, " · %s: %s",
				s->machine.name,
				s->over ? "done" : s->doing[0] ? s->doing :
				s->started ? "booting" : "waiting");
	}
	/* A line that wraps could not be taken back. */
	printf("\r\033[K");
	text_cut(stdout, line, terminal_width() - 1);
	fflush(stdout);
}

void progress_end(const struct run *run)
{
	if (on_terminal)
		printf("\r\033[K");
	printf("%u of %u cells ok, %u failed, %u skipped in %d:%02d\n", run->ok,
	       cells_expected(run), run->failed, run->skipped,
	       (int)run->wall_s / 60, (int)run->wall_s % 60);
	fflush(stdout);
}
