/* SPDX-License-Identifier: GPL-2.0 */
/* One record out of a sealed line of records.jsonl. */
#ifndef EXITBENCH_PARSE_LINE_H
#define EXITBENCH_PARSE_LINE_H

#include "records.h"

/*
 * Fills in @rec from @line. Returns 0, and parse_free() is due, or -EBADMSG with the
 * reason in @why, or -ENOMEM.
 */
int parse_line(struct record *rec, const char *line, struct sentence *why);

#endif
