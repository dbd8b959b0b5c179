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
#include "packed.h"
#include "parse.h"
#include "parse_boot.h"
#include "parse_measured.h"
#include "parse_memory.h"
#include "parse_record.h"
#include "parse_walks.h"
#include "parse_witness.h"
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

/* What single exits of @reason cost. Without a histogram that is not known. */
static int parse_cost(struct record *rec, const json_t *obj,
		      const struct exit_reason *reason, struct histogram *cost,
		      struct sentence *why)
{
	const json_t *hist = json_object_get(obj, "hist"), *item;
	const json_t *min = json_object_get(obj, "min_cycles");
	const json_t *max = json_object_get(obj, "max_cycles");
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
					    reason->reason);
	}
	rec->odd_histograms += hist && sum != reason->count;
	histogram_bounds(cost);
	if (min)
		cost->min = json_integer_value(min);
	if (max)
		cost->max = json_integer_value(max);
	if (min && max && cost->min > cost->max)
		return sentence_set(why, -EBADMSG,
				    "the shortest exit of reason %" PRIu32
				    " took longer than the longest",
				    reason->reason);
	return 0;
}

/* Adds those of @reason behind the @n of the reasons before it. */
static int parse_details(struct record *rec, const json_t *obj,
			 struct exit_reason *reason, size_t n,
			 struct sentence *why)
{
	const json_t *list = json_object_get(obj, "detail"), *item;
	struct exit_detail *grown;
	uint64_t sum = 0;
	size_t i;

	if (!json_array_size(list))
		return 0;
	if (json_array_size(list) > PARSE_DETAILS_MAX)
		return sentence_set(why, -EBADMSG,
				    "'detail' is a list of more than %d",
				    PARSE_DETAILS_MAX);
	grown = reallocarray(rec->details, n + json_array_size(list),
			     sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rec->details = grown;
	json_array_foreach(list, i, item) {
		struct exit_detail *d = &grown[n + reason->n_details++];

		d->write = json_is_true(json_object_get(item, "write"));
		d->what = parse_count(item, "what");
		d->count = parse_count(item, "count");
		d->cycles = parse_count(item, "cycles");
		if (__builtin_add_overflow(sum, d->count, &sum) ||
		    sum > reason->count)
			return sentence_set(why, -EBADMSG,
					    "the details of reason %" PRIu32
					    " are of more exits than it has",
					    reason->reason);
	}
	return 0;
}

static int parse_reason(const json_t *obj, struct exit_reason *to,
			struct sentence *why)
{
	uint64_t reason = parse_count(obj, "reason");
	const char *name;
	int err = parse_name(obj, "name", &name, why);

	if (err)
		return err;
	to->name = kept_number(name);
	if (to->name == KEPT_NONE)
		return -ENOMEM;
	if (reason > UINT32_MAX)
		return sentence_set(why, -EBADMSG,
				    "exit reason %" PRIu64 " cannot be", reason);
	to->reason = reason;
	to->count = parse_count(obj, "count");
	to->kernel_cycles = parse_count(obj, "kernel_cycles");
	to->user_cycles = parse_count(obj, "user_cycles");
	to->blocked_cycles = parse_count(obj, "blocked_cycles");
	return 0;
}

/* Adds up what the record says of the whole. */
static int add_up(struct record *rec, const struct exit_reason *r,
		  uint64_t *exits, struct sentence *why)
{
	if (__builtin_add_overflow(*exits, r->count, exits) ||
	    __builtin_add_overflow(rec->kernel_cycles, r->kernel_cycles,
				   &rec->kernel_cycles) ||
	    __builtin_add_overflow(rec->user_cycles, r->user_cycles,
				   &rec->user_cycles) ||
	    __builtin_add_overflow(rec->blocked_cycles, r->blocked_cycles,
				   &rec->blocked_cycles))
		return sentence_set(why, -EBADMSG,
				    "its sums do not fit in 64 bits");
	return 0;
}

/* The reasons must ascend. */
static int pack_reasons(struct record *rec, const json_t *array,
			struct packer *packer, uint64_t *exits,
			struct sentence *why)
{
	uint64_t least = 0;
	size_t i, details = 0;
	const json_t *item;
	int err;

	json_array_foreach(array, i, item) {
		struct exit_reason r = { 0 };
		struct histogram cost = { 0 };

		err = parse_reason(item, &r, why) ?:
		      parse_cost(rec, item, &r, &cost, why) ?:
		      parse_details(rec, item, &r, details, why);
		if (!err && r.reason < least)
			err = sentence_set(why, -EBADMSG,
					   "its reasons do not ascend");
		err = err ?: add_up(rec, &r, exits, why) ?:
		      packed_add(packer, &r, json_object_get(item, "hist") ?
				 &cost : NULL);
		if (err)
			return err;
		least = (uint64_t)r.reason + 1;
		details += r.n_details;
		rec->n_reasons++;
	}
	return 0;
}

/* They must add up to what the record says of the whole. */
static int parse_reasons(struct record *rec, const json_t *obj,
			 struct sentence *why)
{
	const json_t *array = json_object_get(obj, "reasons");
	struct packer packer = { 0 };
	uint64_t exits = 0;
	int err;

	if (json_array_size(array) > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d exit reasons",
				    PARSE_REASONS_MAX);
	err = pack_reasons(rec, array, &packer, &exits, why);
	rec->reasons = packed_done(&packer);
	if (err)
		return err;
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

int parse_record(struct record *rec, json_t *obj, struct sentence *why)
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
	      parse_reasons(rec, obj, why);
	return err ?: parse_measured(rec, obj, why) ?:
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
	parse_boot_free(rec->boot);
	free((char *)rec->console);
}
