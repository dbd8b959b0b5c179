/* SPDX-License-Identifier: GPL-2.0 */
/* The slowest exits of a record. */
#ifndef EXITBENCH_PARSE_SLOWEST_H
#define EXITBENCH_PARSE_SLOWEST_H

#include "parse.h"

/* Of @list, which may be NULL. Returns 0, -EBADMSG with @why, or -ENOMEM. */
int parse_slowest(struct record *rec, const json_t *list, struct sentence *why);

#endif
