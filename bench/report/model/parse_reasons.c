// SPDX-License-Identifier: GPL-2.0
/* Exit reasons out of JSON; see parse_reasons.h. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "add_reason.h"
#include "kept.h"
#include "parse_reasons.h"

static int parse_cost(const json_t *obj, struct read_reason *to,
		      struct sentence *why)
{
	const json_t *hist = json_object_get(obj, "hist"), *item;
	const json_t *min = json_object_get(obj, "min_cycles");
	const json_t *max = json_object_get(obj, "max_cycles");
	size_t i;

	if (json_array_size(hist) > HISTOGRAM_BUCKETS)
		return sentence_set(why, -EBADMSG, "'hist' has more than %d counts",
				    HISTOGRAM_BUCKETS);
	json_array_foreach(hist, i, item)
		to->cost.bucket[i] = json_integer_value(item);
	to->cost.min = json_integer_value(min);
	to->cost.max = json_integer_value(max);
	to->has_hist = hist;
	to->has_min = min;
	to->has_max = max;
	return 0;
}

/* Four for each of the octaves in which there is something. */
static int parse_quarters(const json_t *obj, struct read_reason *to,
			  struct sentence *why)
{
	const json_t *list = json_object_get(obj, "quarters");
	size_t n = 0;

	to->has_quarters = list;
	for (int q = 0; list && q < KVM_EXIT_ACCT_QUARTERS; q++)
		if (to->cost.bucket[q / 4])
			to->cost.quarter[q] =
				json_integer_value(json_array_get(list, n++));
	if (n == json_array_size(list))
		return 0;
	return sentence_set(why, -EBADMSG,
			    "'quarters' is a list of %zu, not of four for each number of 'hist' that is not 0",
			    json_array_size(list));
}

static int parse_depths(const json_t *obj, struct exit_reason *to,
			struct sentence *why)
{
	const json_t *list = json_object_get(obj, "depth"), *item;
	size_t i;

	if (json_array_size(list) > KVM_EXIT_ACCT_DEPTHS)
		return sentence_set(why, -EBADMSG, "'depth' has more than %d counts",
				    KVM_EXIT_ACCT_DEPTHS);
	json_array_foreach(list, i, item)
		to->depth[i] = json_integer_value(item);
	return 0;
}

/* Adds those of @reason behind the *@n of the reasons before it. */
static int parse_details(struct record *rec, const json_t *obj,
			 struct exit_reason *reason, size_t *n,
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
	grown = reallocarray(rec->extras->details, *n + json_array_size(list),
			     sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	rec->extras->details = grown;
	json_array_foreach(list, i, item) {
		struct exit_detail *d = &grown[(*n)++];

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
		reason->n_details++;
	}
	return 0;
}

int parse_reason(const json_t *obj, struct exit_reason *to, struct sentence *why)
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
	to->preempted_cycles = parse_count(obj, "preempted_cycles");
	to->asleep_cycles = parse_count(obj, "asleep_cycles");
	to->away_cycles = parse_count(obj, "away_cycles");
	to->switch_cycles = parse_count(obj, "switch_cycles");
	to->l2_count = parse_count(obj, "l2_count");
	to->l2_kernel_cycles = parse_count(obj, "l2_kernel_cycles");
	to->l2_user_cycles = parse_count(obj, "l2_user_cycles");
	return 0;
}

static int parse_all(struct reasons *to, const json_t *array,
		     struct sentence *why)
{
	size_t i, details = 0;
	const json_t *item;
	int err = 0;

	json_array_foreach(array, i, item) {
		struct read_reason read = { .has_hist = false };

		err = err ?: parse_reason(item, &read.reason, why) ?:
		      parse_cost(item, &read, why) ?:
		      parse_quarters(item, &read, why) ?:
		      parse_depths(item, &read.reason, why) ?:
		      parse_details(to->rec, item, &read.reason, &details, why) ?:
		      add_reason(to, &read, why);
	}
	return err;
}

int parse_reasons(struct record *rec, const json_t *obj, struct sentence *why)
{
	const json_t *array = json_object_get(obj, "reasons");
	struct reasons reasons = { .rec = rec };
	int err;

	if (json_array_size(array) > PARSE_REASONS_MAX)
		return sentence_set(why, -EBADMSG, "more than %d exit reasons",
				    PARSE_REASONS_MAX);
	err = parse_all(&reasons, array, why);
	reasons_done(&reasons);
	return err ?: reasons_sum(rec, reasons.exits, why);
}
