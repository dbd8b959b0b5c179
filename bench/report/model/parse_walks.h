/* SPDX-License-Identifier: GPL-2.0 */
/* The page walks of a record, out of its JSON. */
#ifndef EXITBENCH_PARSE_WALKS_H
#define EXITBENCH_PARSE_WALKS_H

#include "parse.h"

/* Makes @rec->walks of @obj, if it is there. 0, -EBADMSG with @why, or -ENOMEM. */
int parse_walks(struct record *rec, const json_t *obj, struct sentence *why);

/* The same of "pmu_walks". */
int parse_pmu(struct record *rec, const json_t *obj, struct sentence *why);

#endif
