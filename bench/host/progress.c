// SPDX-License-Identifier: GPL-2.0
/*
 * What a run shows while it goes on: a line for every finished cell, and on a
 * terminal one live line. The time left comes from the last run of the rig that
 * finished, kept in the build directory; without one, from this run's pace.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

/* Seconds from the start of the rig to the cells, and a cell, one mode. */
static double last_start_s, last_cell_s;
/* The same of this run. */
static double first_cell_at;
static bool on_terminal;

static void history_path(const struct run *run, char *path, size_t len)
{
	snprintf(path, len, "%s/pace-%s", run->plan->build,
		 run->plan->rig->name);
}

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
	char path[4200];
	unsigned int i;
	FILE *file;

	on_terminal = isatty(STDOUT_FILENO);
	history_path(run, path, sizeof(path));
	file = fopen(path, "r");
	if (file && fscanf(file, "%lf %lf", &last_start_s, &last_cell_s) != 2)
		last_start_s = last_cell_s = 0;
	if (file)
		fclose(file);

	printf("Rig %s%s: %s\n", plan->rig->name,
	       plan->rig_was_probed ? " (chosen: runs on any machine)" : "",
	       plan->rig->summary);
	printf("Run %s: %u workload%s x %u repetition%s x", run->name,
	       plan->nr_jobs, plan->nr_jobs == 1 ? "" : "s", plan->reps,
	       plan->reps == 1 ? "" : "s");
	for (i = 0; i < plan->nr_modes; i++)
		printf(" %s", plan_paging(plan, i));
	printf(" = %u cells, guest machine %s, Linux %s\n",
	       cells_expected(run), plan->machine, plan->kernel);
	fflush(stdout);
}

/* Seconds left, negative when nobody can know. */
static double seconds_left(const struct run *run)
{
	double cell = last_cell_s, elapsed = run_seconds(run);
	unsigned int done = cells_done(run), left = cells_expected(run) - done;

	if (done > 2)
		cell = (elapsed - first_cell_at) / (done - 1);
	if (cell <= 0)
		return -1;
	if (!done && last_start_s > elapsed)
		return last_start_s - elapsed + left * cell;
	return left * cell;
}

static void format_left(const struct run *run, char *text, size_t len)
{
	double left = seconds_left(run);

	if (cells_done(run) == cells_expected(run))
		text[0] = 0;
	else if (left < 0)
		snprintf(text, len, ", time left unknown in a first run");
	else
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

	if (cells_done(run) == 1)
		first_cell_at = elapsed;
	format_left(run, left, sizeof(left));
	if (error)
		snprintf(what, sizeof(what), "%s: %s",
			 json_string_value(json_object_get(record, "status")),
			 error);
	else
		snprintf(what, sizeof(what), "%lld exits", (long long)exits);
	printf("%s[%3u/%u] %2d:%02d  %-6s  %-10s rep %d  %s%s\n",
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
	char left[64];
	unsigned int i;

	if (!on_terminal || elapsed == shown)
		return;
	shown = elapsed;
	format_left(run, left, sizeof(left));
	printf("\r\033[K[%3u/%u] %2d:%02d%s ", cells_done(run),
	       cells_expected(run), elapsed / 60, elapsed % 60, left);
	for (i = 0; i < run->plan->nr_modes; i++) {
		const struct session *s = &run->session[i];

		printf(" · %s: %s", s->machine.name,
		       s->over ? "done" : s->doing[0] ? s->doing :
		       s->started ? "booting" : "waiting");
	}
	fflush(stdout);
}

void progress_end(const struct run *run)
{
	unsigned int done = cells_done(run);
	char path[4200];
	FILE *file;

	if (on_terminal)
		printf("\r\033[K");
	printf("%u of %u cells ok, %u failed, %u skipped in %d:%02d\n", run->ok,
	       cells_expected(run), run->failed, run->skipped,
	       (int)run->wall_s / 60, (int)run->wall_s % 60);
	fflush(stdout);
	if (done != cells_expected(run) || run->failed || done < 4)
		return;
	history_path(run, path, sizeof(path));
	file = fopen(path, "w");
	if (!file)
		return;
	fprintf(file, "%.1f %.3f\n", first_cell_at,
		(run->wall_s - first_cell_at) / (done - 1));
	fclose(file);
}
