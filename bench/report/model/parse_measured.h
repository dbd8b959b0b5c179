/* SPDX-License-Identifier: GPL-2.0 */
/* The integers of a record that its description says are to be shown. */
#ifndef EXITBENCH_PARSE_MEASURED_H
#define EXITBENCH_PARSE_MEASURED_H

#include "parse.h"

/* Fills in @rec->measured from @obj. Returns 0, -EBADMSG with @why, or -ENOMEM. */
int parse_measured(struct record *rec, const json_t *obj, struct sentence *why);

#endif
