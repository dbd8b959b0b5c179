// SPDX-License-Identifier: GPL-2.0
/* Which cells are owed, and how they end; see cells.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cell.h"
#include "cells.h"

void cell_hand_on(const struct kvmhost *host, json_t *record)
{
	json_object_set_new(record, "vendor",
			    json_string(vendor_name(host->vendor)));
	json_object_set_new(record, "paging",
			    json_string(kvmhost_paging(host)));
	json_object_set_new(record, "machine", json_string(host->machine));
	channel_emit(record);
}

void cell_end(const struct kvmhost *host, unsigned int j, unsigned int rep,
	      const char *status, const char *error, json_t *console)
{
	json_t *record = cell_without_figures(&host->job[j], rep, status, error);

	if (console)
		json_object_set(record, "console", console);
	cell_hand_on(host, record);
}

bool cells_is_boot(const struct kvmhost *host, unsigned int job)
{
	return job < host->nr_jobs && host->job[job].workload->boot;
}

void cells_next_job(struct progress *p)
{
	p->rep = 0;
	do {
		p->job++;
	} while (cells_is_boot(p->host, p->job));
}

static void next_boot_job(struct progress *p)
{
	unsigned int j = p->boot + 1;

	while (j < p->host->nr_jobs && !cells_is_boot(p->host, j))
		j++;
	p->boot = j < p->host->nr_jobs ? (int)j : -1;
	p->boot_rep = 0;
}

void cells_begin(struct progress *p)
{
	p->boot = -1;
	next_boot_job(p);
	if (cells_is_boot(p->host, 0))
		cells_next_job(p);
}

bool cells_jobs_left(const struct progress *p)
{
	return p->job < p->host->nr_jobs;
}

struct guest_needs cells_needs(const struct progress *p, unsigned int job)
{
	const struct workload *workload = p->host->job[job].workload;

	return (struct guest_needs){
		.vcpus = workload->vcpus ? workload->vcpus : 1,
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

bool cells_boots_left(const struct progress *p)
{
	return p->boot >= 0;
}

void cells_next_boot(struct progress *p)
{
	if (++p->boot_rep == p->host->reps)
		next_boot_job(p);
}

static void fail_cell(const struct progress *p, int j, unsigned int rep,
		      const char *error, json_t *console)
{
	cell_end(p->host, j, rep, "failed", error, console);
}

void cells_fail_job(struct progress *p, unsigned int done)
{
	char error[64];

	snprintf(error, sizeof(error), "not run: repetition %u failed",
		 done - 1);
	for (p->rep = done; p->rep < p->host->reps; p->rep++)
		fail_cell(p, p->job, p->rep, error, NULL);
	cells_next_job(p);
}

void cells_skip_job(struct progress *p, const json_t *record)
{
	json_t *copy;

	for (; p->rep < p->host->reps; p->rep++) {
		copy = json_deep_copy(record);
		json_object_set_new(copy, "rep", json_integer(p->rep));
		cell_hand_on(p->host, copy);
	}
	cells_next_job(p);
}

bool cells_skip_for_needs(struct progress *p)
{
	struct guest_needs needs = cells_needs(p, p->job);
	char error[192] = "", path[128];

	if (needs.tool)
		qemu_tool_path(needs.tool, path, sizeof(path));
	if (needs.tool && access(path, R_OK))
		snprintf(error, sizeof(error),
			 "needs %s, and the KVM host has no '%s'", needs.tool,
			 path);
	if (!error[0])
		return false;
	for (; p->rep < p->host->reps; p->rep++)
		cell_end(p->host, p->job, p->rep, "skipped", error, NULL);
	cells_next_job(p);
	return true;
}

void cells_fail_rest(struct progress *p, const char *error)
{
	json_t *console = qemu_last_lines();

	for (; cells_boots_left(p); cells_next_boot(p))
		fail_cell(p, p->boot, p->boot_rep, error, console);
	for (; cells_jobs_left(p); cells_next_job(p))
		for (; p->rep < p->host->reps; p->rep++)
			fail_cell(p, p->job, p->rep, error, console);
	json_decref(console);
}

void cells_fail_current(struct progress *p, const char *error)
{
	json_t *console = qemu_last_lines();

	if (cells_boots_left(p) &&
	    (!p->booted || (!cells_jobs_left(p) && !p->boot_record))) {
		fail_cell(p, p->boot, p->boot_rep, error, console);
		cells_next_boot(p);
	} else if (cells_jobs_left(p)) {
		fail_cell(p, p->job, p->rep, error, console);
		cells_fail_job(p, p->rep + 1);
	}
	json_decref(console);
}

bool cells_progressed(const struct progress *from, const struct progress *to)
{
	return from->job != to->job || from->rep != to->rep ||
	       from->boot != to->boot || from->boot_rep != to->boot_rep;
}
