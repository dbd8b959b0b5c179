/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the numbers and names of meta.json can be believed. */
#ifndef EXITBENCH_PARSE_META_H
#define EXITBENCH_PARSE_META_H

#include "parse.h"

/* Returns 0, or -EBADMSG with the reason in @why. */
int parse_meta(const json_t *meta, struct why *why);

#endif
