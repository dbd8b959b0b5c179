/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The model of page walks (bench/walks/) in a run: whether it can be had, how the
 * rig's QEMU is told, and whose the brackets are that it reports.
 */
#ifndef EXITBENCH_WALKS_H
#define EXITBENCH_WALKS_H

#include <jansson.h>
#include <stdio.h>

#include "plan.h"

/*
 * @word: NULL, "" or "0" is off, "1" on, else a geometry. After
 * the rig. -EINVAL with a message if it is unknown. Where there can be no model, one
 * sentence says why, and the plan has none.
 */
int plan_set_walks(struct plan *plan, const char *word);

/* QEMU's -plugin for @paging, which reports to file @out; NULL without a model. */
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

/*
 * The "walks" of @record, as it came from the KVM host: a new reference; NULL when
 * there are none, with @why set when there is something wrong about that.
 */
json_t *walks_take(struct walks *walks, const json_t *record,
		   struct sentence *why);

#endif
