/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The results directory of one run, read and checked (bench/RECORDS.md). What
 * comes out of here may be computed with; derives nothing itself.
 */
#ifndef EXITBENCH_RESULTS_H
#define EXITBENCH_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "records.h"
#include "run_meta.h"

struct reasons_block;

struct results {
	char *dir;
	struct run_meta meta;		/* empty when it cannot be used */
	struct record *records;
	size_t n_records;
	struct reasons_block *blocks;	/* what the records' reasons point into */
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

/* Adds @rec, which is the results' then. 0 or -ENOMEM. */
int results_add(struct results *res, struct record *rec);

/* Forgets the exit reasons of all records: for those who ask only which there are. */
void results_drop_reasons(struct results *res);

/* Forgets the records of other workloads; none is added after that. */
void results_keep_workload(struct results *res, const char *workload);
void results_free(struct results *res);

/* What the run is called: as meta.json says, or as the last of its directory's path. */
const char *results_name(const struct results *res);

#endif
