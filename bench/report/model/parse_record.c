// SPDX-License-Identifier: GPL-2.0
/* One record out of its JSON; see parse_record.h. */
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

static int parse_paging(struct record *rec, const char *vendor,
			const char *paging, struct why *why)
{
	if (vendor_find(vendor, &rec->vendor))
		return parse_reject(why, "unknown vendor '%.20s'", vendor);
	if (paging_find(rec->vendor, paging, &rec->paging))
		return parse_reject(why, "paging mode '%.20s' is none of %s",
				    paging, vendor);
	return 0;
}

/* The lines as one text; what is no text is left out. */
static int parse_console(struct record *rec, const json_t *lines)
{
	const json_t *line;
	char *text;
	size_t i, len;
	FILE *out;

	if (!json_is_array(lines))
		return 0;
	out = open_memstream(&text, &len);
	if (!out)
		return -ENOMEM;
	json_array_foreach(lines, i, line)
		if (json_is_string(line))
			fprintf(out, "%s\n", json_string_value(line));
	if (fclose(out))
		return -ENOMEM;
	rec->console = text;
	return 0;
}

static int parse_status(struct record *rec, const char *status,
			struct why *why)
{
	static const char *const names[] = { "ok", "failed", "skipped" };
	const json_t *console = json_object_get(rec->obj, "console");

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(status, names[i]))
			continue;
		rec->status = i;
		rec->error = json_string_value(json_object_get(rec->obj,
							       "error"));
		if (!rec->error)
			rec->error = "no reason given";
		if (strlen(rec->error) > PARSE_TEXT_MAX)
			return parse_reject(why, "'error' is longer than %d bytes",
					    PARSE_TEXT_MAX);
		if (rec->status == STATUS_OK && !rec->ops)
			return parse_reject(why, "its status is ok, but it did no operation");
		return parse_console(rec, console);
	}
	return parse_reject(why, "unknown status '%.20s'", status);
}

/* What single exits cost. Without a histogram that is not known. */
static int parse_cost(const json_t *obj, struct exit_reason *to,
		      struct why *why)
{
	const json_t *hist = json_object_get(obj, "hist"), *item;
	struct histogram *cost = &to->cost;
	uint64_t sum = 0;
	size_t i;
	int err;

	if (hist && (!json_is_array(hist) ||
		     json_array_size(hist) > HISTOGRAM_BUCKETS))
		return parse_reject(why, "'hist' is not a list of up to %d counts",
			      HISTOGRAM_BUCKETS);
	json_array_foreach(hist, i, item) {
		if (!json_is_integer(item) || json_integer_value(item) < 0)
			return parse_reject(why, "'hist' has something that is not a count");
		cost->bucket[i] = json_integer_value(item);
		if (__builtin_add_overflow(sum, cost->bucket[i], &sum))
			return parse_reject(why, "'hist' of reason %" PRIu32
					    " does not fit in 64 bits",
					    to->reason);
	}
	to->timed = hist != NULL;
	histogram_bounds(cost);
	err = parse_optional(obj, "min_cycles", &cost->min, why) ?:
	      parse_optional(obj, "max_cycles", &cost->max, why);
	if (!err && json_object_get(obj, "min_cycles") &&
	    json_object_get(obj, "max_cycles") && cost->min > cost->max)
		return parse_reject(why, "the shortest exit of reason %" PRIu32
				    " took longer than the longest",
				    to->reason);
	return err;
}

static int parse_details(const json_t *obj, struct exit_reason *to,
			 struct why *why)
{
	const json_t *list = json_object_get(obj, "detail"), *item;
	uint64_t sum = 0;
	size_t i;
	int err;

	if (!list)
		return 0;
	if (!json_is_array(list) || json_array_size(list) > PARSE_DETAILS_MAX)
		return parse_reject(why, "'detail' is not a list of up to %d",
				    PARSE_DETAILS_MAX);
	to->details = calloc(json_array_size(list) + 1, sizeof(*to->details));
	if (!to->details)
		return -ENOMEM;
	json_array_foreach(list, i, item) {
		struct exit_detail *d = &to->details[to->n_details++];

		d->write = json_is_true(json_object_get(item, "write"));
		err = parse_u64(item, "what", &d->what, why) ?:
		      parse_u64(item, "count", &d->count, why) ?:
		      parse_u64(item, "cycles", &d->cycles, why);
		if (err)
			return err;
		if (__builtin_add_overflow(sum, d->count, &sum) ||
		    sum > to->count)
			return parse_reject(why, "the details of reason %" PRIu32
					    " are of more exits than it has",
					    to->reason);
	}
	return 0;
}

