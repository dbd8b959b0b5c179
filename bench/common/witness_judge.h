/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether the counters and other witnesses agree about a record (bench/RECORDS.md,
 * "Witnesses"). The KVM host asks when it has the kernel's trace, the front end
 * again when it has the emulator's count.
 */
#ifndef EXITBENCH_WITNESS_JUDGE_H
#define EXITBENCH_WITNESS_JUDGE_H

#include <jansson.h>

#include "base.h"
#include "mode.h"

/*
 * Puts into the "witness" of @record, which is ok, what differs ("differs"), each
 * with its cause if it has one. 0, or -EBADMSG with @why: something differs without
 * a cause that is known, or events were lost.
 */
int witness_judge(enum vendor vendor, json_t *record, struct sentence *why);

#endif
