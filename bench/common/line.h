/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Messages: what the guest says to the KVM host, and the KVM host to the front
 * end, one sealed line each (record.h). bench/RECORDS.md has the table.
 */
#ifndef EXITBENCH_LINE_H
#define EXITBENCH_LINE_H

#include "fields.h"

enum line_type {
	LINE_HELLO, LINE_PLUG, LINE_SECOND, LINE_START, LINE_RECORD, LINE_CALIBRATED,
	LINE_CHECK, LINE_OVERHEAD, LINE_BYE, LINE_FACTS, LINE_VERIFIED,
	LINE_DAMAGED, LINE_FATAL, LINE_END,
	LINE_TYPES
};

/* Causes of a guest that cannot work, in the field "cause" of its bye. */
#define LINE_CAUSE_NO_COUNTERS	"no-counters"
#define LINE_CAUSE_OPTIONS	"options"

/* How many CPUIDs the second VM executes, and how long the guest waits for them. */
#define LINE_SECOND_EXITS	20000
#define LINE_SECOND_MS		2000

struct message {
	const char *name;	/* the member "type" */
	bool from_guest, from_kvmhost;
	const struct field *fields;
	const char *meaning;	/* Markdown */
};

extern const struct message messages[LINE_TYPES];

/*
 * @obj, which loses a reference, as a sealed line of @type, to be freed; NULL when
 * it cannot be written.
 */
char *line_seal(enum line_type type, json_t *obj);

/*
 * The object of a line that @stage has said, without its "type", a new reference,
 * and which message it is. NULL with @why for a line that is damaged, a message
 * that is not known or not @stage's to say, or a field that is not as in the table.
 */
json_t *line_open(const char *line, enum field_stage stage,
		  enum line_type *type, struct sentence *why);

/* The rows of the Markdown table of messages. */
void line_print(FILE *out);

#endif