static int parse_reason(const json_t *obj, struct exit_reason *to,
			struct why *why)
{
	uint64_t reason;
	int err;

	err = parse_u64(obj, "reason", &reason, why) ?:
	      parse_name(obj, "name", &to->name, why) ?:
	      parse_u64(obj, "count", &to->count, why) ?:
	      parse_u64(obj, "kernel_cycles", &to->kernel_cycles, why) ?:
	      parse_u64(obj, "user_cycles", &to->user_cycles, why) ?:
	      parse_u64(obj, "blocked_cycles", &to->blocked_cycles, why);
	if (err)
		return err;
	if (reason > UINT32_MAX)
		return parse_reject(why, "exit reason %" PRIu64 " cannot be", reason);
	to->reason = reason;
	return parse_cost(obj, to, why) ?: parse_details(obj, to, why);
}

/* The reasons must ascend, and add up to what the record says of the whole. */
static int parse_reasons(struct record *rec, struct why *why)
{
	const json_t *array = json_object_get(rec->obj, "reasons");
	uint64_t exits = 0;
	const json_t *item;
	size_t i;
	int err;

	if (!json_is_array(array))
		return parse_reject(why, "'reasons' is not a list");
	if (json_array_size(array) > PARSE_REASONS_MAX)
		return parse_reject(why, "more than %d exit reasons",
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
			return parse_reject(why, "its reasons do not ascend");
		if (__builtin_add_overflow(exits, r->count, &exits) ||
		    __builtin_add_overflow(rec->kernel_cycles,
					   r->kernel_cycles,
					   &rec->kernel_cycles) ||
		    __builtin_add_overflow(rec->user_cycles, r->user_cycles,
					   &rec->user_cycles) ||
		    __builtin_add_overflow(rec->blocked_cycles,
					   r->blocked_cycles,
					   &rec->blocked_cycles))
			return parse_reject(why, "its sums do not fit in 64 bits");
	}
	if (exits != rec->exits)
		return parse_reject(why, "its reasons add up to %" PRIu64
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
		fprintf(out, "%s%s=", space, key);
		space = " ";
		if (json_is_string(val))
			fputs(json_string_value(val), out);
		else
			json_dumpf(val, out, JSON_ENCODE_ANY | JSON_COMPACT);
	}
	return fclose(out) ? NULL : text;
}

static int parse_params(struct record *rec, json_t *params, struct why *why)
{
	if (!json_is_object(params))
		return parse_reject(why, "'params' is not an object");
	rec->params = parse_params_key(params);
	rec->params_text = params_text(params);
	if (!rec->params || !rec->params_text)
		return -ENOMEM;
	return strlen(rec->params) <= PARSE_TEXT_MAX ? 0 :
	       parse_reject(why, "'params' is longer than %d bytes",
			    PARSE_TEXT_MAX);
}

int parse_record(struct record *rec, struct why *why)
{
	const char *vendor, *paging, *status;
	uint64_t schema;
	int err;

	err = parse_u64(rec->obj, "schema", &schema, why);
	if (err)
		return err;
	if (schema != RECORD_SCHEMA)
		return parse_reject(why, "schema %" PRIu64 " is unknown, known is %d",
			      schema, RECORD_SCHEMA);
	err = parse_name(rec->obj, "rig", &rec->rig, why) ?:
	      parse_name(rec->obj, "vendor", &vendor, why) ?:
	      parse_string(rec->obj, "paging", &paging, why) ?:
	      parse_name(rec->obj, "machine", &rec->machine, why) ?:
	      parse_name(rec->obj, "kernel", &rec->kernel, why) ?:
	      parse_name(rec->obj, "workload", &rec->workload, why) ?:
	      parse_name(rec->obj, "op", &rec->op, why) ?:
	      parse_string(rec->obj, "status", &status, why) ?:
	      parse_u64(rec->obj, "rep", &rec->rep, why) ?:
	      parse_u64(rec->obj, "ops", &rec->ops, why) ?:
	      parse_u64(rec->obj, "elapsed_cycles", &rec->elapsed_cycles, why) ?:
	      parse_u64(rec->obj, "exits", &rec->exits, why) ?:
	      parse_optional(rec->obj, "detail_lost", &rec->detail_lost, why);
	if (err)
		return err;
	err = parse_params(rec, json_object_get(rec->obj, "params"), why);
	if (err)
		return err;
	err = parse_paging(rec, vendor, paging, why) ?:
	      parse_status(rec, status, why) ?:
	      parse_reasons(rec, why);
	return err ?: parse_measured(rec, why) ?: parse_boot(rec, why);
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
