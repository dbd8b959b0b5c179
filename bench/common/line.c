// SPDX-License-Identifier: GPL-2.0
/* The table of messages, their one writer and their one reader; see line.h. */
#include <errno.h>
#include <string.h>

#include "line.h"
#include "record.h"
#include "record_fields.h"

#define FIELDS(...) (const struct field[]){ __VA_ARGS__, FIELD_END }

#define TEXT FIELD("text", FIELD_STRING)

const struct message messages[LINE_TYPES] = {
	[LINE_HELLO] = {
		"hello", .from_guest = true, .fields = FIELDS(
			FIELD("vendor", FIELD_STRING,
			      .values = FIELD_VALUES("vmx", "svm")),
			FIELD("paging", FIELD_STRING,
			      .values = FIELD_VALUES("tdp", "shadow", "unknown")),
			FIELD("vcpus", FIELD_COUNT),
			FIELD("reasons", FIELD_OBJECTS, .of = reason_fields)),
		.meaning = "the guest has booted: what the discovery leaf says, and the exits of the boot"
	},
	[LINE_PLUG] = {
		"plug", .from_guest = true, .fields = FIELDS(FIELD_END),
		.meaning = "the guest asks for its other vCPUs"
	},
	[LINE_SECOND] = {
		"second", .from_guest = true, .fields = FIELDS(FIELD_END),
		.meaning = "the guest asks for another VM beside it, for `make check-abi ISOLATION=1`"
	},
	[LINE_START] = {
		"start", .from_guest = true, .from_kvmhost = true,
		.fields = FIELDS(
			FIELD("workload", FIELD_STRING),
			FIELD("params", FIELD_MAP_INTEGERS, .when = MAYBE),
			FIELD("rep", FIELD_COUNT),
			FIELD("op", FIELD_STRING, .when = MAYBE)),
		.meaning = "a repetition begins; of the first one twice, before setup and warm-up and behind them"
	},
	[LINE_RECORD] = {
		"record", .from_guest = true, .from_kvmhost = true,
		.fields = record_fields,
		.meaning = "a repetition is over: the fields of a record that its sender knows"
	},
	[LINE_CALIBRATED] = {
		"calibrated", .from_guest = true, .from_kvmhost = true,
		.fields = FIELDS(
			FIELD("job", FIELD_STRING),
			FIELD("count", FIELD_COUNT),
			FIELD("error", FIELD_STRING, .when = MAYBE)),
		.meaning = "the count found for a workload; 0 with an error"
	},
	[LINE_CHECK] = {
		"check", .from_guest = true, .from_kvmhost = true,
		.fields = FIELDS(
			FIELD("verdict", FIELD_STRING,
			      .values = FIELD_VALUES("PASS", "FAIL", "WARN", "SKIP")),
			FIELD("rule", FIELD_STRING),
			FIELD("evidence", FIELD_STRING)),
		.meaning = "the verdict of one rule of `make check-abi`"
	},
	[LINE_OVERHEAD] = {
		"overhead", .from_guest = true, .from_kvmhost = true,
		.fields = FIELDS(
			FIELD("variant", FIELD_STRING, .by = STAGE_KVMHOST),
			FIELD("cpuid", FIELD_REAL),
			FIELD("hypercall", FIELD_REAL),
			FIELD("vmm", FIELD_REAL),
			FIELD("first_touch", FIELD_REAL)),
		.meaning = "ticks of an exit under one variant of KVM"
	},
	[LINE_BYE] = {
		"bye", .from_guest = true, .fields = FIELDS(
			FIELD("error", FIELD_STRING, .when = MAYBE),
			FIELD("cause", FIELD_STRING, .when = MAYBE,
			  .values = FIELD_VALUES(LINE_CAUSE_NO_COUNTERS,
					   LINE_CAUSE_OPTIONS))),
		.meaning = "the guest has finished, or cannot go on"
	},
	[LINE_FACTS] = {
		"facts", .from_kvmhost = true, .fields = FIELDS(
			FIELD("kernel", FIELD_STRING, .when = MAYBE),
			FIELD("facts", FIELD_MAP_STRINGS)),
		.meaning = "for `facts` of meta.json"
	},
	[LINE_VERIFIED] = {
		"verified", .from_kvmhost = true, .fields = FIELDS(
			FIELD("parameter", FIELD_STRING),
			FIELD("leaf", FIELD_STRING),
			FIELD("counts", FIELD_STRING),
			FIELD("ok", FIELD_BOOL)),
		.meaning = "for `verified` in meta.json: whether the paging mode is the requested one"
	},
	[LINE_DAMAGED] = {
		"damaged", .from_kvmhost = true, .fields = FIELDS(TEXT),
		.meaning = "a line from the guest was refused"
	},
	[LINE_FATAL] = {
		"fatal", .from_kvmhost = true, .fields = FIELDS(
			TEXT,
			FIELD("console", FIELD_STRINGS, .when = MAYBE)),
		.meaning = "no guest can run: every remaining repetition has failed; without any left, the run has"
	},
	[LINE_END] = {
		"end", .from_kvmhost = true, .fields = FIELDS(TEXT),
		.meaning = "the KVM host has finished"
	},
};

