/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The results directory of one run, read and checked (bench/RECORDS.md). What
 * comes out of here may be computed with; derives nothing itself.
 */
#ifndef EXITBENCH_RESULTS_H
#define EXITBENCH_RESULTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "histogram.h"
#include "mode.h"

enum status { STATUS_OK, STATUS_FAILED, STATUS_SKIPPED };

/* Exits of one reason at one port, register or page, or of one vector. */
struct exit_detail {
	uint64_t what;
	bool write;
	uint64_t count;
	uint64_t cycles;	/* kernel and VMM */
};

/* What one exit reason did in one record. */
struct exit_reason {
	uint32_t reason;
	const char *name;
	uint64_t count;
	uint64_t kernel_cycles;
	uint64_t user_cycles;
	uint64_t blocked_cycles;
	/* Of single exits, without blocked cycles; when the record has them. */
	bool timed;
	struct histogram cost;
	struct exit_detail *details;	/* when the record tells them apart */
	size_t n_details;
};

/* One record: one cell, once. Strings live as long as the results. */
struct record {
	unsigned long line;		/* in records.jsonl, from 1 */
	const char *rig, *vendor, *machine, *kernel, *workload, *op;
	const json_t *params;		/* an object */
	enum paging paging;
	enum status status;
	const char *error;		/* why not ok, never NULL then */
	const json_t *console;		/* an array of strings, or NULL */
	uint64_t rep, ops;
	uint64_t elapsed_cycles;
	uint64_t exits;
	/* Sums over the reasons. */
	uint64_t kernel_cycles, user_cycles, blocked_cycles;
	struct exit_reason *reasons;	/* ascending */
	size_t n_reasons;
	uint64_t detail_lost;		/* exits that have none for want of room */
	json_t *obj;			/* owns the strings */
};

struct results {
	char *dir;
	json_t *meta;			/* an object, empty when unreadable */
	struct record *records;
	size_t n_records;
	unsigned long damaged;		/* lines left out, each was named */
	bool detailed;			/* some record has details */
};

/*
 * Loads results directory @dir. Lines that are damaged, of an unknown schema
 * or contradict themselves are named on stderr, counted and left out. Records
 * of different rigs or vendors are refused: the whole load fails. Returns 0 or
 * a negative errno with the message printed; results_free() is due only
 * after 0.
 */
int results_load(struct results *res, const char *dir);
void results_free(struct results *res);

/* The string @key of meta.json, or @missing. */
const char *results_meta(const struct results *res, const char *key,
			 const char *missing);

#endif
