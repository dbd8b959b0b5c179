// SPDX-License-Identifier: GPL-2.0
/* One exit reason as JSON; see reason_json.h. */
#include "buckets.h"
#include "reason_json.h"

const char *reason_json_name(enum vendor vendor, uint32_t reason)
{
	const char *name = reason_name(vendor, reason);

	return name ? name : "unnamed";
}

static void set(json_t *obj, const char *key, uint64_t value)
{
	json_object_set_new(obj, key, json_integer(value));
}

json_t *reason_json(enum vendor vendor, const struct counters_row *row)
{
	json_t *obj = json_object();

	set(obj, "reason", row->reason);
	json_object_set_new(obj, "name", json_string(
				reason_json_name(vendor, row->reason)));
	set(obj, "count", row->count);
	set(obj, "kernel_cycles", row->kernel);
	set(obj, "user_cycles", row->user);
	set(obj, "blocked_cycles", row->blocked);
	if (row->preempted)
		set(obj, "preempted_cycles", row->preempted);
	if (row->asleep)
		set(obj, "asleep_cycles", row->asleep);
	if (row->away)
		set(obj, "away_cycles", row->away);
	if (row->switched)
		set(obj, "switch_cycles", row->switched);
	if (row->l2_count) {
		set(obj, "l2_count", row->l2_count);
		set(obj, "l2_kernel_cycles", row->l2_kernel);
		set(obj, "l2_user_cycles", row->l2_user);
	}
	if (row->max) {
		set(obj, "min_cycles", row->min);
		set(obj, "max_cycles", row->max);
	}
	return obj;
}

/* Without the zeros at its end. */
static json_t *counts(const uint64_t *count, int n)
{
	json_t *list = json_array();
	int i;

	while (n && !count[n - 1])
		n--;
	for (i = 0; i < n; i++)
		json_array_append_new(list, json_integer(count[i]));
	return list;
}

static json_t *quarters_of(const struct counters_row *row)
{
	json_t *list = json_array();
	int i, q;

	for (i = 0; i < KVM_EXIT_ACCT_OCTAVES; i++) {
		if (!row->hist[i])
			continue;
		if (!buckets_has_quarters(row->hist, row->quarter, i))
			goto not_told;
		for (q = 4 * i; q < 4 * i + 4; q++)
			json_array_append_new(list,
					      json_integer(row->quarter[q]));
	}
	if (json_array_size(list))
		return list;
not_told:
	json_decref(list);
	return NULL;
}

void reason_json_add_histogram(json_t *obj, const struct counters_row *row)
{
	json_t *quarters = quarters_of(row);

	json_object_set_new(obj, "hist",
			    counts(row->hist, KVM_EXIT_ACCT_HIST_BUCKETS));
	if (quarters)
		json_object_set_new(obj, "quarters", quarters);
}

void reason_json_add_depth(json_t *obj, const struct counters_row *row)
{
	json_t *list = counts(row->depth, KVM_EXIT_ACCT_DEPTHS);

	if (json_array_size(list))
		json_object_set(obj, "depth", list);
	json_decref(list);
}
