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

#include "parse.h"
#include "parse_boot.h"
#include "parse_measured.h"
#include "parse_record.h"
#include "record.h"
#include "record_fields.h"

static int parse_paging(struct record *rec, const char *vendor,
			const char *paging, struct sentence *why)
{
	if (vendor_find(vendor, &rec->vendor))
		return sentence_set(why, -EBADMSG, "unknown vendor '%.20s'",
				    vendor);
	if (paging_find(rec->vendor, paging, &rec->paging))
		return sentence_set(why, -EBADMSG,
				    "paging mode '%.20s' is none of %s",
				    paging, vendor);
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

static int parse_status(struct record *rec, const char *status,
			struct sentence *why)
{
	rec->status = !strcmp(status, "ok") ? STATUS_OK :
		      !strcmp(status, "failed") ? STATUS_FAILED :
						  STATUS_SKIPPED;
	rec->error = json_string_value(json_object_get(rec->obj, "error"));
	if (rec->error && strlen(rec->error) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'error' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	rec->error = parse_keep(rec->error);
	if (rec->status == STATUS_OK && !rec->ops)
		return sentence_set(why, -EBADMSG,
				    "its status is ok, but it did no operation");
	return parse_console(rec, json_object_get(rec->obj, "console"));
}

/* What single exits cost. Without a histogram that is not known. */
static int parse_cost(const json_t *obj, struct exit_reason *to,
		      struct sentence *why)
{
	const json_t *hist = json_object_get(obj, "hist"), *item;
	const json_t *min = json_object_get(obj, "min_cycles");
	const json_t *max = json_object_get(obj, "max_cycles");
	struct histogram *cost = &to->cost;
	uint64_t sum = 0;
	size_t i;

	if (json_array_size(hist) > HISTOGRAM_BUCKETS)
		return sentence_set(why, -EBADMSG, "'hist' has more than %d counts",
				    HISTOGRAM_BUCKETS);
	json_array_foreach(hist, i, item) {
		cost->bucket[i] = json_integer_value(item);
		if (__builtin_add_overflow(sum, cost->bucket[i], &sum))
			return sentence_set(why, -EBADMSG,
					    "'hist' of reason %" PRIu32
					    " does not fit in 64 bits",
					    to->reason);
	}
	to->timed = hist != NULL;
	histogram_bounds(cost);
	if (min)
		cost->min = json_integer_value(min);
	if (max)
		cost->max = json_integer_value(max);
	if (min && max && cost->min > cost->max)
		return sentence_set(why, -EBADMSG,
				    "the shortest exit of reason %" PRIu32
				    " took longer than the longest",
				    to->reason);
	return 0;
}

static int parse_details(const json_t *obj, struct exit_reason *to,
			 struct sentence *why)
{
	const json_t *list = json_object_get(obj, "detail"), *item;
	uint64_t sum = 0;
	size_t i;

	if (!list)
		return 0;
	if (json_array_size(list) > PARSE_DETAILS_MAX)
		return sentence_set(why, -EBADMSG,
				    "'detail' is a list of more than %d",
				    PARSE_DETAILS_MAX);
	to->details = calloc(json_array_size(list) + 1, sizeof(*to->details));
	if (!to->details)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		struct exit_detail *d = &to->details[to->n_details++];

		d->write = json_is_true(json_object_get(item, "write"));
		d->what = parse_count(item, "what");
		d->count = parse_count(item, "count");
		d->cycles = parse_count(item, "cycles");
		if (__builtin_add_overflow(sum, d->count, &sum) ||
		    sum > to->count)
			return sentence_set(why, -EBADMSG,
					    "the details of reason %" PRIu32
					    " are of more exits than it has",
					    to->reason);
	}
	return 0;
}

static int parse_reason(const json_t *obj, struct exit_reason *to,
			struct sentence *why)
{
	uint64_t reason = parse_count(obj, "reason");
	int err = parse_name(obj, "name", &to->name, why);

	if (err)
		return err;
	if (reason > UINT32_MAX)
		return sentence_set(why, -EBADMSG,
				    "exit reason %" PRIu64 " cannot be", reason);
	to->reason = reason;
	to->count = parse_count(obj, "count");
	to->kernel_cycles = parse_count(obj, "kernel_cycles");
	to->user_cycles = parse_count(obj, "user_cycles");
	to->blocked_cycles = parse_count(obj, "blocked_cycles");
	return parse_cost(obj, to, why) ?: parse_details(obj, to, why);
}

/* The reasons must ascend, and add up to what the record says of the whole. */
static int parse_reasons(struct record *rec, struct sentence *why)
{
	const json_t *array = json_object_get(rec->obj, "reasons");
	uint64_t exits = 0;
	const json_t *item;
	size_t i;
	int err;

	if (json_array_size(array) > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d exit reasons",
				    PARSE_REASONS_MAX);
	rec->reasons = calloc(json_array_size(array) + 1,
			      sizeof(*rec->reasons));
	if (!rec->reasons)
		return -ENOMEM;
	json_array_foreach(array, i, item) {
		struct exit_reason *r = &rec->reasons[i];

		rec->n_reasons++;
		err = parse_reason(item, r, why);
		if (err)
			return err;
		if (i && r[-1].reason >= r->reason)
			return sentence_set(why, -EBADMSG,
					    "its reasons do not ascend");
		if (__builtin_add_overflow(exits, r->count, &exits) ||
		    __builtin_add_overflow(rec->kernel_cycles,
					   r->kernel_cycles,
					   &rec->kernel_cycles) ||
		    __builtin_add_overflow(rec->user_cycles, r->user_cycles,
					   &rec->user_cycles) ||
		    __builtin_add_overflow(rec->blocked_cycles,
					   r->blocked_cycles,
					   &rec->blocked_cycles))
			return sentence_set(why, -EBADMSG,
					    "its sums do not fit in 64 bits");
	}
	if (exits != rec->exits)
		return sentence_set(why, -EBADMSG,
				    "its reasons add up to %" PRIu64
				    " exits, not %" PRIu64, exits, rec->exits);
	return 0;
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

static int parse_params(struct record *rec, struct sentence *why)
{
	json_t *params = json_object_get(rec->obj, "params");

	rec->params = parse_params_key(params);
	rec->params_text = params_text(params);
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

static int parse_output(struct record *rec, struct sentence *why)
{
	const json_t *obj = json_object_get(rec->obj, "output");

	if (!obj)
		return 0;
	rec->output.text = json_string_value(json_object_get(obj, "text"));
	rec->output.cut = parse_count(obj, "cut");
	rec->output.status = parse_count(obj, "status");
	if (strlen(rec->output.text) > PARSE_TEXT_MAX)
		return sentence_set(why, -EBADMSG,
				    "'output' is longer than %d bytes",
				    PARSE_TEXT_MAX);
	rec->output.text = parse_keep(rec->output.text);
	return rec->output.text ? 0 : -ENOMEM;
}

int parse_record(struct record *rec, struct sentence *why)
{
	const char *vendor, *paging, *status;
	int err;

	err = check(rec->obj, why);
	if (err)
		return err;
	rec->rep = parse_count(rec->obj, "rep");
	rec->ops = parse_count(rec->obj, "ops");
	rec->elapsed_cycles = parse_count(rec->obj, "elapsed_cycles");
	rec->exits = parse_count(rec->obj, "exits");
	rec->detail_lost = parse_count(rec->obj, "detail_lost");
	paging = json_string_value(json_object_get(rec->obj, "paging"));
	status = json_string_value(json_object_get(rec->obj, "status"));
	err = parse_name(rec->obj, "rig", &rec->rig, why) ?:
	      parse_name(rec->obj, "vendor", &vendor, why) ?:
	      parse_name(rec->obj, "machine", &rec->machine, why) ?:
	      parse_name(rec->obj, "kernel", &rec->kernel, why) ?:
	      parse_name(rec->obj, "workload", &rec->workload, why) ?:
	      parse_name(rec->obj, "op", &rec->op, why) ?:
	      parse_params(rec, why) ?:
	      parse_paging(rec, vendor, paging, why) ?:
	      parse_status(rec, status, why) ?:
	      parse_reasons(rec, why);
	return err ?: parse_measured(rec, why) ?: parse_output(rec, why) ?:
	       parse_boot(rec, why);
}

void parse_free(struct record *rec)
{
	for (size_t i = 0; i < rec->n_reasons; i++)
		free(rec->reasons[i].details);
	free(rec->reasons);
	free(rec->measured);
	parse_boot_free(rec);
	free((char *)rec->params);
	free((char *)rec->console);
	free((char *)rec->params_text);
	json_decref(rec->obj);
}