char *line_seal(enum line_type type, json_t *obj)
{
	json_t *whole = json_pack("{s:s}", "type", messages[type].name);
	char *line = NULL;

	if (whole && !json_object_update(whole, obj))
		line = record_seal(whole);
	json_decref(whole);
	json_decref(obj);
	return line;
}

static int find(const char *name, enum field_stage stage)
{
	for (int t = 0; t < LINE_TYPES; t++)
		if (!strcmp(messages[t].name, name))
			return (stage == STAGE_GUEST ?
				messages[t].from_guest :
				messages[t].from_kvmhost) ? t : -ENOENT;
	return -ENOENT;
}

static int check(const json_t *obj, enum field_stage stage, int type,
		 struct sentence *why)
{
	const char *name = messages[type].name;
	struct sentence what;
	int err = fields_check(messages[type].fields, stage, obj, &what);

	return err ? sentence_set(why, err, "message '%s': %s", name,
				  what.text) : 0;
}

json_t *line_open(const char *line, enum field_stage stage,
		  enum line_type *type, struct sentence *why)
{
	const char *damage, *name;
	json_t *obj = record_open(line, &damage);
	int found, err;

	if (!obj) {
		sentence_set(why, 0, "%s: '%.150s'", damage, line);
		return NULL;
	}
	name = json_string_value(json_object_get(obj, "type"));
	found = name ? find(name, stage) : -ENOENT;
	if (found < 0) {
		err = name ? sentence_set(why, found, "unknown message '%.40s'",
					  name) :
			     sentence_set(why, found, "an object without a type");
	} else {
		json_object_del(obj, "type");
		*type = found;
		err = check(obj, stage, found, why);
	}
	if (!err)
		return obj;
	json_decref(obj);
	return NULL;
}

static const char *senders(const struct message *m)
{
	return !m->from_kvmhost ? "guest" :
	       !m->from_guest ? "KVM host" : "guest, KVM host";
}

/* Only fields of messages themselves, not of records or their parts. */
static void print_fields(FILE *out, const struct field *field)
{
	const char *between = "";

	if (field == record_fields) {
		fputs("see records.jsonl", out);
		return;
	}
	for (; field->name; field++, between = ", ") {
		fprintf(out, "%s`%s` ", between, field->name);
		fields_print_type(out, field);
		if (field->when == MAYBE)
			fputs(" (optional)", out);
		if (field->by == STAGE_KVMHOST)
			fputs(" (added by the KVM host)", out);
	}
}

void line_print(FILE *out)
{
	for (int t = 0; t < LINE_TYPES; t++) {
		fprintf(out, "| `%s` | %s | ", messages[t].name,
			senders(&messages[t]));
		print_fields(out, messages[t].fields);
		fprintf(out, " | %s |\n", messages[t].meaning);
	}
}
