// SPDX-License-Identifier: GPL-2.0
/*
 * One record out of its JSON; see parse_record.h. record_check() checks fields and
 * types; this file checks the limits of bench/RECORDS.md and whether a record
 * contradicts itself.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kept.h"
#include "parse.h"
#include "parse_boot.h"
#include "parse_measured.h"
#include "parse_memory.h"
#include "parse_reasons.h"
#include "parse_record.h"
#include "parse_slowest.h"
#include "parse_vcpus.h"
#include "parse_walks.h"
#include "parse_witness.h"
#include "record.h"
#include "record_fields.h"

static int parse_paging(struct record *rec, const char *vendor,
			const char *paging, struct sentence *why)
{
	enum vendor whose;
	enum paging mode;

	if (vendor_find(vendor, &whose))
		return sentence_set(why, -EBADMSG, "unknown vendor '%.20s'",
				    vendor);
	if (paging_find(whose, paging, &mode))
		return sentence_set(why, -EBADMSG,
				    "paging mode '%.20s' is none of %s",
				    paging, vendor);
	rec->vendor = whose;
	rec->paging = mode;
	return 0;
}

/* The lines as one text. */
static int parse_console(struct record *rec, const json_t *lines)
{
	const json_t *line;
	char *text;
	size_t i, len;
	FILE *out;

	if (!lines)
		return 0;
	out = open_memstream(&text, &len);
	if (!out)
		return -ENOMEM;
	json_array_foreach(lines, i, line)
		fprintf(out, "%s\n", json_string_value(line));
	if (fclose(out))
		return -ENOMEM;
	rec->console = text;
	return 0;
}

static int parse_status(struct record *rec, const json_t *obj, const char *status,
			struct sentence *why)
{
	rec->status = !strcmp(status, "ok") ? STATUS_OK :
		      !strcmp(status, "failed") ? STATUS_FAILED :
						  STATUS_SKIPPED;
	rec->error = json_string_value(json_object_get(obj, "error"));
	if (rec->error && strlen(rec->error) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'error' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	if (rec->error) {
		rec->error = kept(rec->error);
		if (!rec->error)
			return -ENOMEM;
	}
	rec->lost = json_string_value(json_object_get(obj, "lost"));
	if (rec->lost && strlen(rec->lost) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'lost' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	if (rec->lost) {
		rec->lost = kept(rec->lost);
		if (!rec->lost)
			return -ENOMEM;
	}
	if (rec->status == STATUS_OK && !rec->ops)
		return sentence_set(why, -EBADMSG,
				    "its status is ok, but it did no operation");
	return parse_console(rec, json_object_get(obj, "console"));
}

/* "count=1000 size=4096", to be freed by the caller. */
static char *params_text(json_t *params)
{
	const char *key, *space = "";
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *val;

	if (!out)
		return NULL;
	json_object_foreach(params, key, val) {
		fprintf(out, "%s%s=%" JSON_INTEGER_FORMAT, space, key,
			json_integer_value(val));
		space = " ";
	}
	return fclose(out) ? NULL : text;
}

static int parse_params(struct record *rec, const json_t *obj,
			struct sentence *why)
{
	json_t *params = json_object_get(obj, "params");
	char *key = parse_params_key(params), *text = params_text(params);

	rec->params = kept(key);
	rec->params_text = kept(text);
	free(text);
	free(key);
	if (!rec->params || !rec->params_text)
		return -ENOMEM;
	return strlen(rec->params) <= PARSE_TEXT_MAX ? 0 :
	       sentence_set(why, -EBADMSG, "'params' is longer than %d bytes",
			    PARSE_TEXT_MAX);
}

/* Another schema says more than the first field that is not of this one. */
static int check(const json_t *obj, struct sentence *why)
{
	const json_t *schema = json_object_get(obj, "schema");

	if (json_is_integer(schema) &&
	    json_integer_value(schema) != RECORD_SCHEMA)
		return sentence_set(why, -EBADMSG,
				    "schema %" JSON_INTEGER_FORMAT
				    " is unknown, known is %d",
				    json_integer_value(schema), RECORD_SCHEMA);
	return record_check(STAGE_FRONT, obj, why);
}

static int parse_output(struct record *rec, const json_t *obj,
			struct sentence *why)
{
	const char *text = json_string_value(json_object_get(obj, "text"));

	if (!obj)
		return 0;
	if (strlen(text) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'output' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	rec->output = calloc(1, sizeof(*rec->output));
	if (!rec->output)
		return -ENOMEM;
	rec->output->text = kept(text);
	rec->output->cut = parse_count(obj, "cut");
	rec->output->status = parse_count(obj, "status");
	return rec->output->text ? 0 : -ENOMEM;
}

int parse_record(struct record *rec, json_t *obj, struct scanned *scanned,
		 struct sentence *why)
{
	const char *vendor, *paging, *status;
	int err;

	err = check(obj, why);
	if (err)
		return err;
	rec->rep = parse_count(obj, "rep");
	rec->ops = parse_count(obj, "ops");
	rec->elapsed_cycles = parse_count(obj, "elapsed_cycles");
	rec->exits = parse_count(obj, "exits");
	rec->detail_lost = parse_count(obj, "detail_lost");
	paging = json_string_value(json_object_get(obj, "paging"));
	status = json_string_value(json_object_get(obj, "status"));
	err = parse_name(obj, "rig", &rec->rig, why) ?:
	      parse_name(obj, "vendor", &vendor, why) ?:
	      parse_name(obj, "machine", &rec->machine, why) ?:
	      parse_name(obj, "kernel", &rec->kernel, why) ?:
	      parse_name(obj, "workload", &rec->workload, why) ?:
	      parse_name(obj, "op", &rec->op, why) ?:
	      parse_params(rec, obj, why) ?:
	      parse_paging(rec, vendor, paging, why) ?:
	      parse_status(rec, obj, status, why) ?:
	      (scanned ? scan_take(rec, scanned, why) :
			 parse_reasons(rec, obj, why));
	return err ?: parse_measured(rec, obj, why) ?:
	       parse_vcpus(rec, obj, why) ?:
	       parse_slowest(rec, json_object_get(obj, "slowest"), why) ?:
	       parse_output(rec, json_object_get(obj, "output"), why) ?:
	       parse_walks(rec, json_object_get(obj, "walks"), why) ?:
	       parse_witness(rec, obj, why) ?:
	       parse_pmu(rec, json_object_get(obj, "pmu_walks"), why) ?:
	       parse_memory(rec, json_object_get(obj, "host_memory")) ?:
	       parse_boot(rec, obj, why);
}

void parse_free(struct record *rec)
{
	free(rec->reasons);
	free(rec->details);
	free(rec->measured);
	free(rec->output);
	free(rec->walks);
	parse_witness_free(rec->witness);
	free(rec->pmu);
	free(rec->memory);
	parse_vcpus_free(rec->vcpus);
	free(rec->slowest);
	parse_boot_free(rec->boot);
	free((char *)rec->console);
}
