/* SPDX-License-Identifier: GPL-2.0 */
/* The exit reasons of a record out of its JSON. */
#ifndef EXITBENCH_PARSE_REASONS_H
#define EXITBENCH_PARSE_REASONS_H

#include "parse.h"

/* Fills in @rec's reasons, details and sums. Returns 0, -EBADMSG with @why, or -ENOMEM. */
int parse_reasons(struct record *rec, const json_t *obj, struct sentence *why);

/* One reason: its number, name, count and cycles. The same. */
int parse_reason(const json_t *obj, struct exit_reason *to, struct sentence *why);

#endif
