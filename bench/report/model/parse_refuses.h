/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a report would take a record, for those who receive it. */
#ifndef EXITBENCH_PARSE_REFUSES_H
#define EXITBENCH_PARSE_REFUSES_H

#include <jansson.h>

#include "base.h"

/* Of @obj: 0, -EBADMSG with the reason in @why, or -ENOMEM. */
int parse_refuses(json_t *obj, struct sentence *why);

#endif
