/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in a record: the one description, from which the order of its members,
 * the checks on its way and the table of bench/RECORDS.md come, and the section of
 * the report on what else was measured. A new field is a line here and whoever
 * writes it.
 */
#ifndef EXITBENCH_RECORD_FIELDS_H
#define EXITBENCH_RECORD_FIELDS_H

#include "fields.h"

extern const struct field record_fields[];

/* Bytes that "output" keeps; as JSON each can take 6. */
#define RECORD_OUTPUT_MAX 4096

/* One exit reason of a record; also in hello. */
extern const struct field reason_fields[];

/* Whether @record is one as it leaves @stage. 0, or -EBADMSG with @why. */
int record_check(enum field_stage stage, const json_t *record,
		 struct sentence *why);

/* Takes out of a guest's @record what only the KVM host needs. */
void record_drop_passing(json_t *record);

#endif
