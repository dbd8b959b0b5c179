/* SPDX-License-Identifier: GPL-2.0 */
/* One record out of its JSON. */
#ifndef EXITBENCH_PARSE_RECORD_H
#define EXITBENCH_PARSE_RECORD_H

#include "parse.h"
#include "records.h"

/*
 * Fills in @rec, which is empty, from @obj. Returns 0, -EBADMSG with the reason in
 * @why, or -ENOMEM; parse_free() is due in any case.
 */
int parse_record(struct record *rec, json_t *obj, struct sentence *why);
void parse_free(struct record *rec);

#endif
