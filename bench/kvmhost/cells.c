// SPDX-License-Identifier: GPL-2.0
/* Which cells are owed, and how they end; see cells.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "cells.h"
#include "channel.h"
#include "record_fields.h"

void cells_hand_on(const struct cells *cells, json_t *record)
{
	const struct kvmhost *host = cells->host;

	record_drop_passing(record);
	cell_place(record, host->vendor, host->paging, host->machine);
	channel_emit(LINE_RECORD, record);
}

/*
 * Sends the record of a repetition that no guest has sent: its "status" and why.
 * @console may be NULL.
 */
static void end_cell(const struct cells *cells, unsigned int j, unsigned int rep,
		     const char *status, const char *error, json_t *console)
{
	json_t *record = cell_without_figures(&cells->host->job[j], rep, status,
					      error);

	if (console)
		json_object_set(record, "console", console);
	cells_hand_on(cells, record);
}

bool cells_is_boot(const struct kvmhost *host, unsigned int job)
{
	return job < host->nr_jobs && host->job[job].workload->boot;
}

void cells_next_job(struct cells *cells)
{
	cells->rep = 0;
	do {
		cells->job++;
	} while (cells_is_boot(cells->host, cells->job));
}

static void next_boot_job(struct cells *cells)
{
	unsigned int j = cells->boot + 1;

	while (j < cells->host->nr_jobs && !cells_is_boot(cells->host, j))
		j++;
	cells->boot = j < cells->host->nr_jobs ? (int)j : -1;
	cells->boot_rep = 0;
}

struct cells cells_of(const struct kvmhost *host)
{
	struct cells cells = { .host = host, .boot = -1 };

	next_boot_job(&cells);
	if (cells_is_boot(host, 0))
		cells_next_job(&cells);
	return cells;
}

bool cells_jobs_left(const struct cells *cells)
{
	return cells->job < cells->host->nr_jobs;
}

struct guest_needs cells_needs(const struct cells *cells, unsigned int job)
{
	const struct workload *workload = cells->host->job[job].workload;

	return (struct guest_needs){
		.vcpus = job_vcpus(&cells->host->job[job]),
		.tool = workload->tool,
		.kernel_words = workload->kernel_words,
	};
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool cells_same_needs(const struct guest_needs *a, const struct guest_needs *b)
{
	return a->vcpus == b->vcpus && same_text(a->tool, b->tool) &&
		same_text(a->kernel_words, b->kernel_words);
}

bool cells_boots_left(const struct cells *cells)
{
	return cells->boot >= 0;
}

void cells_next_boot(struct cells *cells)
{
	if (++cells->boot_rep == cells->host->reps)
		next_boot_job(cells);
}

void cells_fail_job(struct cells *cells, unsigned int done)
{
	char *error = format_text("not run: repetition %u failed", done - 1);

	for (cells->rep = done; cells->rep < cells->host->reps; cells->rep++)
		end_cell(cells, cells->job, cells->rep, "failed", error, NULL);
	cells_next_job(cells);
	free(error);
}

void cells_skip_job(struct cells *cells, const json_t *record)
{
	json_t *copy;

	for (; cells->rep < cells->host->reps; cells->rep++) {
		copy = json_deep_copy(record);
		json_object_set_new(copy, "rep", json_integer(cells->rep));
		cells_hand_on(cells, copy);
	}
	cells_next_job(cells);
}

bool cells_skip_for_needs(struct cells *cells)
{
	struct guest_needs needs = cells_needs(cells, cells->job);
	char *path, *error;

	if (!needs.tool)
		return false;
	path = guest_tool_path(needs.tool);
	if (!access(path, R_OK)) {
		free(path);
		return false;
	}
	error = format_text("needs %s, and the KVM host has no '%s'",
			    needs.tool, path);
	for (; cells->rep < cells->host->reps; cells->rep++)
		end_cell(cells, cells->job, cells->rep, "skipped", error, NULL);
	cells_next_job(cells);
	free(error);
	free(path);
	return true;
}

void cells_fail_current(struct cells *cells, bool in_boot, const char *error)
{
	json_t *console = guest_last_lines();

	if (cells_boots_left(cells) && in_boot) {
		end_cell(cells, cells->boot, cells->boot_rep, "failed", error,
			 console);
		cells_next_boot(cells);
	} else if (cells_jobs_left(cells)) {
		end_cell(cells, cells->job, cells->rep, "failed", error,
			 console);
		cells_fail_job(cells, cells->rep + 1);
	}
	json_decref(console);
}

bool cells_progressed(const struct cells *from, const struct cells *to)
{
	return from->job != to->job || from->rep != to->rep ||
	       from->boot != to->boot || from->boot_rep != to->boot_rep;
}
