/* SPDX-License-Identifier: GPL-2.0 */
/* What witnesses of a record's exits say, out of its JSON. */
#ifndef EXITBENCH_PARSE_WITNESS_H
#define EXITBENCH_PARSE_WITNESS_H

#include "parse.h"

/* Makes @rec->witness of @obj, if it is there. 0, -EBADMSG with @why, or -ENOMEM. */
int parse_witness(struct record *rec, const json_t *obj, struct sentence *why);

void parse_witness_free(struct witness *witness);

#endif
