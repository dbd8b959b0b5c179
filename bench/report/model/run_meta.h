/* SPDX-License-Identifier: GPL-2.0 */
/* What meta.json says of a run, parsed (bench/RECORDS.md, "meta.json"). */
#ifndef EXITBENCH_RUN_META_H
#define EXITBENCH_RUN_META_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A member of an object that is shown as it is; what is no string, as JSON. */
struct meta_item {
	const char *key;
	char *text;
};

/* In the order of the file. */
struct meta_items {
	struct meta_item *item;
	size_t n;
};

/* A workload that was asked for, with the same texts as in records. */
struct meta_workload {
	const char *name;		/* NULL: it has none */
	char *params;
};

/* Whether a paging mode was what it should be, and by what that was seen. */
struct meta_verified {
	const char *mode;		/* "ept", "npt" or "shadow" */
	bool ok, contradicted;		/* neither: not said */
	const char *parameter, *leaf, *counts;
};

enum meta_emulated { EMULATED_UNKNOWN, EMULATED_NO, EMULATED_YES };

/* Strings live as long as this; NULL or 0 is what meta.json does not say. */
struct run_meta {
	bool usable;			/* there is one, and it was understood */
	const char *run, *rig, *vendor, *machine, *kernel, *started, *git;
	const char *command;		/* of the workload cmd */
	const char *cycles_unit, *cycles_note;
	const char *emulator;		/* how it was built, in words */
	enum meta_emulated emulated;
	uint64_t shard, shards;		/* 0: it is a whole one */
	uint64_t reps, warmup, cells, damaged_lines;
	bool has_warmup;
	bool timed;			/* wall_seconds is known */
	double wall_seconds;
	const char **modes, **warnings;
	size_t n_modes, n_warnings;
	struct meta_workload *workloads;
	size_t n_workloads;
	struct meta_verified *verified;
	size_t n_verified;
	struct meta_items facts, commands, hashes, settings;
	struct meta_items programs;	/* their hashes */
	json_t *obj;			/* owns the strings */
};

/* Whether the processor of @rig was emulated. */
bool meta_emulated(const struct run_meta *meta, const char *rig);

/* What is said of @mode, NULL when nothing is. */
const struct meta_verified *meta_verified(const struct run_meta *meta,
					  const char *mode);

/* The text of @key, NULL when it is not there. */
const char *meta_text(const struct meta_items *items, const char *key);

#endif
