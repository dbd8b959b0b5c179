/* SPDX-License-Identifier: GPL-2.0 */
/* One record out of its JSON. */
#ifndef EXITBENCH_PARSE_RECORD_H
#define EXITBENCH_PARSE_RECORD_H

#include "parse.h"
#include "records.h"
#include "scan_reasons.h"

/*
 * Fills in @rec, which is empty, from @obj. If @scanned is not NULL, exit reasons
 * are taken from there, and @obj has an empty array of them. Returns 0, -EBADMSG with
 * the reason in @why, or -ENOMEM; parse_free() is due in any case.
 */
int parse_record(struct record *rec, json_t *obj, struct scanned *scanned,
		 struct sentence *why);
void parse_free(struct record *rec);

#endif
