/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one description of a record. The order of its members, all checks on its
 * way, the table of bench/RECORDS.md and the report's section on what else was
 * measured come from it. A new field is a line here, and the code that writes it.
 */
#ifndef EXITBENCH_RECORD_FIELDS_H
#define EXITBENCH_RECORD_FIELDS_H

#include "fields.h"

extern const struct field record_fields[];

/* Bytes that "output" keeps; as JSON each can take 6. */
#define RECORD_OUTPUT_MAX 20480

/* One exit reason of a record; also in hello. */
extern const struct field reason_fields[];

/* What "walks" has. */
extern const struct field walks_fields[];

/* What "witness" has. */
extern const struct field witness_fields[];

/* What each part of "host_memory" has. */
extern const struct field pages_fields[];

/* Whether @record is valid when it leaves @stage. 0, or -EBADMSG with @why. */
int record_check(enum field_stage stage, const json_t *record,
		 struct sentence *why);

/* Removes from a guest's @record what only the KVM host needs. */
void record_drop_passing(json_t *record);

#endif
