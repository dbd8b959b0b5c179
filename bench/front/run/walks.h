/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model of page walks (bench/walks/) in a run: whether it can be had, how the
 * rig's QEMU is told, and whose the brackets are that it reports. The same plugin
 * is a witness of VM entries.
 */
#ifndef EXITBENCH_WALKS_H
#define EXITBENCH_WALKS_H

#include <jansson.h>
#include <stdio.h>

#include "plan.h"

/*
 * @word: NULL, "" or "0" is off, "1" on, else a geometry. After
 * the rig and --verify. -EINVAL with a message if it is unknown. Where there can be
 * no model, or no count of VM entries, one sentence says why, and the plan has none. On a
 * real processor there is no model: the guest's PMU is to count.
 */
int plan_set_walks(struct plan *plan, const char *word);

/* QEMU's -plugin for @paging, which reports to file @out; NULL without a plugin. */
char *walks_plugin(const struct plan *plan, enum paging paging,
		   const char *out);

/* What the model has reported so far. */
struct walks {
	char *path;
	FILE *file;
	json_t *by_number;	/* brackets that no record has taken yet */
};

/* @path: where it will report. */
void walks_init(struct walks *walks, const char *path);
void walks_free(struct walks *walks);

/* What it reports of the bracket of @record: a new reference, NULL for nothing. */
json_t *walks_take(struct walks *walks, const json_t *record);

/* Adds "walks" to @record, which is ok. 0, or a negative errno with @why. */
int walks_add(json_t *record, const json_t *bracket, struct sentence *why);

/*
 * Adds how many VM entries the emulator executed to the record's "witness". 0, or a
 * negative errno with @why: they are not the exits that were counted.
 */
int walks_add_vmruns(enum vendor vendor, json_t *record, const json_t *bracket,
		     struct sentence *why);

#endif
