/* SPDX-License-Identifier: GPL-2.0 */
/* meta.json out of its JSON. */
#ifndef EXITBENCH_PARSE_META_H
#define EXITBENCH_PARSE_META_H

#include "parse.h"
#include "run_meta.h"

/*
 * Fills in @meta from @meta->obj. Returns 0, -EBADMSG with the reason in @why, or
 * -ENOMEM; parse_meta_free() is due in any case, and drops @meta->obj.
 */
int parse_meta(struct run_meta *meta, struct sentence *why);
void parse_meta_free(struct run_meta *meta);

#endif
