/* SPDX-License-Identifier: GPL-2.0 */
/* "host_memory" of a record, parsed. */
#ifndef EXITBENCH_PARSE_MEMORY_H
#define EXITBENCH_PARSE_MEMORY_H

#include "parse.h"

/* @obj may be NULL, for none. 0 or -ENOMEM. */
int parse_memory(struct record *rec, const json_t *obj);

#endif
