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
	rec->extras->console = text;
	return 0;
}

/* A sentence that a record may have. */
static int parse_text(const json_t *obj, const char *key, const char **to,
		      struct sentence *why)
{
	const char *text = json_string_value(json_object_get(obj, key));

	if (!text)
		return 0;
	if (strlen(text) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'%s' is longer than %d bytes", key,
				    PARSE_TEXT_MAX);
	*to = kept(text);
	return *to ? 0 : -ENOMEM;
}

static int parse_status(struct record *rec, const json_t *obj, const char *status,
			struct sentence *why)
{
	int err = parse_text(obj, "error", &rec->extras->error, why) ?:
		  parse_text(obj, "lost", &rec->extras->lost, why);

	if (err)
		return err;
	rec->status = !strcmp(status, "ok") ? STATUS_OK :
		      !strcmp(status, "failed") ? STATUS_FAILED :
						  STATUS_SKIPPED;
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

static int parse_params(struct record_texts *texts, const json_t *obj,
			struct sentence *why)
{
	json_t *params = json_object_get(obj, "params");
	char *key = parse_params_key(params), *text = params_text(params);

	texts->params = kept(key);
	texts->params_text = kept(text);
	free(text);
	free(key);
	if (!texts->params || !texts->params_text)
		return -ENOMEM;
	return strlen(texts->params) <= PARSE_TEXT_MAX ? 0 :
	       sentence_set(why, -EBADMSG, "'params' is longer than %d bytes",
			    PARSE_TEXT_MAX);
}

static int parse_texts(struct record *rec, const json_t *obj,
		       struct sentence *why)
{
	struct record_texts texts;
	int err = parse_name(obj, "rig", &texts.rig, why) ?:
		  parse_name(obj, "machine", &texts.machine, why) ?:
		  parse_name(obj, "kernel", &texts.kernel, why) ?:
		  parse_name(obj, "workload", &texts.workload, why) ?:
		  parse_name(obj, "op", &texts.op, why) ?:
		  parse_params(&texts, obj, why);

	if (err)
		return err;
	rec->texts = kept_bytes(&texts, sizeof(texts));
	return rec->texts ? 0 : -ENOMEM;
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
	struct output *output;

	if (!obj)
		return 0;
	output = rec->extras->output = calloc(1, sizeof(*output));
	if (!output)
		return -ENOMEM;
	output->cut = parse_count(obj, "cut");
	output->status = parse_count(obj, "status");
	return parse_text(obj, "text", &output->text, why);
}

static int parse_extras(struct record *rec, json_t *obj, struct sentence *why)
{
	return parse_vcpus(rec, obj, why) ?:
	       parse_slowest(rec, json_object_get(obj, "slowest"), why) ?:
	       parse_output(rec, json_object_get(obj, "output"), why) ?:
	       parse_walks(rec, json_object_get(obj, "walks"), why) ?:
	       parse_witness(rec, obj, why) ?:
	       parse_pmu(rec, json_object_get(obj, "pmu_walks"), why) ?:
	       parse_memory(rec, json_object_get(obj, "host_memory")) ?:
	       parse_boot(rec, obj, why);
}

/* Most records have none. */
static void drop_no_extras(struct record *rec)
{
	static const struct record_extras none;

	if (memcmp(rec->extras, &none, sizeof(none)))
		return;
	free(rec->extras);
	rec->extras = NULL;
}

int parse_record(struct record *rec, json_t *obj, struct scanned *scanned,
		 struct sentence *why)
{
	const char *vendor, *paging, *status;
	int err;

	err = check(obj, why);
	if (err)
		return err;
	rec->extras = calloc(1, sizeof(*rec->extras));
	if (!rec->extras)
		return -ENOMEM;
	rec->rep = parse_count(obj, "rep");
	rec->ops = parse_count(obj, "ops");
	rec->elapsed_cycles = parse_count(obj, "elapsed_cycles");
	rec->exits = parse_count(obj, "exits");
	rec->extras->detail_lost = parse_count(obj, "detail_lost");
	paging = json_string_value(json_object_get(obj, "paging"));
	status = json_string_value(json_object_get(obj, "status"));
	err = parse_texts(rec, obj, why) ?:
	      parse_name(obj, "vendor", &vendor, why) ?:
	      parse_paging(rec, vendor, paging, why) ?:
	      parse_status(rec, obj, status, why) ?:
	      (scanned ? scan_take(rec, scanned, why) :
			 parse_reasons(rec, obj, why)) ?:
	      parse_measured(rec, obj, why) ?:
	      parse_extras(rec, obj, why);
	drop_no_extras(rec);
	return err;
}

void parse_free(struct record *rec)
{
	struct record_extras *extras = rec->extras;

	free(rec->reasons);
	free(rec->measured);
	rec->extras = NULL;
	if (!extras)
		return;
	free(extras->details);
	free(extras->output);
	free(extras->walks);
	parse_witness_free(extras->witness);
	free(extras->pmu);
	free(extras->memory);
	parse_vcpus_free(extras->vcpus);
	free(extras->slowest);
	parse_boot_free(extras->boot);
	free((char *)extras->console);
	free(extras);
}
